# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import RedirectWarning
from odoo.fields import Domain

from ..states import LEFT


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    proof_id = fields.Many2one(
        comodel_name="chorus.proof",
        string="Proofs exported with",
        readonly=True,
        copy=False,
        help="The archive of proofs that was downloaded with this deposit, or the "
        "waiver of an administrator.",
    )

    @api.model
    def _chorus_unproven(self, company=None):
        """Return the deposits that no downloaded archive holds, and nobody waived."""
        lines = self.env["chorus.flow.line"].sudo()
        domain = LEFT & Domain("flow_id.proof_id", "=", False)
        if company:
            domain &= Domain("company_id", "=", company.id)
        return lines.search(domain).flow_id

    @api.model
    def _chorus_check_proofs(self):
        """Refuse to go on while proofs would be lost.

        :raise RedirectWarning: with the way to the settings
        """
        flows = self._chorus_unproven()
        if not flows:
            return
        companies = flows.company_id.sudo()
        sentence = self.env._(
            "Uninstalling would delete proofs that nobody has exported (%(company)s, "
            "deposits: %(count)s): under Settings › Chorus Pro, press “Export proofs” "
            "and download the archives, or waive them there.",
            count=len(flows),
            company=", ".join(companies.mapped("name")),
        )
        raise RedirectWarning(
            sentence,
            self.env.ref("chorus_pro_connector.action_chorus_settings").id,
            self.env._("Go to the settings"),
        )
