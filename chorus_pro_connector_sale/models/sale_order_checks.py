# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.chorus_pro_connector.models.checks.account_move_commitment import (
    COMMITMENT_PATIENCE,
)
from odoo.addons.chorus_pro_connector.models.rule import RULES, rules_of

from .sale_order import REFERENCES, TYPED

# Context key of ``action_confirm``, which takes no argument: its button asks first, the
# window confirms after that. It decides who is told, never what may be confirmed
# (docs/architecture.md §2).
ASKING = "chorus_ask"
TO_ASK, ASKED = True, "asked"
ACTIVITY = "chorus_pro_connector_sale.mail_activity_type_order"
# Rows of the connector's table that an order can already tell: about the two parties
# and the references. The others look at what an invoice or its file contains.
ORDER_CHECKS = [
    code
    for code, row in RULES.items()
    if (row.action in ("client", "company") or row.field in REFERENCES)
    and not (row.live or row.is_reported)
]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === The same checks as on the invoice, as a warning === #

    chorus_alerts = fields.Json(
        compute="_compute_chorus_alerts", export_string_translation=False
    )

    @api.depends(
        "state",
        "invoice_status",
        "partner_invoice_id",
        "client_order_ref",
        "chorus_service_code",
        "chorus_commitment",
        "chorus_market",
    )
    @api.depends_context("lang")
    def _compute_chorus_alerts(self):
        for order in self:
            order.chorus_alerts = {
                f"chorus_{issue['code']}": issue["alert"]
                for issue in order._chorus_find_issues()
            }

    def _chorus_find_issues(self, ask=False):
        """Run the table on the invoice to come: a list of ``{code, message, alert}``.

        Messages are in the user's language. Nothing once there is no invoice to come.

        :param ask: whether to ask the portal for the commitment, for some seconds
        """
        self.ensure_one()
        if self.state == "cancel" or self.invoice_status == "invoiced":
            return []
        if not self.chorus_concerned:
            return []
        # Whoever reads the order reads its warnings, also without accounting rights.
        invoice = self.sudo()._chorus_coming_invoice()
        if ask:
            invoice._chorus_ask_portal(COMMITMENT_PATIENCE)
        issues = []
        for row in rules_of(invoice):
            if row.code not in ORDER_CHECKS:
                continue
            params = getattr(invoice, row.predicate)()
            if params is not None:
                message = invoice._chorus_rule_sentence(row.code, params)
                alert = self._chorus_order_alert(invoice, row, message)
                issues.append({"code": row.code, "message": message, "alert": alert})
        return issues

    def _chorus_coming_invoice(self):
        """Return an invoice that is never saved, as far as the checks look at it."""
        self.ensure_one()
        return self.env["account.move"].new(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner_invoice_id._origin.id,
                "company_id": self.company_id.id,
                **self._chorus_references(),
            }
        )

    def _chorus_order_alert(self, invoice, row, message):
        """Return one line of the banner; nothing on an order is more than a warning."""
        alert = {"level": "warning", "message": message}
        if row.action in ("client", "company"):
            # Only where the person who reads it may go.
            button = invoice.sudo(False)._chorus_issue_action(row.action)
            if button:
                alert["action_text"], alert["action"] = button
        return alert

    # === Confirming === #

    def action_confirm(self):
        # EXTENDS 'sale': the button asks first, any other way leaves an activity.
        asking = self.env.context.get(ASKING)
        if asking == TO_ASK:
            issues = [row for order in self for row in order._chorus_find_issues(True)]
            if issues:
                return self._chorus_ask_before_confirming(issues)
        # For this call only: what follows is no press of a button.
        rest = {key: value for key, value in self.env.context.items() if key != ASKING}
        self = self.with_context(rest)  # pylint: disable=context-overridden
        result = super().action_confirm()
        for order in self:
            if issues := order._chorus_find_issues():
                order._chorus_keep_warning(_as_list(issues), asking == ASKED)
        return result

    def _chorus_ask_before_confirming(self, issues):
        wizard = self.env["chorus.order.confirm"].create(
            {"order_ids": self.ids, "warnings": _as_list(issues)}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("To complete for Chorus Pro"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _chorus_keep_warning(self, warnings, asked):
        """Leave a trace of what an order was confirmed without.

        :param warnings: Markup
        :param asked: whether somebody has just read them, and confirmed all the same
        """
        self.ensure_one()
        if asked:
            intro = self.env._("Confirmed, with these warnings for Chorus Pro:")
            self._message_log(body=Markup("<p>%s</p>%s") % (intro, warnings))
        elif not self.activity_search([ACTIVITY]):
            self._chorus_schedule_warning(warnings)

    def _chorus_schedule_warning(self, warnings):
        """Ask the salesperson, or whoever made the order, if they are still there."""
        is_person = self.company_id._chorus_is_person
        people = (self.user_id | self.create_uid | self.env.user).filtered(is_person)
        if people:
            self.sudo().activity_schedule(ACTIVITY, user_id=people[0].id, note=warnings)

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(TYPED):
            waiting = self.filtered("activity_ids")
            waiting.filtered(
                lambda order: not order._chorus_find_issues()
            ).activity_feedback([ACTIVITY])
        return result


def _as_list(issues):
    items = (Markup("<li>%s</li>") % issue["message"] for issue in issues)
    return Markup("<ul>%s</ul>") % Markup().join(items)
