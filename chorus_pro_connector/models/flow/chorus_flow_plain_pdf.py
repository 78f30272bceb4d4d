# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a flow keeps of a plain PDF: its documents, its data, when these left."""

import json

from odoo import api, fields, models

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
        string="Fingerprint of the deposit certificate",
        readonly=True,
        copy=False,
        help="Certificate of the deposit that Chorus Pro gave, where it gives one. "
        "It proves the deposit only.",
    )

    @api.depends("submission")
    def _compute_submission_text(self):
        for flow in self:
            flow.submission_text = flow.submission and json.dumps(
                flow.submission, indent=2, ensure_ascii=False
            )

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
        return self._chorus_claim_leaving("submit_date", SENDING_DEADLINE)
