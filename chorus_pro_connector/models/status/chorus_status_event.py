# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import api, fields, models

from ...chorus.codes import BY_SUPPLIER, invoice_status

# Key of a reason that nobody knows.
OTHER = "other"


class ChorusStatusEvent(models.Model):
    """One line of the portal's history of an invoice (portal.md §2.4).

    The comment of a refusal is the most valuable sentence of the whole exchange: it
    is kept for good, with its author.
    """

    _name = "chorus.status.event"
    _inherit = ["chorus.history.line"]
    _description = "Chorus Pro status event"

    label = fields.Char(string="Status", compute="_compute_label")
    comment = fields.Text(string="Reason", readonly=True)
    meaning = fields.Char(string="In plain words", compute="_compute_meaning")
    # Counted in the analysis of what clients send back.
    reason_key = fields.Char(
        compute="_compute_reason_key", store=True, export_string_translation=False
    )
    letter = fields.Char(string="Sentence to the client", compute="_compute_meaning")

    _event_unique = models.UniqueIndex(
        "(move_id, code, COALESCE(identifier, ''), COALESCE(date, 'epoch'))"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Keep what the history says.

        :raise SerializationFailure: another worker has read the same history meanwhile,
            which our transaction cannot see: as when two write on one row
        """
        try:
            return super().create(vals_list)
        except UniqueViolation as error:
            raise SerializationFailure(str(error)) from error

    @api.depends("comment", "code")
    @api.depends_context("lang")
    def _compute_meaning(self):
        reasons = self.env["chorus.reason"]
        for event in self:
            # What we wrote ourselves gives no reason.
            said = event.comment if event.code not in BY_SUPPLIER else False
            found = reasons._chorus_understand(said)
            event.meaning = found.sentence if found else False
            event.letter = found.letter if found else False

    @api.depends("comment")
    def _compute_reason_key(self):
        reasons = self.env["chorus.reason"]
        for event in self:
            found = reasons._chorus_understand(event.comment)
            unknown = OTHER if event.comment else False
            event.reason_key = found.key if found else unknown

    def action_chorus_give_meaning(self):
        """Open a new row of the table of reasons, with this text."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give this reason a meaning"),
            "res_model": "chorus.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_text": self.comment},
        }

    @api.depends("code")
    def _compute_label(self):
        for event in self:
            event.label = invoice_status(event.code).label
