# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Windows of acts on works pieces: what happens, or what to do on the portal's site."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.chorus_pro_connector.chorus import rules
from odoo.addons.chorus_pro_connector.models.connection.answers import notification


class ChorusActWizard(models.AbstractModel):
    _inherit = "chorus.act.wizard"

    works_by_hand = fields.Boolean(
        compute="_compute_works_by_hand", export_string_translation=False
    )
    works_steps = fields.Text(
        string="On the site of Chorus Pro", compute="_compute_works_by_hand"
    )

    @api.depends("move_id")
    @api.depends_context("lang")
    def _compute_works_by_hand(self):
        steps = self.env["chorus.works.steps"]
        for wizard in self:
            move = wizard.move_id
            by_hand = move._chorus_is_works() and not move.company_id._works_acts_here()
            wizard.works_by_hand = by_hand
            wizard.works_steps = by_hand and steps._works_steps(
                wizard._chorus_kind, move.name
            )

    @api.depends("works_by_hand")
    def _compute_announcement(self):
        # EXTENDS 'chorus_pro_connector': what nobody does is not announced.
        result = super()._compute_announcement()
        for wizard in self.filtered("works_by_hand"):
            steps = self.env["chorus.works.steps"]
            wizard.announcement = steps._works_nothing_leaves(wizard.move_id.name)
        return result


class ChorusCompleteWizard(models.TransientModel):
    _inherit = "chorus.complete.wizard"

    def _chorus_announcement(self):
        # EXTENDS 'chorus_pro_connector'
        if not self.move_id._chorus_is_works():
            return super()._chorus_announcement()
        return self.env._(
            "The documents and the comment go through Chorus Pro to whoever asked for "
            "them, under the same number %(number)s, which goes back to that desk. The "
            "statement itself does not change.",
            number=self.move_id.name,
        )

    def action_works_prepare(self):
        """Button *Prepare*: comment and documents lie on the invoice, ready to be taken
        to the portal's site; nothing is sent, and nothing is said to be done."""
        self.ensure_one()
        self.move_id.check_access("write")
        comment = rules.readable(self.comment)
        documents = self._chorus_documents()
        if not documents and not comment:
            raise UserError(
                self.env._("Join a document or write a comment: nothing was prepared.")
            )
        self._works_keep_prepared(comment, documents)
        sentence = self.env._(
            "The comment and the documents lie in the messages of %(number)s: take "
            "them to the portal's site. Nothing was sent.",
            number=self.move_id.name,
        )
        return notification(self.env, "info", sentence)

    def _works_keep_prepared(self, comment, documents):
        move = self.move_id._chorus_in_company_language()
        head = move.env._(
            "Prepared for Chorus Pro, to be entered on its site; nothing was sent."
        )
        files = [(name, content) for name, _kind, content in documents]
        body = "\n".join(filter(None, (head, comment)))
        move.message_post(body=body, attachments=files, subtype_xmlid="mail.mt_note")


class ChorusRecycleWizard(models.TransientModel):
    _inherit = "chorus.recycle.wizard"

    def _chorus_announcement(self):
        # EXTENDS 'chorus_pro_connector'
        if not self.move_id._chorus_is_works():
            return super()._chorus_announcement()
        return self.env._(
            "Chorus Pro sends %(number)s on with the recipient, the service and the "
            "commitment number below, under the same number; lines, amounts and file "
            "do not change.",
            number=self.move_id.name,
        )
