# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo import models
from odoo.tools.translate import LazyTranslate

from ..chorus import rules

_lt = LazyTranslate(__name__)


class Check(NamedTuple):
    """One row of the table of checks.

    :param level: ``danger`` keeps the invoice from being sent, ``warning`` does not
    :param field: the Odoo field to correct, on the invoice or behind ``action``
    :param action: key of ``_chorus_issue_action``; the button that leads there
    :param words: the sentence: what is wrong, and what to do
    """

    level: str
    field: str
    action: str
    words: object


# The one table behind the tooltip, the banner, the guard before sending and the batch
# report. The method ``_chorus_check_<code>`` says whether a row applies: it returns
# the values of its sentence, or None.
CHECKS = {
    "not_configured": Check(
        "danger",
        "chorus_client_id",
        "settings",
        _lt(
            "Chorus Pro is not configured for %(company)s: an administrator fills in the "
            "credentials in the Chorus Pro settings."
        ),
    ),
    "company_siret": Check(
        "danger",
        "company_registry",
        "company",
        _lt(
            "The SIRET of %(company)s must have 14 digits: type it in the field “Company "
            "ID” of your company."
        ),
    ),
    "client_siret": Check(
        "danger",
        "company_registry",
        "client",
        _lt(
            "The SIRET of %(client)s must have 14 digits: type it in the tab “Chorus Pro” "
            "of the client."
        ),
    ),
    "client_siret_key": Check(
        "warning",
        "company_registry",
        "client",
        _lt(
            "The SIRET %(siret)s of %(client)s does not pass the check of its key: make "
            "sure that it was typed correctly."
        ),
    ),
    "client_unknown": Check(
        "danger",
        "company_registry",
        "client",
        _lt(
            "Chorus Pro does not know the SIRET of %(client)s: correct it on the client, "
            "then press “Check in Chorus Pro” there."
        ),
    ),
    "client_inactive": Check(
        "danger",
        "company_registry",
        "client",
        _lt(
            "%(client)s is no longer active in Chorus Pro: ask the client which "
            "structure to bill, then change the client of the invoice."
        ),
    ),
    "client_works_only": Check(
        "danger",
        "chorus_framework",
        "client",
        _lt(
            "%(client)s only takes works invoices (factures de travaux): ask the client "
            "which structure to bill for this invoice."
        ),
    ),
    "service_missing": Check(
        "danger",
        "buyer_reference",
        "client",
        _lt(
            "%(client)s demands a service code: pick the service on the client, or type "
            "the code in the tab “Chorus Pro”."
        ),
    ),
    "service_inactive": Check(
        "danger",
        "buyer_reference",
        "client",
        _lt(
            "The service %(code)s of %(client)s is closed or reserved for public bodies: "
            "choose another service in the tab “Chorus Pro”."
        ),
    ),
    "service_unknown": Check(
        "warning",
        "buyer_reference",
        "client",
        _lt(
            "The service %(code)s is not in the list of %(client)s: check its spelling, "
            "or press “Check in Chorus Pro” on the client."
        ),
    ),
    "commitment_missing": Check(
        "danger",
        "purchase_order_reference",
        "invoice",
        _lt(
            "%(client)s demands a commitment number (engagement juridique): type the one "
            "of the client's order in the tab “Chorus Pro”."
        ),
    ),
    "service_or_commitment_missing": Check(
        "danger",
        "buyer_reference",
        "invoice",
        _lt(
            "%(client)s demands a service code or a commitment number: type one of them "
            "in the tab “Chorus Pro”."
        ),
    ),
    "reference_too_long": Check(
        "danger",
        "contract_reference",
        "invoice",
        _lt(
            "Market and commitment numbers have at most 50 characters and a service code "
            "100: shorten “%(value)s” in the tab “Chorus Pro”."
        ),
    ),
    "number_too_long": Check(
        "danger",
        "name",
        "draft",
        _lt(
            "The number %(number)s has more than 20 characters: reset the invoice to "
            "draft and shorten its number (the sequence of the journal may be too long)."
        ),
    ),
    "number_characters": Check(
        "danger",
        "name",
        "draft",
        _lt(
            "The number %(number)s has characters that Chorus Pro refuses: reset the "
            "invoice to draft and use letters, digits, spaces and - + _ / only."
        ),
    ),
    "number_refused": Check(
        "danger",
        "name",
        "draft",
        _lt(
            "The client has refused %(number)s and Chorus Pro keeps that number: give "
            "the corrected invoice a new number."
        ),
    ),
    "empty": Check(
        "danger",
        "invoice_line_ids",
        "invoice",
        _lt("The invoice has no line: add at least one product line."),
    ),
    "line_name": Check(
        "danger",
        "invoice_line_ids",
        "draft",
        _lt("Line %(line)s has no description: give it one."),
    ),
    "line_tax": Check(
        "danger",
        "invoice_line_ids",
        "draft",
        _lt(
            "The line “%(line)s” has no VAT: choose a tax, also when its rate is 0 % "
            "(the reason of an exemption is part of it)."
        ),
    ),
    "negative_total": Check(
        "danger",
        "invoice_line_ids",
        "invoice",
        _lt(
            "The total is negative: Chorus Pro only takes positive amounts, make a "
            "credit note instead."
        ),
    ),
    "bank_missing": Check(
        "danger",
        "partner_bank_id",
        "bank",
        _lt(
            "There is no bank account (IBAN) for the client's transfer: choose the "
            "recipient bank of the invoice, or add an account to %(company)s."
        ),
    ),
    "bank_iban": Check(
        "danger",
        "partner_bank_id",
        "bank",
        _lt(
            "The bank account %(account)s is not an IBAN: Chorus Pro only takes IBAN; "
            "choose another recipient bank or correct this one."
        ),
    ),
    "validator_missing": Check(
        "danger",
        "chorus_validator_siret",
        "invoice",
        _lt(
            "The framework %(framework)s needs the SIRET (14 digits) of the one who "
            "validates the invoice: type it in the tab “Chorus Pro”."
        ),
    ),
    "currency": Check(
        "warning",
        "currency_id",
        "invoice",
        _lt(
            "The invoice is in %(currency)s: public bodies are billed in euros, make "
            "sure that this client takes another currency."
        ),
    ),
    "attachment": Check(
        "danger",
        "chorus_attachment_ids",
        "invoice",
        _lt(
            "Chorus Pro would refuse the document “%(name)s”: its name has at most 50 "
            "characters with a usual extension, and it weighs at most 10 MB; replace it "
            "in the tab “Chorus Pro”."
        ),
    ),
}


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_state_dependencies(self):
        """Return all that ``chorus_state`` and ``chorus_issues`` depend on."""
        structure = "commercial_partner_id."
        company = "company_id."
        return [
            "state",
            "move_type",
            "name",
            "amount_total",
            "currency_id",
            "buyer_reference",
            "contract_reference",
            "purchase_order_reference",
            "chorus_framework",
            "chorus_validator_siret",
            "chorus_status",
            "chorus_attachment_ids",
            "partner_bank_id.acc_number",
            "reversed_entry_id.chorus_state",
            "invoice_line_ids.name",
            "invoice_line_ids.tax_ids",
            "chorus_flow_line_ids.outcome",
            "chorus_flow_line_ids.superseded",
            "chorus_flow_line_ids.flow_id.state",
            structure + "invoice_sending_method",
            structure + "name",
            structure + "company_registry",
            structure + "chorus_structure_state",
            structure + "chorus_works_only",
            structure + "chorus_service_required",
            structure + "chorus_commitment_required",
            structure + "chorus_service_or_commitment",
            structure + "chorus_service_ids.code",
            structure + "chorus_service_ids.active",
            structure + "chorus_service_ids.commitment_required",
            company + "company_registry",
            company + "chorus_environment",
            company + "chorus_oauth_url",
            company + "chorus_api_url",
            company + "chorus_client_id",
            company + "chorus_client_secret",
            company + "chorus_login",
            company + "chorus_password",
        ]

    def _chorus_find_issues(self):
        """Run the table: a list of ``{code, message, level, field, action, params}``.

        The stored message is in the language of the company; whoever shows an issue
        calls :meth:`_chorus_issue_message` to read it in the user's.
        """
        self.ensure_one()
        if not self._chorus_is_concerned() or self.state == "cancel":
            return []
        issues = []
        for code, check in CHECKS.items():
            params = getattr(self, f"_chorus_check_{code}")()
            if params is not None:
                issue = {
                    "code": code,
                    "level": check.level,
                    "field": check.field,
                    "action": check.action,
                    "params": params,
                }
                lang = self.company_id.partner_id.lang
                record = self.with_context(lang=lang) if lang else self
                issues.append({**issue, "message": record._chorus_issue_message(issue)})
        return issues

    def _chorus_issue_message(self, issue):
        """Return the sentence of an issue in the user's language."""
        return self.env._(CHECKS[issue["code"]].words) % issue["params"]

    # === One method a check: the values of its sentence, or None === #

    def _chorus_check_not_configured(self):
        if not self.company_id._chorus_is_configured():
            return {"company": self.company_id.name}
        return None

    def _chorus_check_company_siret(self):
        if not rules.is_siret_shaped(self.company_id.partner_id._chorus_siret()):
            return {"company": self.company_id.name}
        return None

    def _chorus_check_client_siret(self):
        # Foreign public bodies are not on Chorus Pro: a client always has a SIRET,
        # or the number of an overseas register, which the portal calls otherwise.
        client = self.commercial_partner_id
        if client.country_code in (False, "FR") and not rules.is_siret_shaped(
            client._chorus_siret()
        ):
            return {"client": client.name or ""}
        return None if client._chorus_siret() else {"client": client.name or ""}

    def _chorus_check_client_siret_key(self):
        client = self.commercial_partner_id
        siret = client._chorus_siret()
        # A number that the directory knows is right, whatever its key says.
        if client.chorus_structure_state in ("active", "inactive"):
            return None
        if rules.is_siret_shaped(siret) and not rules.has_siret_key(siret):
            return {"client": client.name, "siret": siret}
        return None

    def _chorus_client_in_state(self, state):
        client = self.commercial_partner_id
        return (
            {"client": client.name} if client.chorus_structure_state == state else None
        )

    def _chorus_check_client_unknown(self):
        return self._chorus_client_in_state("none")

    def _chorus_check_client_inactive(self):
        return self._chorus_client_in_state("inactive")

    def _chorus_check_client_works_only(self):
        client = self.commercial_partner_id
        return {"client": client.name} if client.chorus_works_only else None

    def _chorus_check_service_missing(self):
        client = self.commercial_partner_id
        either = client.chorus_service_or_commitment
        if client.chorus_service_required and not either and not self.buyer_reference:
            return {"client": client.name}
        return None

    def _chorus_service(self):
        """Return the service of the code typed, archived ones too."""
        services = self.commercial_partner_id.with_context(
            active_test=False
        ).chorus_service_ids
        return services.filtered(lambda service: service.code == self.buyer_reference)

    def _chorus_check_service_inactive(self):
        service = self._chorus_service()
        if service and not service.active:
            return {"client": self.commercial_partner_id.name, "code": service.code}
        return None

    def _chorus_check_service_unknown(self):
        client = self.commercial_partner_id
        if self.buyer_reference and client.chorus_service_ids:
            if not self._chorus_service():
                return {"client": client.name, "code": self.buyer_reference}
        return None

    def _chorus_check_commitment_missing(self):
        client = self.commercial_partner_id
        if self.purchase_order_reference:
            return None
        either = client.chorus_service_or_commitment
        demanded = client.chorus_commitment_required and not either
        if demanded or self._chorus_service().commitment_required:
            return {"client": client.name}
        return None

    def _chorus_check_service_or_commitment_missing(self):
        client = self.commercial_partner_id
        if client.chorus_service_or_commitment and not (
            self.buyer_reference or self.purchase_order_reference
        ):
            return {"client": client.name}
        return None

    def _chorus_check_reference_too_long(self):
        for value, length in (
            (self.contract_reference, rules.REFERENCE_LENGTH),
            (self.purchase_order_reference, rules.REFERENCE_LENGTH),
            (self.buyer_reference, rules.SERVICE_LENGTH),
        ):
            if value and len(value) > length:
                return {"value": value}
        return None

    def _chorus_check_number_too_long(self):
        if len(self.name or "") > rules.NUMBER_LENGTH:
            return {"number": self.name}
        return None

    def _chorus_check_number_characters(self):
        if rules.number_has_bad_characters(self.name or ""):
            return {"number": self.name}
        return None

    def _chorus_check_number_refused(self):
        refused = self.chorus_flow_line_ids.filtered(
            lambda line: line.superseded and line.outcome == "accepted"
        )
        return {"number": self.name} if self.name in refused.mapped("number") else None
