# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An observation on what was admitted: a letter of a statement, and of no delay."""

from odoo import models
from odoo.exceptions import UserError

from ...decompte import rows as k
from ..file.words import euros
from .letter_values import table


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def action_letter_admitted(self):
        """Button *Write an observation*: to the project manager, copy to the client.

        :raise UserError: nothing differs
        """
        self.ensure_one()
        self.check_access("write")
        own = self.sudo()
        if not own._works_not_admitted():
            raise UserError(
                self.env._(
                    "Nothing is known to differ: %(statement)s was admitted as it was "
                    "claimed, or nobody answered it yet.",
                    statement=self.name,
                )
            )
        market = own.market_id
        letter = self.env["chorus.works.letter"]._works_draft_of(
            market,
            "admitted",
            own._works_admitted_values(),
            (market.moe_id or market.client_id, market.client_id),
            statement_id=own.id,
        )
        return letter._get_records_action()

    def _works_not_admitted(self):
        """Return what was claimed and not admitted, incl. VAT; 0.0 when it is none.

        As the piece of the other party says, else as the lines that a person typed.
        """
        self.ensure_one()
        admitted = self.admitted_total if self.admitted_piece_id else 0.0
        admitted = admitted or self.rectified_total
        return self.currency_id.round(self.amount_total - admitted)

    def _works_admitted_values(self):
        """Return what the letter names, as those of delays do."""
        delay = self.env["chorus.works.deadline"].new(
            {
                "market_id": self.market_id.id,
                "statement_id": self.id,
                "kind": k.INSTALMENT,
            }
        )
        gap = self._works_not_admitted()
        return {
            **delay._works_letter_values(),
            "admis": euros(self.amount_total - gap),
            "ecart": euros(gap),
            "tableau": self._works_admitted_table(),
        }

    def _works_admitted_table(self):
        rows = [
            (
                " ".join(filter(None, (row.code, row.name))),
                euros(row.cumulative_amount),
                euros(row.admitted_amount),
                euros(row.admitted_difference),
            )
            for row in self.line_ids
            if row.is_rectified
        ]
        piece = self.admitted_piece_id
        for label, name in (
            ("Total HT de la situation", "untaxed"),
            ("Total TTC", "total"),
            ("Net à payer", "net"),
        ):
            claimed = self[f"amount_{name}"]
            admitted = piece[f"amount_{name}"] if piece else self[f"rectified_{name}"]
            if claimed and admitted:
                figures = (claimed, admitted, admitted - claimed)
                rows.append((label, *map(euros, figures)))
        return table(("", "Demandé", "Admis", "Différence"), rows)
