# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Banner of a rejected file: correct the very field, then send again."""

from odoo import models

from ..reason.reason_row import CLIENT, COMPANY, LINES
from .account_move_repair import REPAIRABLE


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_rejection_alerts(self, line):
        """Return the banner of a rejected file, as ``_get_alerts`` reads it.

        :param line: the deposit (``chorus.flow.line``) that the portal refused
        """
        places = self._chorus_places_to_correct(line)
        alerts = {"chorus_rejected": self._chorus_rejection_alert(line, places[0])}
        for place in places[1:]:
            alerts[f"chorus_rejected_{place}"] = self._chorus_other_place(place)
        if self.chorus_file_outdated:
            alerts["chorus_resend"] = {
                "level": "info",
                "message": self.env._(
                    "The invoice has changed since: once it is right, send it again."
                ),
                "action_text": self.env._("Send again"),
                "action_call": ("account.move", "action_chorus_send", self.ids),
            }
        return alerts

    def _chorus_rejection_alert(self, line, place):
        """Return the first line of that banner: why, and where to correct it.

        :param place: the first of :meth:`_chorus_places_to_correct`
        """
        parts = [
            self.env._("Chorus Pro rejected the file:"),
            line.explanation or line.error,
            line._chorus_rejection_advice(),
        ]
        message = " ".join(filter(None, parts))
        alert = {"level": "danger", "message": message}
        if place == "draft":
            return alert | self._chorus_draft_button()
        alert["action_text"], alert["action"] = self._chorus_place_button(place)
        return alert

    def _chorus_places_to_correct(self, line):
        """Return where to correct what was rejected, the first thing first.

        :return: fields of the completion window, ``client``, ``company``, ``window``
            or ``draft``; never empty
        """
        if line._chorus_number_is_taken():
            return ["draft"]
        words = self.env["chorus.rejection.words"]
        found = words._chorus_to_correct(line.error)
        places = [field for field in found if field in REPAIRABLE]
        places += [place for place in (CLIENT, COMPANY) if place in found]
        if {"name", LINES} & set(found):
            places.append("draft")
        elif CLIENT in found:
            # Its SIRET may be wrong, or another client be the right one.
            places.append("draft")
        elif not places or "" in found:
            # Nobody can tell: all that can be corrected without a draft, then the rest.
            places += ["window", "draft"]
        return places

    def _chorus_place_button(self, place):
        """Return (label, action) that leads to one place, but to the draft."""
        if place in REPAIRABLE:
            return self._chorus_correct_button(place)
        if place == "window":
            return self._chorus_repair_button("references")
        if button := self._chorus_issue_action(place):
            return button
        return self._chorus_issue_action("invoice")

    def _chorus_draft_button(self):
        if not self.show_reset_to_draft_button:
            # A secured journal: Odoo would refuse, and the advice says what is left.
            return {}
        return {
            "action_text": self.env._("Reset to draft"),
            "action_call": ("account.move", "button_draft", self.ids),
        }

    def _chorus_other_place(self, place):
        """Return the line of the banner for one more place to correct."""
        if place != "draft":
            label, action = self._chorus_place_button(place)
            message = self.env._("To be corrected too:")
            return {
                "level": "warning",
                "message": message,
                "action_text": label,
                "action": action,
            }
        message = self.env._(
            "Only when its lines or its client must change: correct them in draft, "
            "then confirm and send again."
        )
        return {"level": "info", "message": message, **self._chorus_draft_button()}
