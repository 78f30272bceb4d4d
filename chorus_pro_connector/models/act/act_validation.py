# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Accepting or refusing an invoice of others, as acts like the supplier's."""

from odoo import api, fields, models

from ...chorus.portal.acts import ACCEPT, REFUSE
from .chorus_validation import WAITING


class ChorusActAccept(models.AbstractModel):
    _name = "chorus.act.accept"
    _inherit = ["chorus.act.way"]
    _description = "Accept an invoice to validate"

    STATUSES = WAITING
    PROOFS = ("VALIDEE_1", "VALIDEE_2")

    @api.model
    def _chorus_label(self):
        return self.env._("Accept")

    def _chorus_send(self, act, portal):
        portal.decide_invoice(act.identifier, ACCEPT)

    def _chorus_done_sentence(self, act):
        return self.env._(
            "%(number)s is accepted: Chorus Pro sends it to the client.",
            number=act.number,
        )

    def _chorus_tell(self, act):
        # OVERRIDE chorus.act.way: the invoice is in other books than ours.
        return None

    def _chorus_read_status(self, act, portal):
        # OVERRIDE chorus.act.way
        act.validation_id._chorus_read(portal)


class ChorusActRefuse(models.AbstractModel):
    _name = "chorus.act.refuse"
    _inherit = ["chorus.act.accept"]
    _description = "Refuse an invoice to validate"

    PROOFS = ("REFUSEE_1", "REFUSEE_2")

    @api.model
    def _chorus_label(self):
        return self.env._("Refuse")

    def _chorus_send(self, act, portal):
        payload = act.payload
        portal.decide_invoice(
            act.identifier, REFUSE, payload["reason"], payload.get("comment") or ""
        )

    def _chorus_summary(self, act):
        payload = act.payload or {}
        said = (payload.get("reason"), payload.get("comment"))
        return " : ".join(filter(None, said)) or False

    def _chorus_done_sentence(self, act):
        return self.env._(
            "%(number)s is refused: its supplier reads the reason at Chorus Pro.",
            number=act.number,
        )


class ChorusAct(models.Model):
    _inherit = "chorus.act"

    validation_id = fields.Many2one(
        comodel_name="chorus.validation",
        string="Invoice to validate",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model
    def _chorus_ways(self):
        # EXTENDS 'chorus.act'
        return {
            **super()._chorus_ways(),
            "accept": "chorus.act.accept",
            "refuse": "chorus.act.refuse",
        }
