# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the making of the file would refuse, known in lists without making it.

Reading the terms of one invoice takes milliseconds, and a client may have a thousand
open ones: so what depends on the invoice alone is kept in a field of its own, which a
change on the client leaves as it is, and an invoice that is plainly right is told so
by a few comparisons (account_move_checks_plain.py).
"""

import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from .check_table_file import FILE_CHECKS, OTHER_CHECK

_logger = logging.getLogger(__name__)


class AccountMove(models.Model):
    _inherit = "account.move"

    # What :meth:`_chorus_refusal` returns.
    chorus_content_issue = fields.Json(
        compute="_compute_chorus_content_issue",
        store=True,
        copy=False,
        compute_sudo=True,
        export_string_translation=False,
    )

    def _chorus_content_dependencies(self):
        """Return what ``chorus_content_issue`` depends on."""
        tax = "invoice_line_ids.tax_ids."
        line = "invoice_line_ids."
        return [
            "state",
            "move_type",
            "name",
            "amount_total",
            "currency_id",
            "invoice_currency_rate",
            "narration",
            "fiscal_position_id.note",
            "reversed_entry_id.name",
            "chorus_vat_regime",
            "line_ids.amount_currency",
            line + "name",
            line + "display_type",
            line + "quantity",
            line + "price_unit",
            line + "discount",
            line + "tax_ids",
            tax + "amount",
            tax + "amount_type",
            tax + "price_include",
            tax + "children_tax_ids",
            tax + "include_base_amount",
            tax + "ubl_cii_tax_category_code",
            "commercial_partner_id.country_id",
            "commercial_partner_id.invoice_sending_method",
            "commercial_partner_id.company_registry",
            "commercial_partner_id.vat",
            "company_id.partner_id.country_id",
            "company_id.partner_id.vat",
        ]

    @api.depends(lambda self: self._chorus_content_dependencies())
    def _compute_chorus_content_issue(self):
        terms = self.env["chorus.en16931"]
        plain = self._chorus_plain_moves()
        for move in self:
            if move in plain or not move._chorus_is_checked():
                move.chorus_content_issue = False
            elif not isinstance(move.id, int):
                # What is being typed is looked at once it is saved.
                move.chorus_content_issue = move._origin.chorus_content_issue
            else:
                move.chorus_content_issue = move._chorus_refusal(terms._check_content)

    def _chorus_is_checked(self):
        """Tell whether the checks say anything of this invoice.

        What the portal has can no longer change, so nothing need be said of it; a long
        history then costs nothing when its client changes.
        """
        self.ensure_one()
        return (
            self.state != "cancel"
            and self._chorus_current_line().outcome != "accepted"
            and self._chorus_is_concerned()
        )

    def _chorus_refusal(self, check):
        """Run ``check`` on this invoice in the language of its company.

        :param check: function of a move that raises ``refuse(…)``
        :return: :meth:`_chorus_refusal_of`, or False when there is nothing to refuse
        """
        lang = self.company_id.partner_id.lang
        try:
            check(self.with_context(lang=lang) if lang else self)
        except UserError as error:
            return self._chorus_refusal_of(error)
        except psycopg2.Error:
            # Odoo replays the whole transaction.
            raise
        except Exception:
            # A list must open all the same; making the file will say it.
            _logger.exception("Checks of the content of invoice %s", self.id)
        return False

    def _chorus_refusal_of(self, error):
        """Return {"code", "message", "action"} of an error made by ``refuse(…)``."""
        code = getattr(error, "chorus_code", "other")
        # Both parties can lack the same thing.
        partner = getattr(error, "chorus_partner", None)
        ours = partner and partner == self.company_id.partner_id
        action = "company" if ours else FILE_CHECKS.get(code, OTHER_CHECK).action
        return {"code": code, "message": error.args[0], "action": action}

    def _chorus_refusal_issue(self, refusal, known):
        """Turn a refusal into an issue, unless its field is named already.

        :param refusal: :meth:`_chorus_refusal_of`
        :param known: issues found otherwise
        :return: list of one issue or none
        """
        check = FILE_CHECKS.get(refusal["code"], OTHER_CHECK)
        if check.field in {i["field"] for i in known if i["level"] == "danger"}:
            return []
        return [{**refusal, "level": check.level, "field": check.field, "params": {}}]

    def _chorus_party_issues(self, known):
        """Return the issue of an address or identifier, in a list of one or none."""
        if self._chorus_parties_are_plain():
            return []
        refusal = self._chorus_refusal(self.env["chorus.en16931"]._check_parties)
        return self._chorus_refusal_issue(refusal, known) if refusal else []
