# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager
from datetime import datetime

from odoo import api, fields, models
from odoo.tools import SQL

from ...chorus.clock import course
from ...chorus.portal.values import PARIS, in_paris

# What is counted of a history, and stored.
COUNTED = ("chorus_legal_start", "chorus_legal_due", "chorus_payment_ordered")
# What somebody may write on an invoice and its legal dates rest on.
DECIDING = {"chorus_contract_due", "delivery_date", "partner_id"}


class AccountMove(models.Model):
    _inherit = "account.move"

    # Beside Odoo's own due date, never in its place.
    chorus_legal_start = fields.Date(
        string="Legal start",
        compute="_compute_chorus_legal_due",
        store=True,
        compute_sudo=True,
        help="First day of the client's payment delay: the day on which Chorus Pro "
        "told the client that the invoice is there, or that of the delivery when it "
        "is later.",
    )
    chorus_legal_due = fields.Date(
        string="Legal due date",
        compute="_compute_chorus_legal_due",
        store=True,
        compute_sudo=True,
        help="Last day on which the client may pay by law. Empty while nothing runs, "
        "for example while the client waits for a document.",
    )
    chorus_payment_ordered = fields.Date(
        string="Payment ordered on",
        compute="_compute_chorus_legal_due",
        store=True,
        compute_sudo=True,
        help="Day of “Mise en paiement”, where the client reports it: the delay ends "
        "there, whenever the bank has the money.",
    )
    chorus_contract_due = fields.Date(
        string="Due date of the contract",
        copy=False,
        tracking=True,
        help="Where the contract itself names a day of payment, for example "
        "30/11/2026; it stands among its terms of payment. Else the legal delay "
        "counts.",
    )
    chorus_clock = fields.Html(
        string="Legal delay",
        compute="_compute_chorus_clock",
        help="How the legal due date was found, and what did not count.",
    )

    # A client that is renamed keeps the delay that was told, until somebody confirms.
    @api.depends(
        "chorus_identifier",
        "chorus_event_ids.code",
        "chorus_event_ids.date",
        "chorus_event_ids.comment",
        "chorus_event_ids.invoice_identifier",
        "chorus_contract_due",
        "delivery_date",
        "commercial_partner_id.chorus_category",
        "commercial_partner_id.chorus_contract_days",
    )
    def _compute_chorus_legal_due(self):
        for move in self:
            found = move._chorus_course()
            move.chorus_legal_start = found.start
            move.chorus_legal_due = found.due
            move.chorus_payment_ordered = found.paid

    @api.depends("chorus_legal_start", "chorus_legal_due", "chorus_event_ids")
    def _compute_chorus_clock(self):
        for move in self:
            words = move.env["chorus.clock.words"]
            move.chorus_clock = words._chorus_explain(move, move._chorus_course())

    def _chorus_course(self):
        """Return the :class:`~..chorus.clock.course.Course` of this invoice."""
        self.ensure_one()
        # Of the many entries that no portal knows, nothing is read.
        if not self.chorus_identifier or self.move_type != "out_invoice":
            return course.Course(course.WAITING)
        return course.follow(
            self._chorus_dated_events(),
            self.commercial_partner_id._chorus_payment_days(),
            self.delivery_date or None,
            self.chorus_contract_due or None,
        )

    def _chorus_dated_events(self):
        """Return the history in order, each event on its French day."""
        events = self._chorus_current_events().sorted(
            lambda event: (event.date or datetime.min, event._origin.id or 0)
        )
        return [
            course.Event(
                event.code,
                french_day(event.date),
                event.comment or "",
                self._chorus_imputable(event),
            )
            for event in events
        ]

    @api.model
    def _chorus_imputable(self, event):
        """Tell whether a reason is the supplier's fault; None when nobody knows."""
        if event.code != "SUSPENDUE":
            return None
        found = self.env["chorus.reason"]._chorus_understand(event.comment)
        return found.stops if found else None

    def _chorus_read_history(self, portal, row=None):
        # EXTENDS 'chorus_pro_connector', room status
        with self._chorus_telling_clock():
            return super()._chorus_read_history(portal, row)

    def write(self, vals):
        # EXTENDS 'account'
        if not DECIDING & vals.keys():
            return super().write(vals)
        with self._chorus_telling_clock():
            return super().write(vals)

    def _chorus_other_recipient(self):
        """Return the SIRET to which Chorus Pro sends this invoice, where it is not that
        of its client; "" as a rule. Room act knows."""
        self.ensure_one()
        return ""

    def _chorus_forget_status(self):
        # EXTENDS 'chorus_pro_connector', room invoice
        with self._chorus_telling_clock():
            return super()._chorus_forget_status()

    @contextmanager
    def _chorus_telling_clock(self):
        """Say afterwards which of these invoices have another legal due date: no clock
        moves in silence, whatever moved it."""
        before = {
            move: move.chorus_legal_due for move in self if move.chorus_legal_start
        }
        yield
        moved = [move for move, due in before.items() if due != move.chorus_legal_due]
        if moved:
            # Who changes a client or a reason may have no rights on its invoices.
            self.sudo()._chorus_tell_all(
                {move.id: move._chorus_clock_saying(before[move]) for move in moved}
            )

    def _chorus_clock_saying(self, before):
        """Return (head, *details): the legal due date that was, and the one that is."""
        move = self._chorus_in_company_language()
        words = move.env["chorus.clock.words"]
        explained = words._chorus_lines(move, move._chorus_course())
        before = words._chorus_day(before)
        due = words._chorus_day(move.chorus_legal_due)
        if before and due:
            head = move.env._(
                "The legal due date moves from %(before)s to %(due)s.",
                before=before,
                due=due,
            )
        elif due:
            head = move.env._("The legal due date is now %(due)s.", due=due)
        else:
            head = move.env._(
                "The legal due date, %(before)s until now, no longer holds.",
                before=before,
            )
        return head, *explained


def french_day(moment):
    """Return the day in France of a stored moment, None without one.

    :param moment: naive datetime in UTC, as Odoo stores it
    """
    if not moment:
        return None
    return in_paris(moment).date()


def french_day_sql(moment):
    """Return the same of a column of moments, as SQL."""
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, PARIS.key)
