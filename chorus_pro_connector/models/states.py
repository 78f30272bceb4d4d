# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the states of an invoice and of a deposit allow; any room may ask."""

from typing import NamedTuple

from odoo.fields import Domain

# --- account.move.chorus_state ---


class InvoiceState(NamedTuple):
    """One row for each state of an invoice; lists, form and rules read it here."""

    label: str
    # Each has a shape of its own: colour is never the only difference.
    icon: str
    colour: str
    # The invoice can still be corrected.
    open: bool = False
    # The portal knows the invoice, or may know it: it must not change.
    locked: bool = False


INVOICE_STATES = {
    # Its icon shows for invoices of before the start date only.
    "no": InvoiceState("Not for Chorus Pro", "fa-history", "muted"),
    "incomplete": InvoiceState(
        "Information missing", "fa-exclamation-triangle", "warning", open=True
    ),
    "waiting": InvoiceState("To confirm", "fa-pencil-square-o", "muted", open=True),
    "ready": InvoiceState("Ready to send", "fa-paper-plane-o", "info", open=True),
    "queued": InvoiceState("To be sent", "fa-clock-o", "info", locked=True),
    "unknown": InvoiceState(
        "Being verified", "fa-question-circle", "warning", locked=True
    ),
    "deposited": InvoiceState("File deposited", "fa-cloud-upload", "info", locked=True),
    "rejected": InvoiceState("File rejected", "fa-times-circle", "danger", open=True),
    "integrated": InvoiceState("Invoice integrated", "fa-inbox", "info", locked=True),
    "delivered": InvoiceState(
        "Delivered to the client", "fa-check-circle", "success", locked=True
    ),
    "action": InvoiceState(
        "Action expected", "fa-hand-paper-o", "warning", locked=True
    ),
    "refused": InvoiceState("Refused by the client", "fa-ban", "danger"),
    "paid": InvoiceState("Payment ordered", "fa-eur", "success", locked=True),
}
OPEN_STATES = tuple(name for name, row in INVOICE_STATES.items() if row.open)
LOCKED_STATES = tuple(name for name, row in INVOICE_STATES.items() if row.locked)
# The invoice may be handed to the portal.
SENDABLE_STATES = ("ready", "rejected")

# The client has the invoice, and nothing is asked of us but to wait for its payment.
SETTLED_STATES = ("delivered", "paid")

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
