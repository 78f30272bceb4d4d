# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Depositing a piece as project manager: an act like the others, once.

No flow takes these frameworks (portal.md §3.4): the unconfirmed service of works does,
where a setting allows it. Whatever is asked about it is asked in the role MOE.
"""

from odoo import api, fields, models

from odoo.addons.chorus_pro_connector.chorus import errors

from ..act.act_deposit import Seen
from ..market.numbers import exact
from ..piece import holders
from .received_reading import LATE, TACIT_DESK

KIND = "issue"


class ChorusActIssue(models.AbstractModel):
    _name = "chorus.act.issue"
    _inherit = ["chorus.act.deposit"]
    _description = "Deposit a piece as project manager"

    ROLE = "MOE"

    @api.model
    def _chorus_label(self):
        return self.env._("Deposit as project manager")

    def _chorus_history(self, act, portal):
        # OVERRIDE chorus.act.way: the search is all that is known to answer a MOE.
        if found := self._works_found(act, portal):
            return Seen(found.status, [], [], found)
        previous = act.payload["previous"]
        if not previous:
            return Seen("", [], [])
        rows = self._works_search(portal, previous)
        draft = next((row for row in rows if row.identifier == act.identifier), None)
        if not draft:
            detail = "the draft is not there"
            raise errors.AnswerError("facturesTravaux/rechercher", 200, detail=detail)
        return Seen(draft.status, [], [])

    @api.model
    def _works_statuses(self, act):
        # OVERRIDE chorus.act.deposit
        if act.payload["framework"] == "A24":
            return TACIT_DESK
        return holders.MOE_DESK + LATE

    @api.model
    def _works_supplier(self, act):
        # OVERRIDE chorus.act.deposit
        return act.works_issued_id.supplier_siret

    @api.model
    def _works_is_it(self, act, row):
        # EXTENDS chorus.act.deposit: who numbers by hand may have given the number to
        # another piece, and taken for ours, that one would keep ours from leaving.
        if not super()._works_is_it(act, row):
            return False
        if dossier := act.works_issued_id._works_dossier_of(row):
            return row.dossier == dossier
        total = exact(act.payload["amounts"]["total"], 2)
        return row.amount is None or exact(row.amount, 2) == total

    def _chorus_send(self, act, portal):
        self._works_submit(act, portal)

    def _chorus_tell(self, act):
        # OVERRIDE chorus.act.way: the works are in other books than ours.
        issued, identifier = act.works_issued_id, act.payload["piece"]
        if issued._works_is_anothers(identifier):
            # Two people deposited the same at once: the first one is followed.
            issued.over = True
        else:
            issued.identifier = identifier

    def _chorus_read_status(self, act, portal):
        # OVERRIDE chorus.act.way: our piece, and what became of the draft.
        numbers = filter(None, (act.number, act.payload["previous"]))
        rows = [row for one in numbers for row in self._works_search(portal, one)]
        issued = act.works_issued_id
        issued._works_take(rows)
        if act.state == "lapsed" and not issued.identifier:
            # Somebody answered another way: nothing is awaited of this one.
            issued.over = True
        issued.received_id._works_follow_draft(rows)


class ChorusAct(models.Model):
    _inherit = "chorus.act"

    works_issued_id = fields.Many2one(
        comodel_name="chorus.works.issued",
        string="Piece as project manager",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model
    def _chorus_ways(self):
        # EXTENDS 'chorus_pro_connector'
        return {**super()._chorus_ways(), KIND: "chorus.act.issue"}

    def _works_is_works(self):
        # EXTENDS
        return super()._works_is_works() or bool(self.works_issued_id)

    def _chorus_language(self):
        # EXTENDS 'chorus_pro_connector': that of whoever deposits; no invoice tells.
        if self.works_issued_id and self.create_uid.lang:
            return self.create_uid.lang
        return super()._chorus_language()
