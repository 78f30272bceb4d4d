# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Completing a piece of ours that no invoice stands for: an A8, A22 or A23."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..piece import holders

COMPLETE = "complete"


class ChorusActComplete(models.AbstractModel):
    _inherit = "chorus.act.complete"

    def _chorus_read_status(self, act, portal):
        # EXTENDS: of a piece without an invoice, only the search gives the status.
        result = super()._chorus_read_status(act, portal)
        if act.works_piece_id:
            act._works_read_pieces(portal, {act.number: act.identifier})
        return result


class ChorusAct(models.Model):
    _inherit = "chorus.act"

    works_piece_id = fields.Many2one(
        comodel_name="chorus.works.piece",
        string="Piece that is completed",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _works_is_works(self):
        # EXTENDS
        return super()._works_is_works() or bool(self.works_piece_id)


class ChorusWorksPiece(models.Model):
    _inherit = "chorus.works.piece"

    back_act_ids = fields.One2many(
        comodel_name="chorus.act",
        inverse_name="works_piece_id",
        string="Acts on this piece",
        readonly=True,
    )

    def _works_is_to_complete(self):
        """Tell whether this piece of ours waits for documents or words of ours, and no
        invoice has the button for it."""
        self.ensure_one()
        return bool(
            self.depositor == holders.US
            and not self.move_id
            and self.status_code in holders.ASKED
            and self.statement_id.move_id
        )

    def _works_complete_values(self, comment):
        """Return the values of the act that completes this piece."""
        since = fields.Datetime.to_string(self.portal_status_date)
        return {
            "company_id": self.company_id.id,
            "move_id": self.statement_id.move_id.id,
            "number": self.number,
            "identifier": self.identifier,
            "status": self.portal_status,
            "basis": False,
            "reason": self.portal_comment,
            "payload": {"comment": comment, "since": since or False},
            "works_piece_id": self.id,
        }


class ChorusWorksDossier(models.Model):
    _inherit = "chorus.works.dossier"

    is_to_complete = fields.Boolean(
        compute="_compute_is_to_complete", export_string_translation=False
    )

    @api.depends("last_piece_id.status_code", "piece_ids.back_act_ids.state")
    def _compute_is_to_complete(self):
        for dossier in self:
            last = dossier.sudo().last_piece_id
            waits = bool(last) and last._works_is_to_complete()
            dossier.is_to_complete = waits and not last.back_act_ids.filtered("is_open")

    def _works_check_complete(self):
        """Return the piece that is to be completed, for code that may read it.

        :raise UserError: none is, or somebody is at it
        """
        self.ensure_one()
        self.check_access("read")
        last = self.sudo().last_piece_id
        if act := last.back_act_ids.filtered("is_open")[:1]:
            raise UserError(act._chorus_under_way_sentence())
        if not last._works_is_to_complete():
            raise UserError(
                self.env._(
                    "No piece of ours waits to be completed in %(dossier)s: nothing "
                    "was done; read where it is now.",
                    dossier=self.display_name,
                )
            )
        return last

    def _works_lock_answer(self):
        """Keep others from answering in this file at the same moment.

        :raise UserError: somebody does
        """
        dossier = self.sudo()
        if not dossier.try_lock_for_update():
            raise UserError(
                self.env._(
                    "Somebody answers in %(dossier)s at this moment: nothing was sent; "
                    "look at the file again in a minute.",
                    dossier=dossier.display_name,
                )
            )
        dossier.invalidate_recordset()

    def _works_moved_on_sentence(self):
        return self.env._(
            "%(dossier)s has moved on since this window was opened: nothing was sent; "
            "open it again.",
            dossier=self.display_name,
        )

    def action_works_complete(self):
        """Button *Complete* of the file: the window of what our piece waits for."""
        self.env["account.move"].check_access("write")
        piece = self._works_check_complete()
        window = self.env["chorus.works.back.wizard"].create(
            {"dossier_id": self.id, "piece_id": piece.id}
        )
        label = self.env["chorus.act.complete"]._chorus_label()
        name = f"{label} · {piece.number}"
        return window._get_records_action(name=name, target="new")
