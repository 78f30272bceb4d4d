# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ...chorus import errors


class ChorusDepositFile(models.AbstractModel):
    """A deposit by ``deposer/flux``: one file, a number, and later a report.

    Also what another way of depositing has to answer: ``chorus.flow`` takes the same
    steps whatever the way, and asks :meth:`~.chorus_flow.ChorusFlow._chorus_way` for
    what differs. Each method gets the flow, one record with ``sudo()``.
    """

    _name = "chorus.deposit.file"
    _description = "Deposit of a file at Chorus Pro"

    # === Leaving === #

    def _chorus_put_beside(self, flow):
        """Make what leaves beside the file; the file has just been made."""
        if flow.submission:
            # A plain PDF once, of another format now.
            flow._chorus_set_documents([])
            flow.submission = False

    def _chorus_hand_over(self, flow, parcel):
        """Let the file leave, and write down the answer; state ``sending``.

        :param parcel: :class:`~.chorus_flow_deposit.Parcel`
        """
        try:
            with parcel.portal as portal:
                deposit = portal.deposit_flow(
                    parcel.content, parcel.name, parcel.syntax
                )
        except errors.PortalError as error:
            words = self.env["chorus.rejection.words"]
            known = isinstance(error, errors.DataError) and (
                words._chorus_is_duplicate(error.label)
            )
            if known and not flow.doubtful:
                # Refused because it is there: it is found, or sent once more.
                flow._chorus_doubt(errors.doubt_of(error))
            else:
                flow._chorus_unanswered(error)
        else:
            flow._chorus_deposited(deposit.number, deposit.date)

    def _chorus_may_have_arrived(self, flow):
        """Tell whether the portal may have the invoices of a worker that died."""
        return True

    # === Asking === #

    def _chorus_recognize(self, flow, portal):
        """Return under what the portal knows our invoices, for :meth:`_chorus_adopt`.

        :return: None, or the flow number here
        """
        for line in flow.line_ids:
            for number in self._chorus_numbers_of(flow, portal, line):
                whole = self._chorus_holds_all(flow, portal, number)
                return number if whole else None
        return None

    def _chorus_numbers_of(self, flow, portal, line):
        """Yield the numbers of deposits, none of ours before, that hold an invoice."""
        for found in flow._chorus_search_line(portal, line):
            number = found.flow_number
            if number and line._chorus_is_same(found):
                if not self._chorus_is_other_flow(flow, number, line):
                    yield number

    def _chorus_holds_all(self, flow, portal, number):
        """Tell whether what a lot lacks in the deposit ``number`` is nowhere else.

        Else its invoices were sent one by one, and a restored backup does not know of
        it: sent once more, each is refused by its number and then adopted.
        """
        if len(flow.line_ids) == 1:
            return True
        seen = {row.number for row in flow._chorus_find(portal, flow=number)}
        missing = flow.line_ids.filtered(lambda line: line.number not in seen)
        return not any(
            other != number
            for line in missing
            for other in self._chorus_numbers_of(flow, portal, line)
        )

    def _chorus_is_other_flow(self, flow, number, line):
        """Tell whether ``number`` is an earlier deposit of ours of the same invoice.

        Only then: the test platform and production may give the same number twice.
        """
        return bool(
            flow.search_count(
                [
                    ("name", "=", number),
                    ("line_ids.number", "=", line.number),
                    ("company_id", "=", flow.company_id.id),
                    ("id", "!=", flow.id),
                ],
                limit=1,
            )
        )

    def _chorus_adopt(self, flow, found):
        """Take over what :meth:`_chorus_recognize` found."""
        flow._chorus_deposited(found, None)

    def _chorus_ask_outcome(self, flow):
        """Ask what the portal made of a deposited flow, and act on it."""
        flow._chorus_read_report()

    def _chorus_rows(self, flow, portal):
        """Return what the portal made of this deposit: rows of one search; once none
        is missing, also those that the portal had before, which it shows elsewhere."""
        rows = []
        if flow.name:
            found = flow._chorus_find(portal, flow=flow.name)
            rows = flow._chorus_own_rows(found)
        if "pending" in flow.line_ids.mapped("outcome"):
            return rows
        seen = {row.number for row in rows}
        for line in flow.line_ids:
            if line.outcome != "accepted" or line.number in seen:
                continue
            others = flow._chorus_search_line(portal, line)
            rows += [row for row in others if row.identifier == line.identifier]
        return rows

    # === Words === #

    def _chorus_note(self, flow):
        """Return what the chatter of the invoices says once the portal has the file:
        (head, *details), see ``account.move._chorus_tell``."""
        head = self.env._("File deposited on Chorus Pro: %(flow)s", flow=flow.name)
        return head, self.env._("The client has not received the invoice yet.")

    def _chorus_answer_words(self, flow):
        """Return (kind of notification, sentence) of an end that this way alone has,
        reached while the user who pressed *Send* waits; None as a rule."""
        return None
