# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ...chorus.portal.acts import HANDLED_REJECTION

_lt = LazyTranslate(__name__)

# What our own reading of a file leaves there.
OURS = "TELECHARGEMENT_FACTURE"

# What a history calls what people did (portal.md §3.5); other codes show as they are.
LABELS = {
    OURS: _lt("Invoice downloaded"),
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
        lines = self.search([("move_id", "=", move.id)])
        current = lines._chorus_of_now()
        known = {(line.code, line.identifier or line.date) for line in current}
        former = {(line.code, line.date): line for line in lines - current}
        fresh = {}
        for row in actions:
            moment = row.date and row.date.replace(microsecond=0)
            key = (row.code, row.identifier or moment or False)
            if row.code == OURS or key in known:
                continue
            if line := former.get((row.code, moment or False)):
                # The same, under another identifier of the invoice.
                line.invoice_identifier = move.chorus_identifier
                continue
            fresh[key] = {
                "move_id": move.id,
                "identifier": row.identifier,
                "code": row.code,
                "date": moment,
                "author": row.author,
            }
        self.create(list(fresh.values()))

    def _chorus_has_handled(self):
        return HANDLED_REJECTION in self.mapped("code")
