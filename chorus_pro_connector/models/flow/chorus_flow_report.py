# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import split_every

from ...chorus import errors
from ...chorus.codes import flow_status
from ..connection.apart import each_apart
from ..connection.protocol import FIRST_CHECK
from ..status.account_move_follow import TOGETHER


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    # === Report: what the portal made of the file === #

    def _chorus_read_report(self):
        """Read the report of a deposited flow and act on it (portal.md §2.3)."""
        self._chorus_tell_deposits()
        try:
            with self.company_id._chorus_client() as portal:
                report = portal.flow_report(self.name, self.syntax)
        except errors.DataError as error:
            # Just after a deposit the report does not exist yet (portal.md §2.2).
            self.sudo().notes = error.reference
            self._chorus_wait()
            return
        except errors.PortalError as error:
            self._chorus_wait(error)
            return
        self._chorus_sign_status()
        self.sudo().write(
            {
                "status": report.status,
                "status_date": report.date or fields.Datetime.now(),
                "notes": self._chorus_report_notes(report),
                "error_message": False,
            }
        )
        outcome = flow_status(report.status).outcome
        if outcome == "pending":
            self._chorus_wait()
        else:
            self._chorus_conclude(outcome, report)

    def _chorus_report_notes(self, report):
        """Return what the report says in words, one item a line."""
        notes = [report.label]
        notes += [
            f"{error.number}: {error.message}" if error.number else error.message
            for error in report.invoice_errors
        ]
        return "\n".join(filter(None, notes + report.technical_errors))

    def _chorus_conclude(self, outcome, report):
        """The flow is over: sort its invoices.

        :param outcome: ``integrated``, ``partial`` or ``rejected``
        """
        rejected = self.line_ids.browse()
        if outcome == "rejected":
            # All of them: one that the report does not name would stay stuck.
            rejected = self.line_ids
        elif outcome == "partial":
            numbers = {error.number for error in report.invoice_errors}
            rejected = self.line_ids.filtered(lambda line: line.number in numbers)
        rejected = rejected.filtered(lambda line: line.outcome != "accepted")
        texts = {line: self._chorus_rejection(line, report) for line in rejected}
        try:
            others = self._chorus_adopt_known(texts)
        except errors.PortalError as error:
            # The portal may have the invoice: conclude once it has answered.
            self._chorus_wait(error)
            return
        if others is None:
            self._chorus_wait()
            return
        if self._chorus_search_lags(others, texts):
            self._chorus_wait()
            self.error_message = self.env._(
                "Chorus Pro says that it has the invoice already, and does not show it "
                "yet: do not send it another way; the connector keeps asking."
            )
            return
        # Until the identifiers are there, somebody must come back, whatever happens to
        # this worker after its next commit.
        again = outcome != "rejected" and fields.Datetime.now() + FIRST_CHECK
        self._chorus_set_state(outcome, next_check=again, check_count=0)

        def conclude(lines):
            for line in lines:
                line._chorus_reject(texts[line], others[line])

        refused = self.line_ids.browse([line.id for line in others])
        each_apart(self.env, refused, conclude)
        refused.filtered(
            lambda line: line.outcome == "rejected"
        )._chorus_announce_rejection()
        if outcome != "rejected" and self._chorus_goes_on():
            self._chorus_fetch_identifiers()

    def _chorus_rejection(self, line, report):
        """Return the reasons the portal gives for one invoice, one a line."""
        reasons = [
            error.message
            for error in report.invoice_errors
            if error.number in ("", line.number)
        ]
        # A report may only name other invoices: their errors took this one along.
        others = [f"{row.number}: {row.message}" for row in report.invoice_errors]
        return "\n".join(
            part.strip()
            for reason in reasons
            or report.technical_errors
            or others
            or [report.status]
            for part in reason.split("|")
        )

    # === Identifiers === #

    def _chorus_fetch_identifiers(self):
        """Find the portal's invoices of this flow, page by page (portal.md §2.4)."""
        self.ensure_one()
        flow = self.sudo()
        try:
            with flow.company_id._chorus_client() as portal:
                rows = flow._chorus_way()._chorus_rows(flow, portal)
                found = {row.number: row for row in rows}
                lines = flow._chorus_live_lines().filtered(
                    lambda line: line.outcome != "rejected" and line.number in found
                )

                def take(lines):
                    for line in lines:
                        row = found[line.number]
                        line.move_id._chorus_take_identifier(line, row)
                        # An invoice that is gone has no history: the others have.
                        for move in line.move_id:
                            move._chorus_read_history(portal, row)

                # Those that are missing first, and kept for good: a worker that is
                # stopped on the way has not read a hundred histories for nothing.
                lines = lines.sorted(lambda line: line.outcome == "accepted")
                for rank, ids in enumerate(split_every(TOGETHER, lines.ids)):
                    if rank and not flow._chorus_goes_on():
                        return
                    each_apart(self.env, lines.browse(ids), take)
        except errors.PortalError as error:
            # Without a date the scheduled action would never ask again.
            flow._chorus_wait(error)
            return
        live = flow._chorus_live_lines()
        missing = live.filtered(lambda line: line.outcome == "pending")
        if missing:
            # Integrated, yet not to be found: the search lags behind; keep asking.
            flow._chorus_wait()
        else:
            flow.write({"next_check": False, "error_message": False})

    def _chorus_goes_on(self):
        """Keep what was read so far; tell whether this deposit is still ours to read.

        A commit lets others have it: somebody may give it up.
        """
        self._chorus_commit()
        return self._chorus_claim() and self.state != "cancelled"

    def _chorus_fetch_adopted(self):
        """Read the invoices anew that were adopted when this deposit was refused."""
        if set(self.line_ids.mapped("outcome")) - {"rejected"} == {"accepted"}:
            self._chorus_fetch_identifiers()
