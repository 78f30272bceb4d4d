# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...chorus import articles
from ...chorus.french import amount, day, euros


class ReportClaim(models.AbstractModel):
    """Letter and *état liquidatif*: what the client's accountant can paste."""

    _name = "report.chorus_pro_connector.report_claim"
    _description = "Claim of late payment interest"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return one page set for each client and company."""
        moves = self.env["account.move"].browse(docids)
        claims = moves._chorus_claims()
        groups = {}
        for move, owed in claims.items():
            key = (move.company_id, move.partner_id)
            groups.setdefault(key, []).append((move, owed))
        return {
            "doc_ids": docids,
            "doc_model": "account.move",
            "docs": moves,
            "letters": [
                self._chorus_letter(company, partner, rows)
                for (company, partner), rows in groups.items()
            ],
        }

    @api.model
    def _chorus_letter(self, company, partner, rows):
        today = fields.Date.context_today(self)
        total = sum(owed.total for _move, owed in rows)
        accounts = {move.partner_bank_id.acc_number for move, _owed in rows}
        return {
            "company": company,
            "partner": partner,
            # Who pastes the second page alone still knows who owes what to whom.
            "creditor": company.partner_id.company_registry or "",
            "debtor": partner.commercial_partner_id.company_registry or "",
            "date": day(today),
            "rows": [self._chorus_row(*row) for row in rows],
            "interest": euros(sum(owed.interest for _move, owed in rows)),
            "indemnity": euros(sum(owed.indemnity for _move, owed in rows)),
            "total": euros(total),
            "articles": [articles.article(key, today) for key in articles.CLAIM],
            "runs": any(not owed.settled for _move, owed in rows),
            "iban": accounts.pop() if len(accounts) == 1 else "",
        }

    @api.model
    def _chorus_row(self, move, owed):
        found = move._chorus_course()
        stop = found.interruption
        return {
            "number": move.name,
            "identifier": move.chorus_identifier,
            "commitment": move.purchase_order_reference or "",
            "start": day(found.start),
            "stop": f"{day(stop.notified)} – {day(stop.completed)}" if stop else "",
            "due": day(owed.due),
            "base": euros(owed.base),
            "rate": f"{amount(owed.rate)} %",
            "first": day(owed.first),
            "parts": [
                {
                    "amount": euros(part.amount),
                    "until": day(part.until),
                    "paid": bool(part.paid),
                    "days": part.days,
                    "interest": euros(part.interest),
                }
                for part in owed.parts
            ],
            "indemnity": euros(owed.indemnity),
            "total": euros(owed.total),
        }
