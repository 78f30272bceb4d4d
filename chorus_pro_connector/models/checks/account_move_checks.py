# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ...chorus import identifiers, rules
from .check_table import CHECKS


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_state_dependencies(self):
        """Return all that ``chorus_state`` and ``chorus_issues`` depend on."""
        structure = "commercial_partner_id."
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
            "chorus_attachment_ids.name",
            "chorus_attachment_ids.checksum",
            "chorus_format",
            "chorus_commitment_asked",
            "chorus_commitment_missed",
            "partner_bank_id.acc_number",
            "reversed_entry_id.chorus_status",
            "reversed_entry_id.chorus_flow_line_ids.outcome",
            "reversed_entry_id.chorus_flow_line_ids.superseded",
            "chorus_content_issue",
            "partner_id.country_id",
            "invoice_line_ids.name",
            "invoice_line_ids.tax_ids",
            "invoice_payment_term_id.note",
            "chorus_flow_line_ids.outcome",
            "chorus_flow_line_ids.superseded",
            "chorus_flow_line_ids.flow_id.state",
            structure + "invoice_sending_method",
            structure + "name",
            structure + "company_registry",
            structure + "country_id",
            structure + "vat",
            structure + "chorus_structure_state",
            structure + "chorus_works_only",
            structure + "chorus_service_required",
            structure + "chorus_commitment_required",
            structure + "chorus_service_or_commitment",
            structure + "chorus_service_ids.code",
            structure + "chorus_service_ids.active",
            structure + "chorus_service_ids.commitment_required",
            "company_id.partner_id.company_registry",
            "company_id.partner_id.country_id",
        ]

    def _chorus_find_issues(self, live=False):
        """Run the table: a list of ``{code, message, level, field, action, params}``.

        The message is in the language of the company; whoever shows an issue calls
        :meth:`_chorus_issue_message` to read it in the user's.

        :param live: the rows that are never stored, or the others
        """
        self.ensure_one()
        if not self._chorus_is_checked():
            return []
        found = []
        for code, check in CHECKS.items():
            if check.live != live or check.words is None:
                continue
            params = getattr(self, f"_chorus_check_{code}")()
            if params is not None:
                found.append((code, check, params))
        lang = found and self.company_id.partner_id.lang
        record = self.with_context(lang=lang) if lang else self
        return [record._chorus_issue(*row) for row in found]

    def _chorus_issue(self, code, check, params):
        """Return the issue of one row of the table, as it is stored."""
        issue = {
            "code": code,
            "level": check.level,
            "field": check.field,
            "action": check.action,
            "params": params,
        }
        return {**issue, "message": self._chorus_issue_message(issue)}

    def _chorus_stored_issues(self):
        """Return what ``chorus_issues`` holds: all that can be told without a file.

        Nothing of what has left: should it come back, its flow changes, and all is
        looked at again.
        """
        if self._chorus_has_left():
            return []
        issues = self._chorus_find_issues()
        if self._chorus_is_checked():
            issues += self._chorus_party_issues(issues)
            if refusal := self.chorus_content_issue:
                issues += self._chorus_refusal_issue(refusal, issues)
        return issues

    def _chorus_all_issues(self):
        """Return the stored issues and those of the moment."""
        self.ensure_one()
        record = self.sudo()
        # What the file says is asked of it anew, in the user's language.
        stored = [
            issue
            for issue in self.chorus_issues or []
            if issue["code"] in CHECKS and CHECKS[issue["code"]].words is not None
        ]
        issues = record._chorus_find_issues(live=True) + stored
        return issues + record._chorus_file_issues(issues)

    def _chorus_dangers(self):
        """Return the issues that keep this invoice from being sent."""
        return [
            issue for issue in self._chorus_all_issues() if issue["level"] == "danger"
        ]

    def _chorus_stored_dangers(self):
        """Return what keeps this invoice from being sent, as far as lists know."""
        self.ensure_one()
        issues = self.sudo()._chorus_find_issues(live=True) + (self.chorus_issues or [])
        return [issue for issue in issues if issue["level"] == "danger"]

    def _chorus_issue_message(self, issue):
        """Return the sentence of an issue in the user's language."""
        check = CHECKS.get(issue["code"])
        if check is None or check.words is None:
            return issue["message"]
        words = self.env._(check.words)
        return words % issue["params"]

    def _chorus_code_message(self, code, params):
        """Return the sentence of one row of the table in the user's language."""
        return self._chorus_issue_message({"code": code, "params": params})

    # === One method a check: the values of its sentence, or None === #

    def _chorus_check_not_configured(self):
        if not self.company_id._chorus_is_configured():
            return {"company": self.company_id.name}
        return None

    def _chorus_check_company_siret(self):
        found = self.company_id.partner_id._chorus_identifier()
        if found.kind == identifiers.SIRET and found.problem:
            return {"company": self.company_id.name}
        return None

    def _chorus_check_company_identifier(self):
        found = self.company_id.partner_id._chorus_identifier()
        if found.kind != identifiers.SIRET and found.problem:
            return {"company": self.company_id.name}
        return None

    def _chorus_client_number(self, kinds, *problems):
        """Return the client's name when its number is of ``kinds`` and has a problem.

        :param problems: those that count; any without one
        """
        client = self.commercial_partner_id
        found = client._chorus_identifier()
        if found.kind not in kinds or (problems and found.problem not in problems):
            return None
        return {"client": client.name or "", "country": client.country_id.name or ""}

    def _chorus_check_client_siret(self):
        wrong = (identifiers.MISSING, identifiers.MALFORMED)
        return self._chorus_client_number((identifiers.SIRET,), *wrong)

    def _chorus_check_client_siren(self):
        return self._chorus_client_number((identifiers.SIRET,), identifiers.SIREN_ONLY)

    def _chorus_check_client_overseas(self):
        wrong = (identifiers.MISSING, identifiers.MALFORMED)
        overseas = (identifiers.RIDET, identifiers.TAHITI)
        return self._chorus_client_number(overseas, *wrong)

    def _chorus_check_client_overseas_unread(self):
        overseas = (identifiers.RIDET, identifiers.TAHITI)
        if self.commercial_partner_id.chorus_structure_state:
            return None
        return self._chorus_client_number(overseas, None)

    def _chorus_check_client_foreign(self):
        abroad = (identifiers.EUROPEAN, identifiers.FOREIGN)
        return self._chorus_client_number(abroad)

    def _chorus_check_client_siret_key(self):
        client = self.commercial_partner_id
        siret = client._chorus_siret()
        if rules.is_siret_shaped(siret) and client._chorus_key_is_wrong(siret):
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
        if not self.buyer_reference:
            return self.env["chorus.service"]
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

    def _chorus_too_long(self, field, limit):
        value = self[field] or ""
        return {"value": value, "limit": limit} if len(value) > limit else None

    def _chorus_check_market_too_long(self):
        return self._chorus_too_long("contract_reference", rules.REFERENCE_LENGTH)

    def _chorus_check_commitment_too_long(self):
        return self._chorus_too_long("purchase_order_reference", rules.REFERENCE_LENGTH)

    def _chorus_check_service_too_long(self):
        return self._chorus_too_long("buyer_reference", rules.SERVICE_LENGTH)

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
