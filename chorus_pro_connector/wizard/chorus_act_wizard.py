# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..models.connection.answers import notification
from ..models.connection.readable import check_readable

# Ends of an act after which its window opens with what was typed then.
UNSUCCESSFUL = ("refused", "failed", "cancelled")


class ChorusActWizard(models.AbstractModel):
    """What each window of an act says: to which number, what was written, what comes.

    ``_chorus_kind`` is the kind of ``chorus.act`` that it does.
    """

    _name = "chorus.act.wizard"
    _description = "Act at Chorus Pro"
    _chorus_kind = ""

    move_id = fields.Many2one(
        "account.move", string="Invoice", required=True, readonly=True
    )
    # As the user may read them: not with the rights of Odoo.
    client_id = fields.Many2one(
        related="move_id.commercial_partner_id", string="Client", related_sudo=False
    )
    status_label = fields.Char(
        related="move_id.chorus_status_label", string="Status", related_sudo=False
    )
    status_date = fields.Datetime(
        related="move_id.chorus_status_date", string="Since", related_sudo=False
    )
    reason = fields.Text(
        related="move_id.chorus_status_comment",
        string="What was written",
        related_sudo=False,
    )
    meaning = fields.Char(
        string="In plain words",
        compute="_compute_meaning",
        help="What it means and what to do, where the reason is known.",
    )
    letter = fields.Char(string="What may be answered", compute="_compute_meaning")
    announcement = fields.Text(
        compute="_compute_announcement", export_string_translation=False
    )
    # The line of the history that is read in this window, and no later one.
    basis = fields.Char(readonly=True, export_string_translation=False)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base': nothing that was typed once is typed again.
        wizards = super().create(vals_list)
        for wizard in wizards:
            basis = wizard.move_id._chorus_last_event().identifier or False
            wizard.basis = basis
            last = wizard.move_id._chorus_current_acts().filtered(
                lambda act, basis=basis, kind=wizard._chorus_kind: act.kind == kind
                and act.basis == basis
                and act.state in UNSUCCESSFUL
            )[:1]
            wizard._chorus_prefill(last)
        return wizards

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS 'web'
        check_readable(self, values, ("move_id",))
        return super().onchange(values, field_names, fields_spec)

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_meaning(self):
        for wizard in self:
            found = self.env["chorus.reason"]._chorus_understand(wizard.reason)
            wizard.meaning = found.sentence if found else False
            wizard.letter = found.letter if found else False

    @api.depends("move_id")
    def _compute_announcement(self):
        for wizard in self:
            wizard.announcement = wizard._chorus_announcement()

    def _chorus_title(self):
        """Return what the window is called, as the button that opens it."""
        ways = self.env["chorus.act"]._chorus_ways()
        return self.env[ways[self._chorus_kind]]._chorus_label()

    def _chorus_announcement(self):
        """Return what will happen, to which number."""
        raise NotImplementedError

    def _chorus_prefill(self, last):
        """Fill the window in.

        :param last: act of this kind that did not succeed, may be empty; in sudo
        """

    def _chorus_do(self, payload, documents=()):
        """Do it; see ``account.move._chorus_intend``."""
        self.ensure_one()
        act = self.move_id._chorus_intend(
            self._chorus_kind, payload, documents, self.basis
        )
        return notification(self.env, *act._chorus_result())
