# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What people entered and joined: statements, receipts, letters, the contract."""

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.chorus_pro_connector.chorus.proof.archive import safe_name
from odoo.addons.chorus_pro_connector.models.connection.kept_bytes import is_whole

from .proof_market import ROOT


class ChorusWorksProof(models.AbstractModel):
    _inherit = "chorus.works.proof"

    @api.model
    def _works_add_statements(self, part, statements, absent):
        ordered = statements.sorted(lambda row: (row.order_id.id, row._works_place()))
        for rank, row in enumerate(ordered, 1):
            folder = f"{ROOT}/statements/{rank:03d}-{safe_name(row.name)}"
            try:
                printed = row._works_printed()
            except UserError as error:
                printed = None
                absent.append({"path": f"{folder}/printed", "reason": str(error)})
            part.add_json(
                f"{folder}/statement.json",
                {
                    "name": row.name,
                    "state": row.state,
                    "kind": row.adjusts or row.kind,
                    "date": self._works_day(row.date),
                    "from": self._works_day(row.period_start),
                    "to": self._works_day(row.period_end),
                    "invoice": row.move_id.name or None,
                    "total": self._works_money(row.amount_total),
                    "net": self._works_money(row.amount_net),
                    "net_admitted": self._works_money(row.amount_admitted),
                    "printed": printed,
                },
            )
            self._works_add_files(part, folder, row, absent)

    @api.model
    def _works_add_events(self, part, market, statements, absent):
        """Write receipts, notifications and delays.

        :param statements: those of one invoicing file, None for the whole market
        """
        events = market.event_ids.sorted(lambda row: (row.date, row.id))
        delays = market.deadline_ids
        if statements is not None:
            events = events.filtered(lambda row: row.statement_id in statements)
            delays = delays.filtered(lambda row: row.statement_id in statements)
        for rank, event in enumerate(events, 1):
            folder = f"{ROOT}/events/{rank:03d}-{event.kind}"
            part.add_json(
                f"{folder}/event.json",
                {
                    "kind": event.kind,
                    "date": self._works_day(event.date),
                    "statement": event.statement_id.name or None,
                    "proved_by": event.proof,
                    "balance": self._works_money(event.balance),
                    "reserves": event.reserves or None,
                    "note": event.note or None,
                    "typed_by": event.create_uid.name,
                    "typed_at": self._works_moment(event.create_date),
                },
            )
            self._works_add_files(part, folder, event, absent, event.proof_name)
        rows = [self._works_delay_facts(delay) for delay in delays]
        part.add_json(f"{ROOT}/delays.json", rows)

    @api.model
    def _works_delay_facts(self, delay):
        return {
            "kind": delay.kind,
            "statement": delay.statement_id.name or None,
            "state": delay.state,
            "days": delay.days,
            "from": self._works_day(delay.date_start),
            "to": self._works_day(delay.date_end),
            "last_working_day": self._works_day(delay.date_last),
            "proved": delay.is_proved,
            "receipts": delay.receipts or [],
            "missing": delay.missing or [],
            "ended_by": delay.closing or None,
        }

    @api.model
    def _works_add_letters(self, part, market, statements, absent):
        letters = market.letter_ids.sorted(lambda row: (row.date, row.id))
        if statements is not None:
            letters = letters.filtered(
                lambda row: (row.statement_id or row.deadline_id.statement_id)
                in statements
            )
        for rank, letter in enumerate(letters, 1):
            folder = f"{ROOT}/letters/{rank:03d}-{letter.kind}"
            part.add_json(
                f"{folder}/letter.json",
                {
                    "about": letter.kind,
                    "subject": letter.subject,
                    "date": self._works_day(letter.date),
                    "to": letter.recipient_ids.mapped("name"),
                    "copy": letter.copy_ids.mapped("name"),
                    "state": letter.state,
                    "sent_on": self._works_day(letter.date_sent),
                    "articles": letter._works_article_texts(),
                },
            )
            part.add(f"{folder}/letter.html", str(letter.body or "").encode())
            # Its PDF as it was printed once it was sent.
            self._works_add_files(part, folder, letter, absent)

    @api.model
    def _works_add_contract(self, part, market, absent):
        """Write amendments, subcontractors and what is joined to the market."""
        for rank, row in enumerate(market.amendment_ids.sorted("number"), 1):
            folder = f"{ROOT}/amendments/{rank:03d}"
            part.add_json(
                f"{folder}/amendment.json",
                {
                    "number": row.number,
                    "purpose": row.purpose,
                    "state": row.state,
                    "date": self._works_day(row.date),
                    "in_force_from": self._works_day(row.date_effect),
                },
            )
            self._works_add_files(part, folder, row, absent)
        for row in market.subcontract_ids.sorted("id"):
            folder = f"{ROOT}/subcontracts/{row.id}-{safe_name(row.display_name)}"
            part.add_json(
                f"{folder}/subcontractor.json", self._works_subcontract_facts(row)
            )
            self._works_add_files(part, folder, row, absent)
            for request in row.request_ids.sorted("id"):
                # A refusal holds by its receipt: it is joined to the request.
                own = f"{folder}/requests/{request.id}"
                self._works_add_files(part, own, request, absent)
        self._works_add_files(part, f"{ROOT}", market, absent)

    @api.model
    def _works_subcontract_facts(self, row):
        return {
            "subcontractor": self._works_party(row.partner_id),
            "accepted_on": self._works_day(row.dc4_date),
            "declared": self._works_money(row.declared_amount),
            "requests": [
                {
                    "number": request.number or None,
                    "received": self._works_day(request.date_received),
                    "asked": self._works_money(request.amount),
                    "decision": request.decision,
                    "decided": self._works_day(request.date_decision),
                    "agreed": self._works_money(request.accepted_amount),
                    "reason": request.reason or None,
                    "statement": request.statement_id.name or None,
                }
                for request in row.request_ids.sorted("id")
            ],
        }

    @api.model
    def _works_add_files(self, part, folder, record, absent, name=None):
        """Write what is joined to a record, whether in a field or beside it.

        :param name: of a file in a field, which has none of its own
        """
        domain = [
            ("res_model", "=", record._name),
            ("res_id", "in", record.ids),
            ("type", "=", "binary"),
            # Named, so that those of fields are found, too.
            ("id", "!=", 0),
            ("res_field", "not in", ["avatar_128"]),
        ]
        files = self.env["ir.attachment"].search(domain, order="id")
        for rank, file in enumerate(files, 1):
            shown = (file.res_field and (name or file.res_field)) or file.name or ""
            path = f"{folder}/files/{rank:02d}-{safe_name(shown)}"
            if file.raw and is_whole(file):
                part.add(path, file.raw)
            else:
                reason = self.env._("The document is gone from the server.")
                absent.append({"path": path, "reason": reason})
