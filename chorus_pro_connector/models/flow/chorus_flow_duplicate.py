# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A number that the portal already has: is its invoice the very one we sent?

A refusal "already deposited" proves that an invoice of this number is there. Whatever
Odoo has forgotten (a deposit given up, a restored backup, a lost transaction), the
portal is asked: what agrees is adopted, the rest is told with the values of both.
"""

import logging
import time

from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ...chorus import errors
from ...chorus.codes import DRAFT_STATUSES
from .chorus_flow_deposit import ABSENCE_DELAY

_logger = logging.getLogger(__name__)

# Seconds after which the rest of a lot is adopted in another run: each invoice takes
# two calls, and Odoo stops a worker that takes too long, with all that it adopted.
ADOPTING_TIME = 45
# ``typeFacture`` of a credit note.
CREDIT_NOTE = "AVOIR"


class ChorusFlowLine(models.Model):
    _inherit = "chorus.flow.line"

    # What the portal has under this number: {"owned": it is another invoice of Odoo,
    # "differences": [[what, value there, value here, currency or None]]}
    number_taken = fields.Json(
        readonly=True, copy=False, export_string_translation=False
    )

    # === Comparing === #

    def _chorus_is_same(self, found):
        """Tell whether a row of a search is the invoice of this line.

        :param found: :class:`~..chorus.answers.FoundInvoice` under our number
        """
        return not (self._chorus_is_owned(found) or self._chorus_differences(found))

    def _chorus_is_owned(self, found):
        """Tell whether another invoice of Odoo was sent as the one found."""
        self.ensure_one()
        lines = self.sudo().search(
            [
                ("number", "=", self.number),
                ("company_id", "=", self.company_id.id),
                ("move_id", "not in", [False, self.move_id.id]),
                "|",
                ("identifier", "=", found.identifier),
                ("flow_id.name", "=", found.flow_number or "?"),
            ],
            limit=1,
        )
        return bool(lines)

    def _chorus_differences(self, found):
        """Return in what the invoice found is another one; see ``number_taken``.

        What the portal does not tell is no difference, except the amount: nothing is
        adopted on its number alone.
        """
        self.ensure_one()
        rows = []
        if not self._chorus_has_amount(found):
            currency = found.currency or self.currency_id.name
            rows.append(["amount", found.amount, self.amount, currency])
        if not (move := self.move_id):
            return rows
        credit = found.kind == CREDIT_NOTE
        if found.kind and credit != (move.move_type == "out_refund"):
            rows.append(["kind", credit, not credit, None])
        day = move.invoice_date
        if found.invoice_date and day and found.invoice_date != day:
            days = [found.invoice_date, day]
            rows.append(["date", *map(fields.Date.to_string, days), None])
        client = move.commercial_partner_id._chorus_identifier().value
        if found.recipient and client and found.recipient != client:
            rows.append(["client", found.recipient, client, None])
        return rows

    def _chorus_has_amount(self, found):
        """Compare totals with VAT; credit notes are positive at the portal or not."""
        currency, move = self.currency_id, self.move_id
        if found.amount is None or found.currency not in ("", currency.name):
            return False
        # A cash rounding counts in what is due, and not in the total (BT-114).
        roundings = move.line_ids.filtered(lambda item: item.display_type == "rounding")
        rounding = move.direction_sign * sum(roundings.mapped("amount_currency"))
        return any(
            not currency.compare_amounts(abs(found.amount), abs(amount))
            for amount in (self.amount, self.amount - rounding)
        )

    # === Words === #

    @api.depends("number_taken", "number")
    def _compute_explanation(self):
        # EXTENDS chorus.flow.line: the values of both say more than the portal's text.
        taken = self.filtered("number_taken")
        for line in taken:
            line.explanation = line._chorus_taken_sentence()
        return super(ChorusFlowLine, self - taken)._compute_explanation()

    def _chorus_taken_sentence(self):
        """Return what stands in the way of this number, and the one thing to do."""
        if self.move_id._chorus_is_sealed():
            return self.env._(
                "Chorus Pro already has another invoice under the number %(number)s, "
                "and the journal is secured: cancel this one by a credit note, and "
                "make it again under another number.",
                number=self.number,
            )
        if self.number_taken.get("owned"):
            return self.env._(
                "Chorus Pro already has %(number)s from another invoice of Odoo: reset "
                "this one to draft, give it a number of its own, then send it again.",
                number=self.number,
            )
        return self.env._(
            "Chorus Pro already has another invoice under the number %(number)s "
            "(%(values)s): reset this one to draft, give it a number of its own, then "
            "send it again.",
            number=self.number,
            values=self._chorus_taken_words(),
        )

    def _chorus_taken_words(self):
        """Return what differs between the portal's invoice and ours, in one line."""
        return "; ".join(
            self.env._(
                "%(what)s: %(theirs)s there, %(ours)s here",
                what=what,
                theirs=theirs,
                ours=ours,
            )
            for what, theirs, ours in self._chorus_taken_values()
        )

    def _chorus_taken_values(self):
        """Yield (what differs, its value at the portal, its value here), in words."""
        env = self.env
        for what, *both, code in self.number_taken.get("differences", ()):
            if what == "amount":
                currencies = env["res.currency"].with_context(active_test=False)
                theirs = currencies.search([("name", "=", code)], limit=1)
                currencies = (theirs or self.currency_id, self.currency_id)
                texts = [
                    "–" if value is None else format_amount(env, value, currency)
                    for value, currency in zip(both, currencies, strict=True)
                ]
                yield env._("total"), *texts
            elif what == "kind":
                words = {True: env._("credit note"), False: env._("invoice")}
                yield env._("kind"), *(words[value] for value in both)
            elif what == "date":
                yield env._("date"), *(format_date(env, value) for value in both)
            else:
                yield env._("client"), *both

    def _chorus_number_is_taken(self):
        """Tell whether another number is what this rejection asks for."""
        self.ensure_one()
        words = self.env["chorus.rejection.words"]
        return bool(self.number_taken) or words._chorus_is_duplicate(self.error)

    # === What follows === #

    def _chorus_reject(self, text, row=None):
        """Note that the portal refused this invoice.

        :param text: its reasons, one a line
        :param row: what it has under our number, if it is another invoice
        """
        self.ensure_one()
        self._chorus_note_taken(row)
        self.write({"outcome": "rejected", "error": text})

    def _chorus_note_taken(self, row):
        """Keep what the portal has under our number, see ``number_taken``.

        :param row: another invoice than ours, or None
        """
        if row is None:
            self.number_taken = False
            return
        differences = self._chorus_differences(row)
        self.number_taken = {
            # The same in all, and not ours: an invoice of another company has it.
            "owned": not differences or self._chorus_is_owned(row),
            "differences": differences,
        }

    def _chorus_note_adoption(self, found):
        """Say on the invoice that it was there already: nothing was sent twice."""
        move = self.move_id._chorus_in_company_language()
        if not move:
            return
        move._chorus_close_activities()
        move.is_move_sent = True
        date = found.deposit_date
        values = {
            "number": self.number,
            "date": format_date(move.env, date) if date else "–",
            "identifier": found.identifier,
        }
        if self.flow_id.attempts:
            sentence = move.env._(
                "Chorus Pro already had %(number)s (deposited on %(date)s, identifier "
                "%(identifier)s): the second copy was refused, and the invoice that is "
                "there is followed from now on.",
                **values,
            )
        else:
            sentence = move.env._(
                "Chorus Pro already had %(number)s (deposited on %(date)s, identifier "
                "%(identifier)s): nothing was sent, and the invoice that is there is "
                "followed from now on.",
                **values,
            )
        move._chorus_tell(sentence)


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    def _chorus_may_be_known(self, line, text):
        """Tell whether a rejection may mean that the portal has the invoice already.

        :param text: the portal's reasons, one a line
        """
        flows = line.move_id.sudo().chorus_flow_line_ids.flow_id | self
        if any(flow.doubtful or flow.attempts > 1 for flow in flows):
            return True
        return self.env["chorus.rejection.words"]._chorus_may_be_duplicate(text)

    def _chorus_look_up(self, portal, line):
        """Ask what the portal has under the number of ``line``.

        :return: (the row that is this invoice or None, any row or None)
        """
        supplier = self.company_id._chorus_own_siret()
        # Keep what another invoice of Odoo has: that is told, and never adopted.
        rows = [
            row
            for row in self._chorus_find(portal, number=line.number)
            if row.number == line.number
            and row.supplier in ("", supplier)
            and row.status not in DRAFT_STATUSES
        ]
        own = self._chorus_own_rows(rows, line)
        same = next((row for row in own if line._chorus_is_same(row)), None)
        return same, next(iter(rows), None)

    def _chorus_adopt_known(self, texts):
        """Adopt the refused invoices that the portal has had all the time.

        :param texts: {line: the portal's reasons, one a line}
        :return: {line not adopted: what the portal has under its number, or None};
            None in its place when the time was over before all were asked
        :raise PortalError: nobody knows; those adopted so far stay so
        """
        others = dict.fromkeys(texts)
        asked = [line for line in texts if self._chorus_may_be_known(line, texts[line])]
        if not asked:
            return others
        end, adopted = time.monotonic() + ADOPTING_TIME, False
        with self.company_id._chorus_client() as portal:
            for line in asked:
                if adopted and time.monotonic() > end:
                    return None
                same, others[line] = self._chorus_look_up(portal, line)
                if same:
                    # With its history, or not at all: nobody would read it afterwards.
                    with self.env.cr.savepoint():
                        self._chorus_adopt_line(portal, line, same)
                    del others[line]
                    adopted = True
        return others

    def _chorus_adopt_line(self, portal, line, found):
        """Take one invoice over as the portal has it, refused by the client or not."""
        line._chorus_note_adoption(found)
        line.move_id._chorus_take_identifier(line, found)
        line.number_taken = False
        if not line.move_id:
            return
        try:
            line.move_id._chorus_read_history(portal, found)
        except errors.DataError as error:
            # Asked again, it would be refused again: the search gave the status.
            _logger.warning(
                "History of invoice %s not read: %s", line.move_id.id, error
            )

    def _chorus_search_lags(self, others, texts):
        """Tell whether the portal has, as it says, what it does not show yet.

        An integrated invoice is found some time after its file arrived.

        :param others: what :meth:`_chorus_adopt_known` returned for ``texts``
        """
        words = self.env["chorus.rejection.words"]
        sent = self.attempt_date
        if not sent or fields.Datetime.now() - sent >= ABSENCE_DELAY:
            return False
        return any(
            row is None and words._chorus_is_duplicate(texts[line])
            for line, row in others.items()
        )
