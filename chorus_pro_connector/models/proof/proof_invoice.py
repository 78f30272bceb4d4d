# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An invoice in an archive of proofs: statuses, acts, documents, attestation."""

from odoo import api, models
from odoo.exceptions import UserError

from ...chorus import french
from ...chorus.proof.archive import safe_name
from ...chorus.proof.attestation import Rows, attestation
from ..clock.account_move_clock import french_day
from ..connection.kept_bytes import sha256


class ChorusProofInvoice(models.AbstractModel):
    _name = "chorus.proof.invoice"
    _description = "An invoice, in an archive of proofs"

    @api.model
    def _chorus_add(self, part, move, number, made, absent):
        """Write the folder of one invoice.

        :param number: of the invoice in the archive
        :param made: when the archive was begun
        :param absent: list to which what cannot be had is added
        """
        folder = f"invoices/{number:04d}-{safe_name(move.name or '')}"
        part.add_json(f"{folder}/invoice.json", self._chorus_facts(move))
        part.add_json(f"{folder}/statuses.json", self._chorus_statuses(move))
        for rank, act in enumerate(move.chorus_act_ids.sorted("id"), 1):
            self._chorus_add_act(part, act, f"{folder}/acts/{rank:02d}", absent)
        try:
            joined = move._chorus_attachments()
        except UserError as error:
            absent.append({"path": f"{folder}/joined", "reason": str(error)})
            joined = []
        for rank, item in enumerate(joined, 1):
            part.add(f"{folder}/joined/{rank:02d}-{safe_name(item.name)}", item.content)
        part.add(f"{folder}/attestation.pdf", self._chorus_attestation(move, made))

    @api.model
    def _chorus_facts(self, move):
        """Return what Odoo keeps of an invoice, as JSON."""
        client, company = move.commercial_partner_id, move.company_id
        lines = move.chorus_flow_line_ids.filtered(
            lambda line: line.flow_id._chorus_left()
        )
        deposits = self.env["chorus.proof.deposit"]
        return {
            "number": move.name,
            "kind": move.move_type,
            "date": str(move.invoice_date) if move.invoice_date else None,
            "supplier": company.name,
            "supplier_siret": company._chorus_own_siret() or None,
            "client": client.name,
            "client_siret": client.company_registry or None,
            "service": move.buyer_reference or None,
            "commitment": move.purchase_order_reference or None,
            "market": move.contract_reference or None,
            "framework": move.chorus_framework or None,
            "untaxed": f"{move.amount_untaxed:.2f}",
            "total": f"{move.amount_total:.2f}",
            "currency": move.currency_id.name,
            "portal_identifier": move.chorus_identifier or None,
            "status": move.chorus_status or None,
            "legal_start": str(move.chorus_legal_start or "") or None,
            "legal_due": str(move.chorus_legal_due or "") or None,
            "deposits": [deposits._chorus_folder(line.flow_id) for line in lines],
        }

    @api.model
    def _chorus_statuses(self, move):
        """Return the portal's history as Odoo has read it, oldest first."""
        moment = self.env["chorus.proof"]._chorus_moment

        def row(line, **more):
            return {
                "code": line.code,
                "at": moment(line.date),
                "author": line.author or None,
                "portal_identifier": line.identifier or None,
                "invoice_identifier": line.invoice_identifier or None,
                **more,
            }

        return {
            "statuses": [
                row(event, comment=event.comment or None)
                for event in _in_order(move.chorus_event_ids)
            ],
            "actions": [row(line) for line in _in_order(move.chorus_user_action_ids)],
        }

    @api.model
    def _chorus_add_act(self, part, act, folder, absent):
        """Write what was done at the portal, with its documents."""
        moment = self.env["chorus.proof"]._chorus_moment
        documents = []
        for rank, row in enumerate(act.document_ids, 1):
            path = f"{folder}/{rank:02d}-{safe_name(row.name)}"
            content = row.attachment_id.raw
            if content and sha256(content) == row.sha256:
                part.add(path, content)
            else:
                reason = self.env._("The document is gone from the server.")
                absent.append({"path": path, "reason": reason})
            documents.append(
                {
                    "path": path,
                    "kind": row.kind,
                    "sha256": row.sha256,
                    "portal_identifier": row.identifier or None,
                }
            )
        part.add_json(
            f"{folder}/act.json",
            {
                "kind": act.kind,
                "state": act.state,
                "in_answer_to": act.status,
                "asked": act.reason or None,
                "sent": act.payload or None,
                "left_at": moment(act.leave_date),
                "done_at": moment(act.done_date),
                "problem": act.error_message or None,
                "documents": documents,
            },
        )

    # === Attestation === #

    @api.model
    def _chorus_attestation(self, move, made):
        """Return a PDF, in French as what a French client is shown."""
        client, company = move.commercial_partner_id, move.company_id
        facts = [
            Rows(
                "Émetteur",
                [("Nom", company.name), ("SIRET", company._chorus_own_siret() or "")],
            ),
            Rows(
                "Destinataire",
                [
                    ("Nom", client.name or ""),
                    ("SIRET", client.company_registry or ""),
                    ("Code service", move.buyer_reference or ""),
                    ("Engagement juridique", move.purchase_order_reference or ""),
                    ("Marché", move.contract_reference or ""),
                ],
            ),
            Rows(
                "Facture",
                [
                    ("Numéro", move.name or ""),
                    ("Date", french.day(move.invoice_date)),
                    (
                        "Montant TTC",
                        f"{french.amount(move.amount_total)} {move.currency_id.name}",
                    ),
                    ("Identifiant Chorus Pro", move.chorus_identifier or ""),
                ],
            ),
            *self._chorus_attested(move),
        ]
        statuses = [
            (french.minute(event.date), event.label, event.comment or "")
            for event in _in_order(move.chorus_event_ids)
        ]
        return attestation(move.name or "", facts, statuses, french.moment(made))

    @api.model
    def _chorus_left_at(self, flow):
        """Return when the file, or the data of a plain PDF, last left; None where that
        was after the portal already had it: another sending brought it there."""
        left = flow.submit_date or flow.attempt_date
        late = left and flow.date and french_day(left) > flow.date
        return None if late else left or None

    @api.model
    def _chorus_attested(self, move):
        """Return one block for each deposit of an invoice."""
        lines = move.chorus_flow_line_ids.filtered(
            lambda line: line.flow_id._chorus_left()
        )
        outcomes = {
            "accepted": "Intégré par Chorus Pro",
            "rejected": "Rejeté par Chorus Pro",
        }
        return [
            Rows(
                f"Dépôt {rank}" if len(lines) > 1 else "Dépôt",
                [
                    ("Envoyé le", french.moment(self._chorus_left_at(line.flow_id))),
                    ("Reçu par Chorus Pro le", french.day(line.flow_id.date)),
                    ("Numéro de dépôt", line.flow_id.name or ""),
                    ("Fichier", line.flow_id.attachment_id.name or ""),
                    ("SHA-256 du fichier", line.flow_id.sha256 or ""),
                    ("Numéro déposé", line.number),
                    ("Suite", outcomes.get(line.outcome, "Sans réponse connue")),
                    ("Suite donnée le", french.moment(line.flow_id.status_date)),
                    ("Motif", line.error or ""),
                    ("Dans nos comptes", _given_up(line.flow_id)),
                    ("Empreinte donnée par Chorus Pro", line.flow_id.certificate or ""),
                ],
            )
            for rank, line in enumerate(lines.sorted("id"), 1)
        ]


def _given_up(flow):
    """Say that a deposit no longer counts for who made it; "" as a rule."""
    return "Dépôt abandonné depuis" if flow.state == "cancelled" else ""


def _in_order(lines):
    """Return the lines of a history, oldest first."""
    return lines.sorted(lambda line: (str(line.date or ""), line.id))
