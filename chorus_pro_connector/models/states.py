# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the states of an invoice and of a deposit allow; any room may ask."""

from odoo.fields import Domain

# --- account.move.chorus_state ---

# The invoice may be handed to the portal.
SENDABLE_STATES = ("ready", "rejected")
# The invoice can still be corrected.
OPEN_STATES = ("incomplete", "waiting", *SENDABLE_STATES)
# The portal knows the invoice, or may know it: it must not change.
LOCKED_STATES = (
    "queued",
    "unknown",
    "deposited",
    "integrated",
    "delivered",
    "action",
    "paid",
)

# --- chorus.flow.state ---

# The portal may have, or has, the file.
SENT_STATES = ("sending", "unknown", "deposited", "integrated", "partial", "rejected")

# --- chorus.flow.line ---

# The invoice left for the portal, or may have left. A deposit that was given up is
# *cancelled* like one that never left: its traces tell them apart.
LEFT = (
    Domain("flow_id.state", "in", SENT_STATES)
    | Domain("flow_id.name", "!=", False)
    | Domain("flow_id.date", "!=", False)
    | Domain("flow_id.doubtful", "=", True)
    | Domain("identifier", "!=", False)
    | Domain("outcome", "!=", "pending")
)
