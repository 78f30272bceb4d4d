# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models

from ..status.account_move_chatter import paragraphs


class ChorusFlowLine(models.Model):
    """One invoice inside a deposit, as it was sent, and what became of it.

    Without it a partial rejection or a second sending would erase the first story.
    """

    _name = "chorus.flow.line"
    _inherit = ["chorus.own.model"]
    _description = "Chorus Pro flow line"
    _order = "id"
    _check_company_auto = True

    flow_id = fields.Many2one(
        comodel_name="chorus.flow",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(related="flow_id.company_id", store=True, index=True)
    # Of what was sent, or may have been, the database itself refuses the deletion; a
    # draft that never left is let go first (``account_move_deletion.py``).
    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Invoice",
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    number = fields.Char(string="Number sent", required=True, readonly=True, index=True)
    amount = fields.Monetary(string="Amount in the file", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    outcome = fields.Selection(
        selection=[
            ("pending", "Waiting"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
        ],
        default="pending",
        required=True,
        readonly=True,
    )
    error = fields.Text(string="Reason", readonly=True)
    explanation = fields.Char(string="In plain words", compute="_compute_explanation")
    problem = fields.Text(related="flow_id.error_message")
    identifier = fields.Char(
        string="Chorus Pro identifier", readonly=True, index="btree_not_null"
    )
    # History: the invoice was corrected, or its deposit given up, and it may be sent
    # anew.
    superseded = fields.Boolean(readonly=True, export_string_translation=False)

    # Whatever happens above, the database itself refuses a second live deposit.
    _one_live_deposit = models.UniqueIndex(
        "(move_id) WHERE superseded IS NOT TRUE",
        "This invoice already has a deposit under way.",
    )

    @api.depends("error")
    @api.depends_context("lang")
    def _compute_explanation(self):
        words = self.env["chorus.rejection.words"]
        for line in self:
            line.explanation = " ".join(words._chorus_explain(line.error)) or False

    def _chorus_rejection_advice(self):
        """Return what to do after a rejection; empty when its reason says that the
        number itself must change."""
        self.ensure_one()
        if self._chorus_number_is_taken():
            return ""
        if self.move_id._chorus_is_sealed():
            return self.env._(
                "Correct what the tab “Chorus Pro” holds, then send it again. The "
                "journal is secured: when its lines or its client must change, cancel "
                "it by a credit note and make a new invoice."
            )
        return self.env._(
            "Correct the invoice (reset it to draft when its lines or its client must "
            "change), then send it again; its number stays the same."
        )

    def _chorus_announce_rejection(self):
        """Tell the person in charge why the portal refused the file, and what to do."""
        for line in self.filtered("move_id"):
            move = line.move_id._chorus_in_company_language()
            line = line.with_env(move.env)
            head = move.env._(
                "Chorus Pro rejected the file of %(number)s.", number=line.number
            )
            reasons = Markup().join(
                Markup("<li>%s</li>") % reason
                for reason in (line.error or "").splitlines()
            )
            details = (
                line._chorus_rejection_advice(),
                reasons and Markup("<ul>%s</ul>") % reasons,
            )
            told = " ".join(filter(None, [head, line.explanation]))
            move._chorus_tell(told, *details)
            # Unless *Send & Print* made a PDF of it, nothing was sent after all.
            move.is_move_sent = bool(move.invoice_pdf_report_id)
            move._chorus_schedule(
                move.env._("Chorus Pro: file rejected"), paragraphs(told, *details)
            )
