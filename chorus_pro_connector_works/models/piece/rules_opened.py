# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A file that others opened, its first steps on paper: ours is not sent twice."""

from odoo import models
from odoo.tools.translate import LazyTranslate

from odoo.addons.chorus_pro_connector.models.rule import WARNING, rule

from . import holders

_lt = LazyTranslate(__name__)

# Kind of our statement → pieces of others that may stand in its place.
IN_PLACE_OF = {
    "monthly": ("A15", "A16", "A19"),
    "final": ("A17", "A18", "A20"),
}


class AccountMove(models.Model):
    _inherit = "account.move"

    @rule(
        "works_opened_by_others",
        WARNING,
        "chorus_works_statement_id",
        "market",
        _lt(
            "%(piece)s opened an invoicing file of market %(market)s without us: send "
            "%(statement)s only if that piece does not answer it already."
        ),
        number="portal.md §4.2",
        live=True,
        asks=True,
    )
    def _chorus_check_works_opened_by_others(self):
        statement = self._chorus_works_statement()
        if not self._chorus_is_works() or not statement or self.chorus_identifier:
            return None
        piece = statement.sudo()._works_opened_by_others()
        if not piece:
            return None
        return {
            "piece": f"{piece.framework} {piece.number}",
            "market": statement.market_id.number,
            "statement": statement.name,
        }


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def _works_opened_by_others(self):
        """Return the first piece of a file without ours that may stand for this
        statement: of its kind, and not of before its month was over."""
        self.ensure_one()
        wanted = IN_PLACE_OF.get(self.kind, ())
        for dossier in self.market_id.dossier_ids:
            first = dossier._works_chain()[:1]
            ours = holders.US in dossier.piece_ids.mapped("depositor")
            if ours or first.framework not in wanted or not first.date:
                continue
            if first.date >= self.period_end:
                return first
        return self.env["chorus.works.piece"]
