# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...chorus.codes import MODE_SIGNED_PDF


class ChorusFlowDocument(models.Model):
    """One file handed to the portal beside the data of an invoice.

    The portal keeps each under a number of its own, which the invoice then names. A
    number once known is used again: what was handed over is not handed over twice.
    """

    _name = "chorus.flow.document"
    _inherit = ["chorus.own.model"]
    _description = "Chorus Pro document of a flow"
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
    name = fields.Char(string="Document", required=True, readonly=True)
    main = fields.Boolean(
        string="Is the invoice", readonly=True, help="The PDF of the invoice itself."
    )
    attachment_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="File",
        readonly=True,
        ondelete="restrict",
        bypass_search_access=True,
        help="Empty for the invoice itself, whose file is the flow's.",
    )
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)
    identifier = fields.Char(string="Chorus Pro identifier", readonly=True, copy=False)

    def _chorus_hand_over(self, portal, content):
        """Give the portal the bytes of this file; return its number of it.

        :raise PortalError: as :meth:`~..chorus.portal.client.PortalClient.deposit_pdf`
        """
        self.ensure_one()
        if not self.main:
            return portal.add_file(content, self.name)
        is_signed = self.flow_id.submission["modeDepot"] == MODE_SIGNED_PDF
        return portal.deposit_pdf(content, self.name, is_signed)
