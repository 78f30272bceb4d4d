# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Plain PDF: files first, then the data that make the invoice (portal.md §2.5, §2.6).

Exactly once, though there is no flow number: files that were handed over are no invoice
until ``soumettre`` names them, so whatever breaks before that call leaves nothing to be
afraid of. Its moment is written down and committed first; after it, a lost answer is a
doubt, as with any deposit, and the portal is asked for the invoice by its number.
"""

import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...chorus import errors
from ...chorus.codes import MODE_PDF
from ...chorus.formats.submission import complete, document_type
from ...chorus.portal import answers
from ..connection.kept_bytes import LOST, LostFileError, sha256
from ..connection.own_cursor import make_durable
from .chorus_flow_deposit import SENDING_DEADLINE


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    document_ids = fields.One2many(
        comodel_name="chorus.flow.document",
        inverse_name="flow_id",
        string="Documents handed over",
        readonly=True,
        copy=False,
    )
    submission = fields.Json(readonly=True, copy=False, export_string_translation=False)
    submission_text = fields.Text(
        string="Data sent", compute="_compute_submission_text"
    )
    submit_date = fields.Datetime(
        string="Data sent on",
        readonly=True,
        copy=False,
        help="Written just before the data leave: without it, the portal has no "
        "invoice of this deposit.",
    )
    certificate = fields.Char(
        string="Fingerprint of the deposit certificate", readonly=True, copy=False
    )

    @api.depends("submission")
    def _compute_submission_text(self):
        for flow in self:
            flow.submission_text = flow.submission and json.dumps(
                flow.submission, indent=2, ensure_ascii=False
            )

    def _chorus_is_submission(self):
        """Tell whether this deposit is a plain PDF with its data."""
        self.ensure_one()
        return self.syntax == MODE_PDF

    # === What will leave === #

    def _chorus_prepare_file(self):
        # EXTENDS chorus.flow: the data and the documents leave beside the file, and
        # after a doubt they too stay as they were.
        kept = self.doubtful and self.submission and self.sha256
        result = super()._chorus_prepare_file()
        if not self._chorus_is_submission():
            if self.submission:
                # A plain PDF once, of another format now.
                self._chorus_set_documents([])
                self.submission = False
        elif not kept:
            move = self._chorus_live_lines().move_id
            self.submission = move._chorus_submission()
            main = self.attachment_id
            joined = move._chorus_attachments()
            self._chorus_set_documents(
                [(main.name, self.sha256, True)]
                + [(item.name, sha256(item.content), False) for item in joined],
                {sha256(item.content): item.content for item in joined},
            )
        return result

    def _chorus_set_documents(self, wanted, contents=None):
        """Make ``document_ids`` what ``wanted`` says; keep what the portal has already.

        :param wanted: list of (name, SHA-256, whether it is the invoice), in order
        :param contents: SHA-256 → bytes of those that are not the invoice
        """
        kept = {(row.name, row.sha256, row.main): row for row in self.document_ids}
        if list(kept) == wanted:
            return
        values = []
        for name, digest, main in wanted:
            known = kept.get((name, digest, main))
            file = self.env["ir.attachment"]
            if not main:
                file = (
                    known.attachment_id
                    if known
                    else self._chorus_keep(name, contents[digest])
                )
            values.append(
                {
                    "flow_id": self.id,
                    "name": name,
                    "main": main,
                    "sha256": digest,
                    "identifier": known.identifier if known else False,
                    "attachment_id": file.id,
                }
            )
        files = self.document_ids.attachment_id
        self.document_ids.unlink()
        documents = self.env["chorus.flow.document"].create(values)
        (files - documents.attachment_id).unlink()

    # === Leaving === #

    def _chorus_hand_over(self, parcel):
        # EXTENDS chorus.flow
        if parcel.syntax != MODE_PDF:
            return super()._chorus_hand_over(parcel)
        self.submit_date = False
        self._chorus_commit()
        try:
            with parcel.portal as portal:
                body = self._chorus_upload(portal)
                if not self._chorus_claim_submission():
                    # Somebody took us for dead, and has begun anew.
                    return None
                submitted = portal.submit(body)
        except LostFileError:
            self._chorus_lose_file()
        except UserError as error:
            self._chorus_set_state("failed", error_message=str(error), next_check=False)
        except errors.PortalError as error:
            if not self.submit_date:
                self._chorus_not_uploaded(error)
            elif isinstance(error, errors.DataError) and error.code is not None:
                # Without its code, something before the portal refused the call.
                self._chorus_refused(error)
            else:
                self._chorus_undeposited(error)
        else:
            self._chorus_submitted(submitted)
        return None

    def _chorus_upload(self, portal):
        """Hand over the files that the portal does not have yet.

        :return: the whole request of ``soumettre``
        """
        supplier = self._chorus_supplier(portal)
        joined = self.document_ids.filtered(lambda row: not row.main)
        kind = document_type(portal.attachment_types()) if joined else ""
        for document in self.document_ids.filtered(lambda row: not row.identifier):
            # Each takes its time: whoever looks on must not think that we died.
            self._chorus_still_alive()
            hand_over = portal.deposit_pdf if document.main else portal.add_file
            content = (document.attachment_id or self.attachment_id).raw
            if not content or sha256(content) != document.sha256:
                # Made again from the document that was joined.
                document.sha256 = LOST
                raise LostFileError
            document.identifier = hand_over(content, document.name)
            make_durable(self.env.cr)
            self._chorus_commit()
        main = self.document_ids - joined
        return complete(
            self.submission,
            supplier,
            (main.name, main.identifier),
            [(row.name, kind, row.identifier) for row in joined],
        )

    def _chorus_supplier(self, portal):
        """Return the portal's number of our company.

        :raise UserError: the technical account may not act for it
        """
        siret = self.company_id._chorus_own_siret()
        for identifier, known, _name in portal.my_structures():
            if known == siret:
                return identifier
        raise UserError(
            self.env._(
                "The technical account is not attached to the SIRET %(siret)s of "
                "%(company)s: an administrator attaches it in Chorus Pro, or corrects "
                "the SIRET of the company.",
                siret=siret or "–",
                company=self.company_id.name,
            )
        )

    def _chorus_still_alive(self):
        self.write(
            {
                "attempt_date": fields.Datetime.now(),
                "next_check": fields.Datetime.now() + SENDING_DEADLINE,
            }
        )
        self._chorus_commit()

    def _chorus_claim_submission(self):
        """Write down that the data are about to leave: from here on, doubt is possible.

        :return: False when this attempt is no longer the current one
        """
        attempt = self.attempts
        self.flush_recordset()
        self._chorus_commit()
        # In one statement: the row is locked, compared and written at once.
        self.env.cr.execute(
            """
            UPDATE chorus_flow
               SET submit_date = %(now)s, attempt_date = %(now)s,
                   next_check = %(deadline)s
             WHERE id = %(id)s AND state = 'sending' AND attempts = %(attempt)s
            """,
            {
                "id": self.id,
                "attempt": attempt,
                "now": fields.Datetime.now(),
                "deadline": fields.Datetime.now() + SENDING_DEADLINE,
            },
        )
        claimed = bool(self.env.cr.rowcount)
        self.invalidate_recordset()
        make_durable(self.env.cr)
        self._chorus_commit()
        return claimed

    def _chorus_not_uploaded(self, error):
        """A file did not arrive, or nobody knows: there is no invoice in any case."""
        if isinstance(error, errors.UnknownOutcomeError):
            self.notes = self.env._(
                "The answer to an upload was lost: a draft or a document that belongs "
                "to no invoice may remain at Chorus Pro. It has no effect and may be "
                "deleted there."
            )
            error = errors.UnavailableError(
                error.path, error.http_status, error.code, error.label, error.detail
            )
        self._chorus_undeposited(error)

    def _chorus_suspect(self):
        # EXTENDS chorus.flow: a worker that died among the files has sent no invoice.
        if not self._chorus_is_submission() or self.submit_date:
            return super()._chorus_suspect()
        if fields.Datetime.now() - self.attempt_date >= SENDING_DEADLINE:
            self._chorus_set_state("queued", next_check=fields.Datetime.now())
        return None

    # === The answer === #

    def _chorus_submitted(self, submitted):
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
        if not self._chorus_own_rows([found]):
            # Another number than was sent, or an identifier that another invoice has:
            # whatever this answers, it is not our invoice. Ask for that.
            self._chorus_doubt(
                errors.UnknownOutcomeError("soumettre", detail=submitted.identifier)
            )
            return
        self._chorus_journal(None, submitted.date or fields.Date.context_today(self))
        self.certificate = submitted.proof
        self._chorus_adopt(found)

    def _chorus_adopt(self, found):
        # EXTENDS chorus.flow
        if not self._chorus_is_submission():
            return super()._chorus_adopt(found)
        day = found.deposit_date or fields.Date.context_today(self)
        self._chorus_journal(None, day)
        line = self.line_ids
        if self.state != "deposited":
            # Given up meanwhile; the portal's number is proof all the same.
            line.identifier = found.identifier
            return None
        line.move_id._chorus_take_identifier(line, found)
        self._chorus_tell_deposits()
        # The history is read once more, as after a report.
        now = fields.Datetime.now()
        self._chorus_set_state(
            "integrated", status_date=now, next_check=now, error_message=False
        )
        self._chorus_trigger_follow()
        return None

    def _chorus_refused(self, error):
        """The portal refused the invoice itself, and says why, as a report would."""
        line = self.line_ids
        reasons = (error.label or error.reference).split("|")
        text = "\n".join(reason.strip() for reason in reasons)
        found = row = None
        try:
            if self._chorus_may_be_known(line, text):
                with self.company_id._chorus_client() as portal:
                    found, row = self._chorus_look_up(portal, line)
        except errors.PortalError as silence:
            # The first attempt may have arrived: ask later, before anything is said.
            self._chorus_doubt(silence)
            return
        if found:
            line._chorus_note_adoption(found)
            self.told = True
            self._chorus_adopt(found)
            return
        words = self.env["chorus.rejection.words"]
        if row is None and not self.doubtful and words._chorus_is_duplicate(text):
            # The portal has it, and its search does not show it yet.
            self._chorus_doubt(errors.doubt_of(error))
            return
        line._chorus_reject(text, row)
        self._chorus_set_state("rejected", next_check=False, notes=error.reference)
        line._chorus_announce_rejection()

    # === Asking === #

    def _chorus_find_deposit(self, portal):
        # EXTENDS chorus.flow
        if not self._chorus_is_submission():
            return super()._chorus_find_deposit(portal)
        rows = self._chorus_search_line(portal, self.line_ids)
        return next(filter(self.line_ids._chorus_is_same, rows), None)

    def _chorus_read_report(self):
        # EXTENDS chorus.flow: we died between the answer and what follows from it.
        if not self._chorus_is_submission():
            return super()._chorus_read_report()
        try:
            with self.company_id._chorus_client() as portal:
                rows = self._chorus_search_line(portal, self.line_ids)
        except errors.PortalError as error:
            return self._chorus_wait(error)
        # It gave its answer: only which invoice it made is asked, not whether.
        own = (row for row in rows if not self.line_ids._chorus_is_owned(row))
        found = next(own, None)
        return self._chorus_adopt(found) if found else self._chorus_wait()

    def _chorus_search_own(self, portal):
        # EXTENDS chorus.flow
        if not self._chorus_is_submission():
            return super()._chorus_search_own(portal)
        known = self.line_ids.identifier
        return [
            row
            for row in self._chorus_search_line(portal, self.line_ids)
            if known in (False, row.identifier)
        ]

    # === Words === #

    def _chorus_deposit_note(self):
        # EXTENDS chorus.flow
        if not self._chorus_is_submission():
            return super()._chorus_deposit_note()
        return self.env._(
            "Invoice handed over to Chorus Pro as a PDF with its data. The client has "
            "not received it yet."
        )

    def _chorus_result(self):
        # EXTENDS chorus.flow
        line = self.line_ids
        if self._chorus_is_submission() and self.state == "rejected":
            parts = [
                self.env._("Chorus Pro refused the invoice:"),
                line.explanation or line.error,
                line._chorus_rejection_advice(),
            ]
            return "danger", " ".join(filter(None, parts))
        if self._chorus_is_submission() and self.state == "integrated":
            return "success", self.env._(
                "Chorus Pro has taken the invoice in under the identifier "
                "%(identifier)s. What becomes of it is fetched automatically.",
                identifier=line.identifier,
            )
        return super()._chorus_result()
