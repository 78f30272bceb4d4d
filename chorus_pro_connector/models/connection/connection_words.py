# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The words of the connection test: one method a step.

Menus of PISTE and of the portal are named as they are there, in French. They come from
public guides (PISTE: consent, applications; Chorus Pro: community pages on connections
and on the technical user), not from a look at the sites themselves.
"""

from odoo import api, models
from odoo.tools import format_date

from ...chorus import errors
from ...chorus.portal import diagnosis
from ...chorus.portal.diagnosis import OK, UNKNOWN, WARNING, Finding


class ChorusConnectionWords(models.AbstractModel):
    """Turns a :class:`~..chorus.diagnosis.Finding` into a row for people."""

    _name = "chorus.connection.words"
    _description = "Chorus Pro connection test in words"

    # In the order in which a call goes through them.
    _steps = (
        "settings",
        "clock",
        "application",
        *(f"api_{api}" for api in diagnosis.APIS),
        "account",
        "attachment",
        "password",
        "printing",
    )

    @api.model
    def _get_row(self, company, code, finding):
        """Return ``{code, name, state, message, advice}`` of one step.

        :param finding: None for a step that was not reached
        """
        finding = finding or Finding(UNKNOWN)
        step, _, name = code.partition("_")
        label, message, advice = getattr(self, f"_say_{step}")(company, finding, name)
        if finding == Finding(UNKNOWN):
            message = self.env._("Not reached: repair what comes before, test again.")
            advice = ""
        return {
            "code": code,
            "name": label,
            "state": finding.state,
            "message": message,
            "advice": advice,
        }

    def _say_settings(self, company, finding, _name):
        label = self.env._("Settings in Odoo")
        if finding.cause == "missing":
            field = company._fields[finding.facts["field"]]
            return (
                label,
                self.env._(
                    "“%(field)s” is missing for %(company)s.",
                    field=field.get_description(self.env)["string"],
                    company=company.name,
                ),
                self._advise_missing(company, finding.facts["field"]),
            )
        if finding.cause == "url":
            return (
                label,
                self.env._(
                    "The addresses of the portal are missing, or do not start with "
                    "https://."
                ),
                self.env._(
                    "Choose the environment (qualification or production) on the "
                    "settings page, save, and test again."
                ),
            )
        if finding.cause == "copy":
            words = self.env["chorus.words"]
            return label, words._copy_sentence(company), ""
        return (
            label,
            self.env._("The addresses and the four credentials are there."),
            "",
        )

    def _advise_missing(self, company, field):
        if key := company._chorus_unnamed_override(field):
            return self.env._(
                "“%(key)s”, given outside the database, names no company and serves "
                "the first one only: whoever runs this server names it "
                "“%(key)s_%(id)s” for this one; or fill it in on the settings page.",
                key=key,
                id=company.id,
            )
        return self.env._("Fill it in on the settings page, save, and test again.")

    def _say_clock(self, _company, finding, _name):
        label = self.env._("Clock of this server")
        seconds = finding.facts.get("seconds", 0)
        if finding.state == OK:
            return (
                label,
                self.env._(
                    "It agrees with the portal's (%(seconds)s s apart).",
                    seconds=seconds,
                ),
                "",
            )
        if finding.cause == "undated":
            return label, self.env._("The portal does not say what time it is."), ""
        lag = self.env._(
            "%(minutes)s min %(seconds)s s", minutes=seconds // 60, seconds=seconds % 60
        )
        if finding.cause == "ahead":
            message = self.env._("It is %(lag)s ahead of the portal's.", lag=lag)
        else:
            message = self.env._("It is %(lag)s behind the portal's.", lag=lag)
        return (
            label,
            message,
            self.env._(
                "Whoever runs this server synchronises its clock (NTP): until then, "
                "dead access tokens seem alive and dates of statuses are wrong."
            ),
        )

    def _say_application(self, company, finding, _name):
        label = self.env._("PISTE application (client id and client secret)")
        if finding.state == OK:
            return label, self.env._("PISTE accepts them."), ""
        if finding.cause == errors.LAYER_APPLICATION:
            return (
                label,
                self._with_reference(
                    self.env._(
                        "PISTE refuses the client id or the client secret, and does "
                        "not say which."
                    ),
                    finding,
                ),
                self.env._(
                    "On piste.gouv.fr, open “Mes applications”, your application, "
                    "“Authentification”: copy “Client ID” and “Secret Key” again into "
                    "the settings. Qualification has an application of its own, "
                    "APP_SANDBOX_…"
                ),
            )
        return label, *self._say_no_answer(
            self.env._("PISTE"), company._chorus_urls().oauth_url, finding
        )

    def _say_api(self, company, finding, name):
        name = name[:1].upper() + name[1:]
        label = self.env._("API “%(api)s”", api=name)
        if finding.state == OK:
            return label, self.env._("The application may use it."), ""
        if finding.cause == errors.LAYER_ACCOUNT:
            return (
                label,
                self._with_reference(
                    self.env._(
                        "Chorus Pro refuses the technical account here, and accepts it "
                        "elsewhere."
                    ),
                    finding,
                ),
                self.env._(
                    "The main manager of your structure (gestionnaire principal) "
                    "checks on Chorus Pro, in “Raccordements”, what the technical "
                    "account may do."
                ),
            )
        if finding.cause != errors.LAYER_SUBSCRIPTION:
            return label, *self._say_no_answer(
                label, company._chorus_urls().api_url, finding
            )
        message = self._with_reference(
            self.env._("PISTE refuses this API to the application."), finding
        )
        if finding.state == WARNING:
            message += " " + self.env._(
                "Without it commitment numbers are not verified; nothing else suffers."
            )
        return (
            label,
            message,
            self.env._(
                "On piste.gouv.fr: 1. “API > Consentement CGU API”: tick “%(api)s”, "
                "which stands there twice, for Sandbox and for Production. 2. “Mes "
                "applications”, your application, “Modifier l'application”, "
                "“Sélectionner les API”: tick it, then “Appliquer les modifications”. "
                "If both are ticked, have the rights of the technical account checked "
                "on Chorus Pro (“Raccordements”).",
                api=name,
            ),
        )

    def _say_account(self, _company, finding, _name):
        label = self.env._("Technical account (login and password)")
        if finding.state == OK:
            return label, self.env._("Chorus Pro accepts it."), ""
        return (
            label,
            self._with_reference(
                self.env._(
                    "Chorus Pro refuses it, and does not say why: wrong login, wrong "
                    "or expired password, or an account that is not active."
                ),
                finding,
            ),
            self.env._(
                "Type login and password again in the settings. If that does not help, "
                "the main manager of your structure (gestionnaire principal) opens on "
                "Chorus Pro “Activités du gestionnaire”, the structure, the technical "
                "user, and resets its password. A new account works some 30 minutes "
                "after its creation; qualification and production each have their own."
            ),
        )

    def _say_attachment(self, company, finding, _name):
        siret = company._chorus_own_siret()
        label = self.env._("Attachment to our SIRET")
        if finding.state == OK:
            return (
                label,
                self.env._(
                    "The technical account acts for the SIRET %(siret)s.", siret=siret
                ),
                "",
            )
        if not siret:
            message = self.env._(
                "%(company)s has no SIRET in Odoo.", company=company.name
            )
        else:
            message = self.env._(
                "The technical account does not act for the SIRET %(siret)s of "
                "%(company)s.",
                siret=siret,
                company=company.name,
            )
        if finding.cause == "other":
            message += " " + self.env._(
                "It acts for: %(structures)s.", structures=finding.facts["structures"]
            )
        return (
            label,
            message,
            self.env._(
                "Correct “Company ID” of your company if the SIRET is wrong. If not, "
                "the main manager (gestionnaire principal) of the structure that bears "
                "it attaches the technical account on Chorus Pro: “Raccordements > "
                "Compte technique”."
            ),
        )

    def _say_password(self, _company, finding, _name):
        label = self.env._("Age of the password")
        if finding.cause == "no_date":
            return (
                label,
                self.env._("Neither the portal nor the settings say when it expires."),
                self.env._(
                    "It lives 424 days at most: fill in “Password expires on” in the "
                    "settings, to be warned in time."
                ),
            )
        facts = dict(finding.facts)
        if facts:
            facts["date"] = format_date(self.env, facts["date"])
        if finding.cause == "old_date":
            return (
                label,
                self.env._(
                    "It should have expired on %(date)s, and still serves.", **facts
                ),
                self.env._("Correct “Password expires on” in the settings."),
            )
        renew = self.env._(
            "On Chorus Pro, the main manager (gestionnaire principal) opens “Activités "
            "du gestionnaire”, the structure, the technical user, and resets the "
            "password; type it twice in the settings, with its new date."
        )
        if finding.cause == "expired":
            return label, self.env._("It expired on %(date)s.", **facts), renew
        if finding.cause == "refused":
            return (
                label,
                self.env._(
                    "Chorus Pro refuses the account: the date on record, %(date)s, may "
                    "be the one of another password.",
                    **facts,
                ),
                "",
            )
        message = self.env._("It expires on %(date)s, in %(days)s days.", **facts)
        if finding.cause == "untried":
            return label, message, ""
        return label, message, renew if finding.state == WARNING else ""

    def _say_printing(self, _company, finding, _name):
        label = self.env._("Printing program (wkhtmltopdf) of this server")
        advice = self.env._(
            "Whoever runs this server installs wkhtmltopdf 0.12.6 “with patched qt” "
            "(package wkhtmltox of wkhtmltopdf.org), puts it first on the path of "
            "Odoo, and starts Odoo again."
        )
        version = finding.facts.get("version")
        if finding.state == OK:
            message = self.env._(
                "Version %(version)s, with patched Qt.", version=version
            )
            return label, message, ""
        if finding.cause == "absent":
            message = self.env._("It does not start: no invoice can be printed.")
            return label, message, advice
        return (
            label,
            self.env._(
                "Version %(version)s without patched Qt: it leaves out the header and "
                "footer of each page, and the text of invoices may not be readable.",
                version=version,
            ),
            advice,
        )

    # === Shared === #

    def _with_reference(self, sentence, finding):
        reference = finding.facts.get("reference")
        return f"{sentence} ({reference})" if reference else sentence

    def _say_no_answer(self, who, url, finding):
        """Return (message, advice) when the fault is in no credential."""
        if finding.cause == "quota":
            return (
                self._with_reference(
                    self.env._("%(who)s takes no more calls for now.", who=who), finding
                ),
                self.env._(
                    "The quota of your application is used up: test again in a few "
                    "minutes."
                ),
            )
        if finding.cause == errors.LAYER_SETTINGS:
            return (
                self._with_reference(
                    self.env._("%(who)s is not at %(url)s.", who=who, url=url), finding
                ),
                self.env._("Correct the addresses on the settings page."),
            )
        return (
            self._with_reference(
                self.env._("%(who)s gives no usable answer.", who=who), finding
            ),
            self.env._(
                "No credential is at fault. Check that this server reaches %(url)s "
                "(firewall, proxy); if it does, the portal may be in maintenance: test "
                "again later.",
                url=url,
            ),
        )
