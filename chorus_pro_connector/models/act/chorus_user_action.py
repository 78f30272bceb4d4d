# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ...chorus.portal.acts import HANDLED_REJECTION

_lt = LazyTranslate(__name__)

# What a history calls what people did (portal.md §3.5); other codes show as they are.
LABELS = {
    "TELECHARGEMENT_FACTURE": _lt("Invoice downloaded"),
    "ACQUITTEMENT_REJET": _lt("Refusal acknowledged"),
    "ACQUITTEMENT_SUSPENSION": _lt("Suspension acknowledged"),
    HANDLED_REJECTION: _lt("Refusal dealt with"),
}


class ChorusUserAction(models.Model):
    """What somebody did to an invoice at the portal, as its history keeps it."""

    _name = "chorus.user.action"
    _inherit = ["chorus.history.line"]
    _description = "Done by somebody at Chorus Pro"

    label = fields.Char(string="Done", compute="_compute_label")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_label(self):
        for action in self:
            known = LABELS.get(action.code)
            action.label = self.env._(known) if known else action.code

    @api.model
    def _chorus_keep(self, move, actions):
        """Keep what is new; our own downloads tell nothing.

        :param actions: list of :class:`~..chorus.portal.answers.UserAction`
        """
        rows = {
            (row.code, row.identifier or str(row.date)): row
            for row in actions
            if row.code != "TELECHARGEMENT_FACTURE"
        }
        known = (
            {
                (row.code, row.identifier or str(row.date or None))
                for row in self.search([("move_id", "=", move.id)])
            }
            if rows
            else set()
        )
        self.create(
            [
                {
                    "move_id": move.id,
                    "identifier": row.identifier,
                    "code": row.code,
                    "date": row.date and row.date.replace(microsecond=0),
                    "author": row.author,
                }
                for key, row in rows.items()
                if key not in known
            ]
        )

    def _chorus_has_handled(self):
        return HANDLED_REJECTION in self.mapped("code")
