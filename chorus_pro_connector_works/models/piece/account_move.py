# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_works_piece_ids = fields.One2many(
        comodel_name="chorus.works.piece",
        inverse_name="move_id",
        string="Works piece",
        readonly=True,
        copy=False,
    )

    @api.model
    def _chorus_own_fields(self):
        # EXTENDS 'chorus_pro_connector'
        return super()._chorus_own_fields() | {"chorus_works_piece_ids"}

    def _post(self, soft=True):
        # EXTENDS 'account': before super(), which makes the file that names the piece
        # before it.
        for move in self:
            if move._chorus_is_works() and move._chorus_works_statement():
                adjusts = move._chorus_works_statement().adjusts
                if not adjusts and not move._chorus_balances_refusal():
                    move._chorus_works_keep_piece()
        posted = super()._post(soft)
        for move in posted:
            if piece := move.sudo().chorus_works_piece_ids:
                piece.write({"number": move.name, "date": move.invoice_date})
        return posted

    def _chorus_works_keep_piece(self):
        """Make the piece of this invoice, or bring it up to date."""
        self.ensure_one()
        statement = self._chorus_works_statement()
        pieces = self.env["chorus.works.piece"].sudo()
        piece = self.sudo().chorus_works_piece_ids
        values = {
            "framework": self.chorus_framework,
            "amount_untaxed": self.amount_untaxed * self._chorus_works_sign(),
            "amount_total": self._chorus_stated_total() * self._chorus_works_sign(),
            "amount_net": statement.amount_net,
        }
        if self._chorus_states_whole():
            values["amount_untaxed"] = statement.amount_untaxed_cumulative
        if piece:
            piece.write(values)
            return
        refused = self._chorus_works_refused(statement)
        if refused.move_id:
            self._chorus_replace(refused.move_id)
        pieces.create(
            {
                "market_id": statement.market_id.id,
                "statement_id": statement.id,
                "move_id": self.id,
                # Its own number comes with posting.
                "number": self.name if self.name not in (False, "/") else f"#{self.id}",
                "date": self.invoice_date,
                "previous_id": refused.id,
                **values,
            }
        )

    def _chorus_works_sign(self):
        return -1 if self.move_type == "out_refund" else 1

    def _chorus_issue_alert(self, issue):
        # EXTENDS 'chorus_pro_connector': its statement changes, not the invoice.
        alert = super()._chorus_issue_alert(issue)
        statement = self._chorus_works_statement().with_env(self.env)
        if issue["action"] == "draft" and statement.has_access("read"):
            label = self.env._("Open the statement")
            alert["action_text"] = label
            alert["action"] = statement._get_records_action(name=label)
            alert.pop("action_call", None)
        return alert

    def _chorus_take_identifier(self, line, found):
        # EXTENDS 'chorus_pro_connector': the portal has given it an invoicing file.
        result = super()._chorus_take_identifier(line, found)
        piece = self.sudo().chorus_works_piece_ids
        if piece and found.dossier:
            dossiers = self.env["chorus.works.dossier"]
            piece.dossier_id = dossiers._works_of(piece.market_id, found.dossier)
        return result
