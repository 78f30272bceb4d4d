# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Plain PDF: files first, then the data that make the invoice (portal.md §2.5, §2.6).

Exactly once, though there is no flow number: files that were handed over are no invoice
until ``soumettre`` names them, so whatever breaks before that call leaves nothing to be
afraid of. Its moment is written down and committed first; after it, a lost answer is a
doubt, as with any deposit, and the portal is asked for the invoice by its number.
"""

from odoo import fields, models
from odoo.exceptions import UserError

from ...chorus import errors
from ...chorus.formats.submission import complete, document_type
from ...chorus.portal import answers
from ..connection.kept_bytes import LOST, LostFileError, sha256
from ..connection.own_cursor import make_durable


class ChorusDepositPdf(models.AbstractModel):
    _name = "chorus.deposit.pdf"
    _inherit = ["chorus.deposit.file"]
    _description = "Deposit of a plain PDF at Chorus Pro"

    def _chorus_put_beside(self, flow):
        # EXTENDS chorus.deposit.file: the data and the documents.
        move = flow._chorus_live_lines().move_id
        flow.submission = move._chorus_submission()
        joined = move._chorus_attachments()
        flow._chorus_set_documents(
            [(flow.attachment_id.name, flow.sha256, True)]
            + [(item.name, sha256(item.content), False) for item in joined],
            {sha256(item.content): item.content for item in joined},
        )

    # === Leaving === #

    def _chorus_hand_over(self, flow, parcel):
        # OVERRIDE chorus.deposit.file
        flow.submit_date = False
        flow._chorus_commit()
        try:
            with parcel.portal as portal:
                body = self._chorus_upload(flow, portal)
                if not flow._chorus_claim_submission():
                    # Another worker took this one for dead, and has begun anew.
                    return
                submitted = portal.submit(body)
        except LostFileError:
            flow._chorus_lose_file()
        except UserError as error:
            flow._chorus_set_state("failed", error_message=str(error), next_check=False)
        except errors.PortalError as error:
            if not flow.submit_date:
                self._chorus_not_uploaded(flow, error)
            elif isinstance(error, errors.DataError) and error.code is not None:
                # Without its code, something before the portal refused the call.
                self._chorus_refused(flow, error)
            else:
                flow._chorus_unanswered(error)
        else:
            self._chorus_submitted(flow, submitted)

    def _chorus_upload(self, flow, portal):
        """Hand over the files that the portal does not have yet.

        :return: the whole request of ``soumettre``
        """
        supplier = self._chorus_supplier(flow, portal)
        joined = flow.document_ids.filtered(lambda row: not row.main)
        kind = document_type(portal.attachment_types()) if joined else ""
        for document in flow.document_ids._chorus_to_hand_over():
            # Each takes its time: whoever looks on must not think that we died.
            flow._chorus_still_alive()
            content = (document.attachment_id or flow.attachment_id).raw
            if not document._chorus_is_whole(content):
                # Made again from the document that was joined.
                document.sha256 = LOST
                raise LostFileError
            document.identifier = document._chorus_hand_over(portal, content)
            make_durable(self.env.cr)
            flow._chorus_commit()
        main = flow.document_ids - joined
        return complete(
            flow.submission,
            supplier,
            (main.name, main.identifier),
            [(row.name, kind, row.identifier) for row in joined],
        )

    def _chorus_supplier(self, flow, portal):
        """Return the portal's number of our company.

        :raise UserError: the technical account may not act for it
        """
        if identifier := flow.company_id._chorus_portal_identifier(portal):
            return identifier
        raise UserError(flow.company_id._chorus_unattached_sentence())

    def _chorus_not_uploaded(self, flow, error):
        """A file did not arrive, or nobody knows: there is no invoice in any case."""
        if isinstance(error, errors.UnknownOutcomeError):
            flow.notes = self.env._(
                "The answer to an upload was lost: a draft or a document that belongs "
                "to no invoice may remain at Chorus Pro. It has no effect and may be "
                "deleted there."
            )
            error = error.as_harmless()
        flow._chorus_unanswered(error)

    def _chorus_may_have_arrived(self, flow):
        # OVERRIDE chorus.deposit.file: among the files, no invoice was sent.
        return bool(flow.submit_date)

    # === The answer === #

    def _chorus_submitted(self, flow, submitted):
        """The portal has made the invoice: its answer is what a report is to a flow.

        :param submitted: :class:`~..chorus.answers.Submitted`
        """
        found = answers.FoundInvoice(
            identifier=submitted.identifier,
            number=submitted.number,
            status=submitted.status,
            status_date=None,
            flow_number="",
            comment="",
            amount=None,
            supplier="",
            recipient="",
            deposit_date=submitted.date,
        )
        if not flow._chorus_own_rows([found]):
            # Another number than was sent, or an identifier that another invoice has:
            # whatever this answers, it is not our invoice. Ask for that.
            flow._chorus_doubt(
                errors.UnknownOutcomeError("soumettre", detail=submitted.identifier)
            )
            return
        flow._chorus_journal(None, submitted.date or fields.Date.context_today(flow))
        flow.certificate = submitted.proof
        self._chorus_adopt(flow, found)

    def _chorus_adopt(self, flow, found):
        # OVERRIDE chorus.deposit.file
        day = found.deposit_date or fields.Date.context_today(flow)
        flow._chorus_journal(None, day)
        line = flow.line_ids
        if flow.state != "deposited":
            # Given up meanwhile; the portal's number is proof all the same.
            line.identifier = found.identifier
            return
        line.move_id._chorus_take_identifier(line, found)
        flow._chorus_tell_deposits()
        # The history is read once more, as after a report.
        now = fields.Datetime.now()
        flow._chorus_set_state(
            "integrated", status_date=now, next_check=now, error_message=False
        )
        flow._chorus_trigger_follow()

    def _chorus_refused(self, flow, error):
        """The portal refused the invoice itself, and says why, as a report would."""
        line = flow.line_ids
        reasons = (error.label or error.reference).split("|")
        text = "\n".join(reason.strip() for reason in reasons)
        found = row = None
        try:
            if flow._chorus_may_be_known(line, text):
                with flow.company_id._chorus_client() as portal:
                    found, row = flow._chorus_look_up(portal, line)
        except errors.PortalError as silence:
            # The first attempt may have arrived: ask later, before anything is said.
            flow._chorus_doubt(silence)
            return
        if found:
            line._chorus_note_adoption(found)
            flow.deposit_announced = True
            self._chorus_adopt(flow, found)
            return
        words = self.env["chorus.rejection.words"]
        if row is None and not flow.doubtful and words._chorus_is_duplicate(text):
            # The portal has it, and its search does not show it yet.
            flow._chorus_doubt(errors.doubt_of(error))
            return
        line._chorus_reject(text, row)
        flow._chorus_set_state("rejected", next_check=False, notes=error.reference)
        line._chorus_announce_rejection()

    # === Asking === #

    def _chorus_recognize(self, flow, portal):
        # OVERRIDE chorus.deposit.file: the invoice itself, a row of a search.
        rows = flow._chorus_search_line(portal, flow.line_ids)
        return next(filter(flow.line_ids._chorus_is_same, rows), None)

    def _chorus_ask_outcome(self, flow):
        # OVERRIDE chorus.deposit.file: a worker died between the answer and what
        # follows from it.
        try:
            with flow.company_id._chorus_client() as portal:
                rows = flow._chorus_search_line(portal, flow.line_ids)
        except errors.PortalError as error:
            flow._chorus_wait(error)
            return
        # The portal gave its answer: only which invoice it made is asked, not whether.
        own = (row for row in rows if not flow.line_ids._chorus_is_owned(row))
        if found := next(own, None):
            self._chorus_adopt(flow, found)
        else:
            flow._chorus_wait()

    def _chorus_rows(self, flow, portal):
        # OVERRIDE chorus.deposit.file
        known = flow.line_ids.identifier
        return [
            row
            for row in flow._chorus_search_line(portal, flow.line_ids)
            if known in (False, row.identifier)
        ]

    # === Words === #

    def _chorus_note(self, flow):
        # OVERRIDE chorus.deposit.file
        head = self.env._("Deposited on Chorus Pro as a PDF with its data.")
        return head, self.env._("The client has not received the invoice yet.")

    def _chorus_answer_words(self, flow):
        # OVERRIDE chorus.deposit.file: the portal answers at once.
        line = flow.line_ids
        if flow.state == "rejected":
            parts = [
                self.env._("Chorus Pro refused the invoice:"),
                line.explanation or line.error,
                line._chorus_rejection_advice(),
            ]
            return "danger", " ".join(filter(None, parts))
        if flow.state == "integrated":
            return "success", self.env._(
                "Chorus Pro has taken the invoice in under the identifier "
                "%(identifier)s. What becomes of it is fetched automatically.",
                identifier=line.identifier,
            )
        return None
