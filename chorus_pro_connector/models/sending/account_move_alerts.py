# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ...chorus.articles import REVERSE_CHARGE_WORKS
from ..states import OPEN_STATES
from .account_move_repair import REPAIRS


class AccountMove(models.Model):
    _inherit = "account.move"

    # === Showing issues === #

    def chorus_explain_state(self):
        """Return the sentences below the icon of an invoice, as its user reads them.

        What is stored, and when it leaves: hovering over a list must not make files.
        """
        self.ensure_one()
        self.check_access("read")
        sentences = [
            self._chorus_issue_message(issue) for issue in self.chorus_issues or []
        ]
        for alert in (
            *self._chorus_departure_alert().values(),
            *self._chorus_deposit_alerts().values(),
            *self._chorus_balance_alert().values(),
        ):
            sentences.append(alert["message"])
        if self.chorus_past:
            sentences.append(self._chorus_past_sentence())
        if sentences:
            return sentences
        meaning = self.chorus_status and self.env[
            "chorus.status.words"
        ]._chorus_meaning(self.chorus_status, self.chorus_status_comment)
        return [text for text in (meaning or self._chorus_state_sentence(),) if text]

    def _chorus_issue_action(self, action, field=None):
        """Return (label of the button, action) that leads to what an issue names.

        :param action: key in the table of checks
        :param field: the one to correct, where the cursor is to stand
        :return: None when this user may not go there
        """
        self.ensure_one()
        if action == "settings":
            return self._chorus_settings_button()
        if action == "print":
            return self._chorus_layout_button()
        if action == "company":
            # Whoever may not change it is told whom to ask.
            if not self.company_id.has_access("write"):
                return None
            label, records = self.env._("Open the company"), self.company_id
        elif action == "client":
            label, records = self.env._("Open the client"), self.commercial_partner_id
        elif action == "account":
            if not self.partner_bank_id.has_access("write"):
                return None
            label = self.env._("Open the bank account")
            records = self.partner_bank_id
        elif action == "flow":
            label = self.env._("View flow")
            records = self.chorus_flow_line_ids.flow_id
        elif action == "original":
            label, records = self.env._("Open that invoice"), self.reversed_entry_id
        elif action in REPAIRS:
            return self._chorus_repair_button(action, field)
        else:
            label, records = self.env._("Open the invoice"), self
        return label, records._get_records_action(name=label)

    def _chorus_layout_button(self):
        """Return the button of the layout of documents, which administrators change."""
        if not self.env.user.has_group("base.group_system"):
            return None
        return self.env._("Layout of documents"), self.env[
            "ir.actions.actions"
        ]._for_xml_id("web.action_base_document_layout_configurator")

    def _chorus_settings_button(self):
        if not self.env.user.has_group("base.group_system"):
            return None
        return self.env._("Open the settings"), self.env[
            "ir.actions.actions"
        ]._for_xml_id("chorus_pro_connector.action_chorus_settings")

    def _get_alerts(self):
        # EXTENDS 'account': one banner line for each thing to know, with its button.
        alerts = super()._get_alerts()
        alerts.update(self._chorus_deposit_alerts())
        alerts.update(self._chorus_departure_alert())
        alerts.update(self._chorus_draft_alert())
        alerts.update(self._chorus_balance_alert())
        if self.chorus_past:
            message = self._chorus_past_sentence()
            alerts["chorus_past"] = {"level": "info", "message": message}
        if self.chorus_state in OPEN_STATES or self._chorus_waits_for_original():
            for issue in self._chorus_all_issues():
                alerts[f"chorus_{issue['code']}"] = self._chorus_issue_alert(issue)
        alerts.update(self._chorus_original_alert())
        if pause := self._chorus_pause():
            # It says the same as the last failed attempt, and until when.
            if self.chorus_state == "queued":
                alerts.pop("chorus_deposit", None)
            alerts["chorus_pause"] = {"level": "warning", "message": pause}
        return alerts

    def _chorus_pause(self):
        """Return what to tell while nothing can be sent or asked, else False."""
        moving = ("ready", "rejected", "queued", "unknown", "deposited", "integrated")
        return self.chorus_state in moving and self.company_id._chorus_own_pause()

    def _chorus_deposit_alerts(self):
        """Return what the last deposit or the client has to say, if anything."""
        line = self._chorus_current_line()
        if not line:
            return {}
        if self.chorus_state == "rejected":
            return self._chorus_rejection_alerts(line)
        if self.chorus_state in ("action", "refused"):
            return self._chorus_client_alerts()
        if line.flow_id.error_message and self.chorus_state != "paid":
            alert = {
                "level": "danger" if line.flow_id.state == "failed" else "warning",
                "message": line.flow_id.error_message,
                "action_text": self.env._("View flow"),
                "action": line.flow_id._get_records_action(
                    name=self.env._("Chorus Pro flows")
                ),
            }
            return {"chorus_deposit": alert}
        return {}

    def _chorus_issue_alert(self, issue):
        alert = {
            "level": issue["level"],
            "message": self._chorus_issue_message(issue),
        }
        if issue["action"] == "draft":
            if self.state == "posted" and self.show_reset_to_draft_button:
                alert["action_text"] = self.env._("Reset to draft")
                alert["action_call"] = ("account.move", "button_draft", self.ids)
        elif call := self._chorus_issue_call(issue["action"]):
            alert["action_text"], method = call
            alert["action_call"] = ("account.move", method, self.ids)
        elif button := self._chorus_issue_action(issue["action"], issue["field"]):
            alert["action_text"], alert["action"] = button
        else:
            help_ = self.env._("Ask an administrator of Odoo, who may change it.")
            alert["message"] = f"{alert['message']} {help_}"
        return alert

    def _chorus_issue_call(self, action):
        """Return (label, method) of a button that mends at once, else None."""
        if action == "print" and self.sudo().invoice_pdf_report_id:
            return self.env._("Print again for Chorus Pro"), "action_chorus_print_again"
        if action == "habit":
            label = self.env._("Do not warn about this client again")
            return label, "action_chorus_forget_habits"
        if action == "mentions":
            return self.env._("Add the mentions"), "action_chorus_add_mentions"
        key = action == "vat_mention" and self._chorus_vat_mention_key()
        if key == REVERSE_CHARGE_WORKS:
            label = self.env._("Name the article for subcontracted works")
        elif key:
            label = self.env._("Name the article of the franchise")
        return (label, "action_chorus_add_vat_mention") if key else None

    def _chorus_draft_alert(self):
        """Return the banner of a draft that only waits to be confirmed."""
        if self.chorus_state != "waiting" or not isinstance(self.id, int):
            return {}
        alert = {
            "level": "info",
            "message": self._chorus_state_sentence(),
            "action_text": self.env._("Confirm"),
            "action_call": ("account.move", "action_post", self.ids),
        }
        return {"chorus_draft": alert}

    def _chorus_draft_sentence(self):
        return self.env._(
            "The invoice is a draft: confirm it, then send it to Chorus Pro."
        )

    def _chorus_state_sentence(self):
        """Say what to do next, or what to wait for, when nothing else is to be said."""
        return {
            "waiting": self._chorus_draft_sentence(),
            "ready": self.env._(
                "Nothing is missing: “Send to Chorus” deposits the invoice."
            ),
            "unknown": self.env._(
                "The answer of Chorus Pro was lost: the connector asks whether the "
                "file arrived before anything else is done."
            ),
            "deposited": self.env._(
                "Chorus Pro has the file and is reading it; its answer is fetched "
                "automatically."
            ),
        }.get(self.chorus_state)
