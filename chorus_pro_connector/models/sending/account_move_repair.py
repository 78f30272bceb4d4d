# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One window for all that Chorus Pro lacks or refused, the cursor where it is to be."""

from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from ..states import OPEN_STATES

_lt = LazyTranslate(__name__)

# Fields that the window shows → their names there.
REPAIRABLE = {
    "buyer_reference": _lt("Service code"),
    "purchase_order_reference": _lt("Commitment number"),
    "contract_reference": _lt("Market number"),
    "partner_bank_id": _lt("Recipient bank"),
    "chorus_own_service_id": _lt("Our service"),
    "chorus_payment_mode": _lt("Payment mode"),
    "chorus_framework": _lt("Invoicing framework"),
    "chorus_validator_siret": _lt("Validator SIRET"),
    "chorus_vat_regime": _lt("VAT regime"),
    "chorus_vat_mention": _lt("VAT mention"),
    "chorus_format": _lt("Format of the file"),
    "chorus_attachment_ids": _lt("Documents for Chorus Pro"),
}
# Keys of actions in the table of checks that open it → label of the button.
REPAIRS = {
    "bank": _lt("Set the bank account"),
    "service": _lt("Pick the service"),
    "references": _lt("Complete the invoice"),
    "vat_mention": _lt("Complete the invoice"),
}


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_repair = fields.Json(
        compute="_compute_chorus_repair", export_string_translation=False
    )

    def _compute_chorus_repair(self):
        """List what the window is for, as ``_get_alerts`` lists it.

        Each row also has ``field``: where the cursor stands for it.
        """
        for move in self:
            alerts = {}
            if move.chorus_state in OPEN_STATES:
                line = move._chorus_current_line()
                if move.chorus_state == "rejected":
                    alerts.update(move._chorus_rejection_alerts(line))
                    alerts.pop("chorus_resend", None)
                for issue in move._chorus_all_issues():
                    alert = move._chorus_issue_alert(issue)
                    alerts[f"chorus_{issue['code']}"] = alert
            move.chorus_repair = {
                code: move._chorus_repair_row(alert) for code, alert in alerts.items()
            }

    def _chorus_repair_row(self, alert):
        """Return one row of the window: no button leads where one already is."""
        target = alert.get("action") or {}
        field = target.get("context", {}).get("chorus_field")
        if field not in REPAIRABLE:
            return alert
        return {"level": alert["level"], "message": alert["message"], "field": field}

    def _chorus_repair_button(self, action, field=None):
        """Return (label, action) of the window that holds all that Chorus Pro asks for.

        :param action: key of :data:`REPAIRS`
        :param field: where the cursor is to stand
        """
        label = self.env._(REPAIRS[action])
        return label, self._chorus_repair_window(field)

    def _chorus_correct_button(self, field):
        """Return (label, action) of the window, for one field that was refused."""
        name = self.env._(REPAIRABLE[field])
        label = self.env._("Correct: %(field)s", field=name)
        return label, self._chorus_repair_window(field)

    def _chorus_repair_window(self, field=None):
        # Looked up without a query: a list asks it of every row.
        view_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "chorus_pro_connector.view_move_form_chorus_repair"
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Complete · %(number)s", number=self.display_name),
            "res_model": "account.move",
            "res_id": self.id,
            "views": [(view_id, "form")],
            "target": "new",
            # An IBAN, or the name of a service, is read whole.
            "context": {"chorus_field": field, "dialog_size": "extra-large"},
        }
