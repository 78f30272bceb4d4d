# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...chorus.codes import MODE_SIGNED_PDF


class ChorusFlowDocument(models.Model):
    """One file beside the data of an invoice, or the PDF of the invoice itself."""

    _name = "chorus.flow.document"
    _inherit = ["chorus.handed.document"]
    _description = "Chorus Pro document of a flow"

    flow_id = fields.Many2one(
        comodel_name="chorus.flow",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(related="flow_id.company_id", store=True, index=True)
    main = fields.Boolean(
        string="Is the invoice", readonly=True, help="The PDF of the invoice itself."
    )
    attachment_id = fields.Many2one(
        help="Empty for the invoice itself, whose file is the flow's."
    )

    def _chorus_hand_over(self, portal, content):
        """Give the portal the bytes of this file; return its number of it.

        :raise PortalError: as :meth:`~..chorus.portal.client.PortalClient.deposit_pdf`
        """
        self.ensure_one()
        if not self.main:
            return portal.add_file(content, self.name)
        is_signed = self.flow_id.submission["modeDepot"] == MODE_SIGNED_PDF
        return portal.deposit_pdf(content, self.name, is_signed)
