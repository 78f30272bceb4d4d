# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.chorus_pro_connector.chorus import documents, rules
from odoo.addons.chorus_pro_connector.models.act.chorus_document_kind import ANY_KIND
from odoo.addons.chorus_pro_connector.models.connection.answers import notification
from odoo.addons.chorus_pro_connector.models.connection.readable import check_readable
from odoo.addons.chorus_pro_connector.wizard.chorus_act_wizard import UNSUCCESSFUL

from ..models.act.act_back import COMPLETE


class ChorusWorksBackWizard(models.TransientModel):
    """What is answered when a piece without an invoice came back to us."""

    _name = "chorus.works.back.wizard"
    _description = "Complete a works piece without an invoice"

    dossier_id = fields.Many2one(
        comodel_name="chorus.works.dossier",
        string="Invoicing file",
        required=True,
        readonly=True,
    )
    piece_id = fields.Many2one(
        comodel_name="chorus.works.piece", required=True, readonly=True
    )
    company_id = fields.Many2one(related="dossier_id.company_id", related_sudo=False)
    # As the user may read them: not with the rights of Odoo.
    status_label = fields.Char(
        related="piece_id.chorus_status_label", string="Status", related_sudo=False
    )
    reason = fields.Text(
        related="piece_id.portal_comment", string="What was written", related_sudo=False
    )
    # What was read in this window, and no later question.
    asked_date = fields.Datetime(readonly=True, export_string_translation=False)
    announcement = fields.Text(
        compute="_compute_announcement", export_string_translation=False
    )
    by_hand = fields.Boolean(
        compute="_compute_announcement", export_string_translation=False
    )
    steps = fields.Text(
        string="On the site of Chorus Pro", compute="_compute_announcement"
    )
    comment = fields.Text(
        help="What is read beside the documents: 2,000 characters at most."
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Documents",
        help="What is asked for, 10 MB each at most.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base': nothing that was typed once is typed again.
        wizards = super().create(vals_list)
        # What was typed for a piece is shown to whoever may read that piece.
        wizards.piece_id.check_access("read")
        for wizard in wizards:
            piece = wizard.piece_id.sudo()
            wizard.asked_date = piece.portal_status_date
            last = piece.back_act_ids.sorted("id")[-1:]
            if last.state in UNSUCCESSFUL and last.reason == piece.portal_comment:
                wizard._works_prefill(last)
        return wizards

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS 'web'
        check_readable(self, values, ("dossier_id", "piece_id"))
        return super().onchange(values, field_names, fields_spec)

    def _works_prefill(self, act):
        """Show what an act held that did not succeed, in sudo."""
        self.comment = act.payload["comment"]
        self.attachment_ids = [
            Command.create({"name": row.name, "raw": row.attachment_id.raw})
            for row in act.document_ids
        ]

    @api.depends("piece_id")
    @api.depends_context("lang")
    def _compute_announcement(self):
        steps = self.env["chorus.works.steps"]
        for wizard in self:
            number, company = wizard.piece_id.number, wizard.company_id.sudo()
            wizard.by_hand = not company._works_acts_here()
            wizard.steps = wizard.by_hand and steps._works_steps(COMPLETE, number)
            if wizard.by_hand:
                wizard.announcement = steps._works_nothing_leaves(number)
            else:
                wizard.announcement = self.env._(
                    "The documents and the comment go through Chorus Pro to whoever "
                    "asked for them, under the same number %(number)s, which goes back "
                    "to that desk. What was signed does not change.",
                    number=number,
                )

    def action_complete(self):
        """Button *Complete*: one act at the portal, once."""
        self.ensure_one()
        self.env["account.move"].check_access("write")
        if self.by_hand:
            raise UserError(
                self.env._(
                    "Nothing was sent: this piece is completed on the portal's own "
                    "site, as the steps say."
                )
            )
        comment, joined = rules.readable(self.comment), self._works_documents()
        self.env["chorus.complete.wizard"]._chorus_check_said(comment, joined)
        values = self._works_piece_asked()._works_complete_values(comment)
        act = self.env["chorus.act"]._chorus_start_act(COMPLETE, values, joined)
        return notification(self.env, *act._chorus_result())

    def _works_piece_asked(self):
        """Return the piece, locked, as it was when this window was opened.

        :raise UserError: something else is asked now, or nothing any more
        """
        dossier = self.dossier_id
        dossier._works_lock_answer()
        piece = dossier._works_check_complete()
        asked = (self.piece_id.sudo(), self.asked_date)
        if (piece, piece.portal_status_date) != asked:
            raise UserError(dossier._works_moved_on_sentence())
        return piece

    def _works_documents(self):
        """Return [(name, code of its kind, bytes)].

        :raise UserError: the portal would refuse one of them
        """
        kinds = self.env["chorus.document.kind"]._chorus_read_list(self.company_id)
        kind = kinds.filtered(lambda row: row.code == ANY_KIND)[:1] or kinds[:1]
        answers = self.env["chorus.complete.wizard"]
        taken, joined = set(), []
        for attachment in self.attachment_ids:
            content = attachment.raw or b""
            answers._chorus_check_document(attachment.name, content)
            name = documents.free_name(attachment.name, taken)
            joined.append((name, kind.code or ANY_KIND, content))
        answers._chorus_check_weight(joined)
        return joined
