# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The steps of a flow, and no others (architecture.md §5)."""

from odoo import fields, models

from ..connection.protocol import FIRST_STATE

# (from, to) → what makes it happen. The letters are those of the drawing below.
TRANSITIONS = {
    ("queued", "sending"): "a: the file is about to leave; noted, then committed",
    ("queued", "failed"): "b: no file can be made, the invoice lacks something",
    ("queued", "cancelled"): "c: cancelled, given up, or a lot that everyone left",
    ("queued", "deposited"): "d: the number comes after we had given it up for lost, "
    "or the portal has the invoice already",
    ("sending", "deposited"): "d: the portal gives a number",
    ("sending", "queued"): "e: surely not taken: no connection, 429, no token",
    ("sending", "failed"): "f: clearly refused: credentials, size, codeRetour",
    ("sending", "rejected"): "l: the portal refuses the data of a plain PDF at once",
    ("sending", "unknown"): "g: no clear answer, or the worker died",
    ("unknown", "deposited"): "h: found at the portal, or its number comes late",
    ("unknown", "queued"): "i: surely absent; the same bytes again",
    ("unknown", "cancelled"): "c: given up by an accounting manager",
    ("failed", "queued"): "j: somebody pressed Send again",
    ("failed", "cancelled"): "c: cancelled, or the invoice is corrected",
    ("deposited", "integrated"): "k: the report says so",
    ("deposited", "partial"): "k: the report says so",
    ("deposited", "rejected"): "k: the report says so",
    ("deposited", "cancelled"): "c: given up by an accounting manager",
    ("integrated", "cancelled"): "c: given up by an accounting manager",
    ("partial", "cancelled"): "c: given up by an accounting manager",
    ("rejected", "cancelled"): "c: given up by an accounting manager",
}


def sources_of(state):
    """Return the states from which a flow may become ``state``."""
    return tuple(old for old, new in TRANSITIONS if new == state)


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    _chorus_transitions = TRANSITIONS

    #             ┌───────────────── i: surely absent ────────────────┐
    #             │  ┌─── e: surely not taken ───┐                    │
    #             ↓  ↓                           │                    │
    # create ─→ queued ───── a: leaves ─────→ sending ──── g: ? ──→ unknown
    #           │ ↑ │                         │     │                 │
    #         b │ │j└─── d: number, late ──┐  │     │ d: number       │ h: found
    #           ↓ │                        │  │     ↓                 │
    #         failed ←────── f: refused ───┼──┘  deposited ←──────────┘
    #                                      └────────↑ │
    #                                                 │ k: report
    # cancelled ←─ c: from every state                ├──→ integrated
    #                 but sending                     ├──→ partial
    #                                                 └──→ rejected
    #                           l: refused, a plain PDF ─────↑
    #                              (from sending)
    #
    # Between a and the answer the file is on the wire, without any lock: whoever finds
    # ``sending`` there must wait, then ask; never send. Triggers: TRANSITIONS.
    state = fields.Selection(
        selection=[
            ("queued", "To send"),
            ("sending", "Being sent"),
            ("unknown", "Being verified"),
            ("deposited", "Deposited"),
            ("integrated", "Integrated"),
            ("partial", "Partly integrated"),
            ("rejected", "Rejected"),
            ("failed", "Not sent"),
            ("cancelled", "Cancelled"),
        ],
        default=FIRST_STATE,
        required=True,
        readonly=True,
        copy=False,
        index=True,
        help="How far the file is: to be sent, deposited, then taken in (integrated)"
        " or rejected by Chorus Pro.",
    )

    def _chorus_transition_sentence(self, old, new):
        # OVERRIDE chorus.protocol
        labels = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "A deposit cannot go from “%(old)s” to “%(new)s”: nothing was changed; "
            "reload the page to see where it is now.",
            old=labels.get(old, old),
            new=labels.get(new, new),
        )
