# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the states of an invoice and of a deposit allow; any room may ask."""

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
