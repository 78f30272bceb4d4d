# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is to be done next for an invoice, in words, and who has it in charge.

The words are those of the banner, so that a list and a form never differ; nothing is
made or asked for them, however many rows a list has.
"""

from odoo import api, fields, models
from odoo.tools import format_date

from ..clock.account_move_clock import french_day
from ..invoice.account_move_past import SETTLED
from ..rule import DANGER
from .work_lists import WORK_LISTS

# Nobody has to act: a button of the banner only looks, or takes back.
WATCHED = ("queued", "unknown", "deposited", "integrated")


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_person_id = fields.Many2one(
        "res.users",
        string="In charge",
        compute="_compute_chorus_person_id",
        compute_sudo=True,
        help="Who is asked to act: who sent the invoice, else the manager for Chorus "
        "Pro, the salesperson or an accountant.",
    )
    # A text breaks in a list, where it is read whole.
    chorus_next_action = fields.Text(
        string="Next action",
        compute="_compute_chorus_next_action",
        help="What is to be done, or waited for, as the invoice itself says it.",
    )

    @api.depends("chorus_flow_id", "invoice_user_id", "company_id")
    def _compute_chorus_person_id(self):
        # The same people have most of a list: each is looked at once.
        known = {}
        for move in self:
            if move.chorus_state in (False, "no"):
                move.chorus_person_id = False
                continue
            sender, seller = move._chorus_sender(), move.invoice_user_id
            key = move.company_id, sender, seller, move.create_uid
            if key not in known:
                known[key] = move._chorus_in_charge()
            move.chorus_person_id = known[key]

    @api.depends("chorus_state", "chorus_issues", "chorus_legal_due", "payment_state")
    @api.depends_context("lang", "uid")
    def _compute_chorus_next_action(self):
        for move in self:
            concerned = move.chorus_state and move.chorus_state != "no"
            move.chorus_next_action = concerned and move._chorus_next()

    def _chorus_next(self):
        """Return one sentence: the button to press and why, or what to wait for."""
        self.ensure_one()
        alerts = self._chorus_next_alerts()
        for alert in alerts if self.chorus_state not in WATCHED else ():
            if button := alert.get("action_text"):
                return self.env._(
                    "%(button)s: %(message)s", button=button, message=alert["message"]
                )
        if alerts:
            return alerts[0]["message"]
        return self._chorus_wait_sentence()

    def _chorus_next_alerts(self):
        """Return the lines of the banner that are known without making a file."""
        if self.chorus_state == "incomplete":
            issues = [row for row in self.chorus_issues or [] if row["level"] == DANGER]
            return [self._chorus_issue_alert(row) for row in issues]
        if self.chorus_state == "rejected":
            # Its other lines tell whether the file is stale, which reads all of it.
            line = self._chorus_current_line()
            place = self._chorus_places_to_correct(line)[0]
            return [self._chorus_rejection_alert(line, place)]
        return [
            *self._chorus_departure_alert().values(),
            *self._chorus_deposit_alerts().values(),
            *self._chorus_overdue_alert().values(),
        ]

    def _chorus_wait_sentence(self):
        """Say what to wait for where nothing is to be pressed, or that all is done."""
        if self.payment_state in SETTLED and self.chorus_state in ("delivered", "paid"):
            return self.env._("Nothing is left to do.")
        if self.chorus_state == "paid":
            return self.env._(
                "Payment ordered on %(date)s: match it with the bank when it arrives.",
                date=format_date(self.env, french_day(self.chorus_status_date)),
            )
        if self.chorus_state == "delivered" and self.chorus_legal_due:
            return self.env._(
                "Wait: by law the client has until %(date)s to pay.",
                date=format_date(self.env, self.chorus_legal_due),
            )
        if self.chorus_state == "queued":
            return self.env._("It leaves by itself within minutes.")
        words = self.env["chorus.status.words"]
        return self._chorus_state_sentence() or words._chorus_meaning(
            self.chorus_status
        )

    # === Overdue === #

    def _chorus_is_overdue(self):
        """Tell whether the client should have paid by now, and has not."""
        return bool(self.filtered_domain(WORK_LISTS["overdue"].domain))

    def _chorus_overdue_alert(self):
        """Return the line of the banner of an invoice that is late by law."""
        if not self.chorus_legal_due or not self._chorus_is_overdue():
            return {}
        days = (fields.Date.context_today(self) - self.chorus_legal_due).days
        alert = {
            "level": "warning",
            "message": self.env._(
                "The client had until %(date)s to pay by law (%(days)s days ago): ask "
                "it where the payment stands; interest and 40 € are owed without any "
                "reminder.",
                date=format_date(self.env, self.chorus_legal_due),
                days=days,
            ),
            "action_text": self.env._("Claim the interest"),
            "action_call": ("account.move", "action_chorus_claim", self.ids),
        }
        return {"chorus_overdue": alert}

    def _get_alerts(self):
        # EXTENDS 'account'
        return {**super()._get_alerts(), **self._chorus_overdue_alert()}

    def chorus_explain_state(self):
        # EXTENDS 'chorus_pro_connector', room sending: what is overdue comes first.
        said = super().chorus_explain_state()
        overdue = self._chorus_overdue_alert().values()
        return [*(alert["message"] for alert in overdue), *said]
