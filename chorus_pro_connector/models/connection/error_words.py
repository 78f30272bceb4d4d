# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import format_datetime, format_time

from ...chorus import errors


class ChorusWords(models.AbstractModel):
    """Turns the errors of the protocol into words, once, for every caller.

    One sentence each: what happened, and what to do. The technical reference stands
    at its end, for whoever is asked for help.
    """

    _name = "chorus.words"
    _description = "Chorus Pro errors in words"

    @api.model
    def _chorus_sentence(self, error, company):
        """Return the sentence for a :class:`~..chorus.errors.PortalError`.

        :param company: whose call it was
        """
        if isinstance(error, errors.CredentialsError):
            sentence = self._credentials_sentence(error, company)
        elif isinstance(error, errors.CopyError):
            sentence = self._copy_sentence(company)
        else:
            sentence = self._call_sentence(error)
        reference = error.reference
        return f"{sentence} ({reference})" if reference else sentence

    @api.model
    def _chorus_reading_sentence(self, error, company):
        """Return the sentence for a call by which nothing was to be sent.

        :param error: :class:`~..chorus.errors.PortalError`
        """
        silent = isinstance(error, errors.UnavailableError | errors.WaitError)
        if not silent or isinstance(error, errors.CopyError):
            return self._chorus_sentence(error, company)
        sentence = self.env._(
            "Chorus Pro does not answer at the moment: nothing was changed; try again "
            "later."
        )
        return f"{sentence} ({error.reference})" if error.reference else sentence

    @api.model
    def _credentials_sentence(self, error, company):
        name = company.display_name
        if error.layer == errors.LAYER_APPLICATION:
            return self.env._(
                "PISTE refused the client id or the client secret of %(company)s: an "
                "administrator copies both again from the PISTE application into the "
                "Chorus Pro settings, then presses “Test connection”.",
                company=name,
            )
        if error.layer == errors.LAYER_SUBSCRIPTION:
            return self.env._(
                "PISTE does not let the application of %(company)s use the API "
                "“%(api)s”: an administrator ticks this API in the PISTE application "
                "and accepts its terms of use.",
                company=name,
                api=_api_of(error.path),
            )
        if error.layer == errors.LAYER_ACCOUNT:
            return self.env._(
                "Chorus Pro refused the technical account of %(company)s: its login or "
                "password is wrong, or the password has expired; an administrator "
                "renews it in Chorus Pro and types it in the Chorus Pro settings.",
                company=name,
            )
        if error.detail in ("url", "oauth_url", "api_url"):
            return self.env._(
                "The addresses of Chorus Pro for %(company)s are missing or wrong: an "
                "administrator chooses the environment in the Chorus Pro settings (own "
                "addresses must start with https://).",
                company=name,
            )
        return self.env._(
            "Chorus Pro is not configured for %(company)s: an administrator fills in "
            "the PISTE application and the technical account in the Chorus Pro "
            "settings.",
            company=name,
        )

    @api.model
    def _copy_sentence(self, company):
        return self.env._(
            "This database is a copy of the one in which %(company)s was connected to "
            "Chorus Pro: nothing is sent or read, so that no invoice leaves twice; if "
            "this is now the real one, an administrator presses “This is the real "
            "database” in the Chorus Pro settings.",
            company=company.display_name,
        )

    @api.model
    def _call_sentence(self, error):
        if isinstance(error, errors.DataError):
            if error.http_status == 413:
                return self.env._(
                    "The file is too large for Chorus Pro (10 MB at most): remove or "
                    "compress attachments, then send the invoice again."
                )
            return self.env._(
                "Chorus Pro refused the request: correct what it names, then try again."
            )
        if isinstance(error, errors.WaitError):
            return self.env._(
                "The quota of calls to Chorus Pro is used up: nothing was sent, and "
                "the next attempt is made automatically."
            )
        if isinstance(error, errors.PausedError):
            return self._chorus_pause_sentence(error.since, error.until)
        if isinstance(error, errors.UnavailableError):
            return self.env._(
                "Chorus Pro does not answer at the moment: nothing was sent, and the "
                "next attempt is made automatically."
            )
        if isinstance(error, errors.UnknownOutcomeError):
            return self.env._(
                "Chorus Pro did not confirm the deposit, which may have succeeded: do "
                "not send the invoice another way; the connector asks Chorus Pro and "
                "shows the answer here."
            )
        return self.env._(
            "Chorus Pro gave an answer that cannot be understood: nothing was changed; "
            "try again later, and tell your administrator if it goes on."
        )

    @api.model
    def _chorus_pause_sentence(self, since, until):
        """Tell that nothing is attempted for a while; times are naive UTC."""
        if until <= fields.Datetime.now():
            return self.env._(
                "Chorus Pro has not answered since %(since)s; the next attempt is "
                "about to be made.",
                since=self._chorus_clock(since),
            )
        return self.env._(
            "Chorus Pro has not answered since %(since)s; sending resumes by itself at "
            "%(until)s.",
            since=self._chorus_clock(since),
            until=self._chorus_clock(until),
        )

    @api.model
    def _chorus_clock(self, moment):
        """Return the time as the user's clock shows it, with the day unless today."""
        local = fields.Datetime.context_timestamp(self, moment)
        if local.date() == fields.Date.context_today(self):
            return format_time(self.env, moment, self.env.user.tz, "short")
        return format_datetime(self.env, moment, dt_format="short")


def _api_of(path):
    """Name the API of ``/cpro/<api>/v1/…`` as the PISTE console lists it."""
    parts = path.strip("/").split("/")
    return parts[1] if len(parts) > 1 and parts[0] == "cpro" else path
