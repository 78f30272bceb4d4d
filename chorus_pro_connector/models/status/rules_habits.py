# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What this client sent back before: said before the next invoice leaves."""

from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from ..reason.reason_row import BOTH, US
from ..rule import WARNING, rule

_lt = LazyTranslate(__name__)

RETURNS = ("SUSPENDUE", "REJETEE", "A_RECYCLER")
# Invoices of a client that are looked at, the last ones first; and how far back.
LAST, SINCE = 50, timedelta(days=365)
# A habit: at least two of them, and one in five.
FEWEST, SHARE = 2, 5


class ResPartner(models.Model):
    _inherit = "res.partner"

    chorus_habits_off = fields.Boolean(
        string="No warning of earlier returns",
        help="Before an invoice leaves, the connector says for what this client sent "
        "others back. Ticked: it says nothing of it.",
    )


class AccountMove(models.Model):
    _inherit = "account.move"

    @rule(
        "client_habit",
        WARNING,
        "chorus_attachment_ids",
        "habit",
        _lt(
            "%(client)s sent back %(count)s of its last %(total)s invoices for one "
            "reason. %(meaning)s See to it before you send."
        ),
        number="portal.md §2.4",
        # The history of other invoices, which nothing of this one tells of.
        live=True,
    )
    def _chorus_check_client_habit(self):
        client = self.commercial_partner_id
        if self.move_type != "out_invoice" or not client or client.chorus_habits_off:
            return None
        total, habits = self._chorus_habits(client)
        for reason, count in habits:
            if count < FEWEST or count * SHARE < total:
                break
            if not self._chorus_has_seen_to(reason):
                return {
                    "client": client.display_name,
                    "count": count,
                    "total": total,
                    "meaning": reason.sentence,
                }
        return None

    def _chorus_habits(self, client):
        """Return (number of last invoices, [(reason, how many)] the most first)."""
        known = self.sudo().search(
            [
                ("commercial_partner_id", "=", client.id),
                ("company_id", "=", self.company_id.id),
                ("chorus_identifier", "!=", False),
                ("invoice_date", ">=", fields.Date.context_today(self) - SINCE),
            ],
            order="id desc",
            limit=LAST,
        )
        found = defaultdict(set)
        reasons = self.env["chorus.reason"]
        for event in known.chorus_event_ids:
            if event.code in RETURNS:
                reason = reasons._chorus_understand(event.comment)
                if reason and reason.who in (US, BOTH):
                    found[reason].add(event.move_id.id)
        counted = [(reason, len(ids)) for reason, ids in found.items()]
        return len(known), sorted(counted, key=lambda row: (-row[1], row[0].key))

    def _chorus_has_seen_to(self, reason):
        """Tell whether the field of a reason is filled in here."""
        return reason.field in self._fields and bool(self[reason.field])

    def action_chorus_forget_habits(self):
        """Say no more of what this client sent back."""
        # Who may send an invoice may do without a warning, also where contacts are not
        # theirs to change.
        self.check_access("write")
        self.commercial_partner_id.sudo().chorus_habits_off = True
