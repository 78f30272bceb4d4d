# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    # === Showing issues === #

    def _chorus_issue_action(self, action):
        """Return (label of the button, action) that leads to what an issue names.

        :return: None when this user may not go there
        """
        self.ensure_one()
        company = self.company_id
        client = self.commercial_partner_id
        if action == "settings":
            return self._chorus_settings_button()
        if action == "company":
            label, records = self.env._("Open the company"), company
        elif action == "client":
            label, records = self.env._("Open the client"), client
        elif action == "flow":
            label = self.env._("View flow")
            records = self.chorus_flow_line_ids.flow_id
        elif action == "bank":
            return self.env._("Open the bank accounts"), (
                company.partner_id.bank_ids._get_records_action(
                    name=self.env._("Bank accounts"),
                    context={"default_partner_id": company.partner_id.id},
                )
            )
        else:
            label, records = self.env._("Open the invoice"), self
        return label, records._get_records_action(name=label)

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
        if self.chorus_state in ("incomplete", "waiting", "ready", "rejected"):
            for issue in self._chorus_all_issues():
                alerts[f"chorus_{issue['code']}"] = self._chorus_issue_alert(issue)
        if pause := self._chorus_pause():
            # It says the same as the last failed attempt, and until when.
            if self.chorus_state == "queued":
                alerts.pop("chorus_deposit", None)
            alerts["chorus_pause"] = {"level": "warning", "message": pause}
        return alerts

    def _chorus_pause(self):
        """Return what to tell while nothing can be sent or asked, else False."""
        moving = ("ready", "rejected", "queued", "unknown", "deposited", "integrated")
        return self.chorus_state in moving and self.company_id._chorus_pause_sentence()

    def _chorus_deposit_alerts(self):
        """Return what the last deposit or the client has to say, if anything."""
        line = self._chorus_current_line()
        if not line:
            return {}
        if self.chorus_state == "rejected":
            message = self.env._(
                "Chorus Pro rejected the file: %(reason)s Correct the invoice (reset "
                "it to draft when its lines or its client must change), then send it "
                "again; its number stays the same.",
                reason=line.explanation or line.error,
            )
            return {
                "chorus_rejected": {
                    "level": "danger",
                    "message": message,
                    "action_text": self.env._("Reset to draft"),
                    "action_call": ("account.move", "button_draft", self.ids),
                }
            }
        if self.chorus_state in ("action", "refused"):
            meaning = self.env["chorus.status.words"]._chorus_meaning(
                self.chorus_status
            )
            parts = [
                f"{self.chorus_status_label}.",
                meaning,
                self.chorus_status_comment,
            ]
            alert = {"level": "warning", "message": " ".join(filter(None, parts))}
            return {"chorus_client": alert}
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
        if issue["action"] == "draft" and self.state == "posted":
            alert["action_text"] = self.env._("Reset to draft")
            alert["action_call"] = ("account.move", "button_draft", self.ids)
        elif issue["action"] not in ("invoice", "draft") and (
            button := self._chorus_issue_action(issue["action"])
        ):
            alert["action_text"], alert["action"] = button
        return alert
