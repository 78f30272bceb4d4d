# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A deposit in an archive of proofs: its very bytes, and what the portal said of it."""

from odoo import api, models

from ...chorus.errors import PortalError
from ...chorus.proof.archive import safe_name
from ..connection.kept_bytes import sha256


class ChorusProofDeposit(models.AbstractModel):
    _name = "chorus.proof.deposit"
    _description = "A deposit, in an archive of proofs"

    @api.model
    def _chorus_add(self, reader, part, flow, absent):
        """Write the folder of one deposit.

        :param reader: :class:`~.proof_portal.PortalReader`
        :param absent: list to which what cannot be had is added
        """
        folder = self._chorus_folder(flow)
        files = self._chorus_add_files(part, flow, folder, absent)
        part.add_json(f"{folder}/deposit.json", self._chorus_facts(flow, files))
        if flow.submission:
            part.add_json(f"{folder}/submission.json", flow.submission)
        if flow.name:
            self._chorus_add_reports(reader, part, flow, folder, absent)

    @api.model
    def _chorus_folder(self, flow):
        name = safe_name(flow.name) if flow.name else "sans-flux"
        return f"deposits/{flow.id}-{name}"

    @api.model
    def _chorus_add_files(self, part, flow, folder, absent):
        """Write what was handed over; return [{path, name, sha256…}]."""
        main = flow.document_ids.filtered("main")
        files = [(flow.attachment_id, flow.sha256, main.identifier or None)]
        files += [
            (row.attachment_id, row.sha256, row.identifier or None)
            for row in flow.document_ids - main
        ]
        found = []
        for number, (file, digest, identifier) in enumerate(files):
            path = f"{folder}/sent/{number:02d}-{safe_name(file.name or '')}"
            content = file.raw
            whole = bool(content) and sha256(content) == digest
            if whole:
                part.add(path, content)
            else:
                reason = self.env._(
                    "The file sent is gone from the server, or is not the one that "
                    "was sent (SHA-256 %s).",
                    digest or "?",
                )
                absent.append({"path": path, "reason": reason})
            found.append(
                {
                    "path": path if whole else None,
                    "name": file.name or None,
                    "sha256": digest or None,
                    "portal_identifier": identifier,
                }
            )
        return found

    @api.model
    def _chorus_facts(self, flow, files):
        """Return what Odoo keeps of a deposit, as JSON."""
        moment = self.env["chorus.proof"]._chorus_moment
        return {
            "flow": flow.name or None,
            "deposited_on": str(flow.date) if flow.date else None,
            "sent_at": moment(flow.attempt_date),
            "data_sent_at": moment(flow.submit_date),
            "syntax": flow.syntax,
            "attempts": flow.attempts,
            "state": flow.state,
            "portal_status": flow.status or None,
            "portal_status_at": moment(flow.status_date),
            "portal_notes": flow.notes or None,
            "portal_fingerprint": flow.certificate or None,
            "files": files,
            "invoices": [
                {
                    "number": line.number,
                    "amount": f"{line.amount:.2f}",
                    "currency": line.currency_id.name,
                    "outcome": line.outcome,
                    "reason": line.error or None,
                    "portal_identifier": line.identifier or None,
                    "superseded": line.superseded,
                }
                for line in flow.line_ids
            ],
        }

    @api.model
    def _chorus_add_reports(self, reader, part, flow, folder, absent):
        """Write the portal's report, as data and as it prints it."""
        reports = (
            ("report.json", "raw_report", part.add_json),
            ("report.pdf", "printed_report", part.add),
        )
        for name, verb, add in reports:
            path = f"{folder}/{name}"
            try:
                answer = reader.ask(verb, flow.name, flow.syntax)
            except PortalError as error:
                words = self.env["chorus.words"]
                reason = words._chorus_reading_sentence(error, flow.company_id)
                absent.append({"path": path, "reason": reason})
            else:
                add(path, answer)
