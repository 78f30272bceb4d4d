# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from odoo.addons.chorus_pro_connector.chorus.rules import reference
from odoo.addons.chorus_pro_connector.models.connection.cleaning import cleaned
from odoo.addons.chorus_pro_connector.models.connection.readable import check_readable

TYPED = ("chorus_service_code", "chorus_commitment", "chorus_market")
CLEANINGS = dict.fromkeys(TYPED, reference)
# Values of an invoice that come from its order. Orders that differ in one of them are
# never invoiced together: the client pays each commitment on its own.
REFERENCES = ("buyer_reference", "purchase_order_reference", "contract_reference")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    chorus_client_id = fields.Many2one(
        related="partner_invoice_id.commercial_partner_id",
        string="Structure invoiced",
        export_string_translation=False,
    )
    chorus_concerned = fields.Boolean(
        string="For Chorus Pro", compute="_compute_chorus_concerned"
    )
    chorus_service_code = fields.Char(
        string="Service code",
        compute="_compute_chorus_service_code",
        store=True,
        readonly=False,
        precompute=True,
        help="Copied to the invoices of this order.",
    )
    chorus_service_id = fields.Many2one(
        comodel_name="chorus.service",
        string="Service",
        compute="_compute_chorus_service_id",
        inverse="_inverse_chorus_service_id",
        domain="[('partner_id', '=', chorus_client_id)]",
        help="Type any part of the code or of the name of the service.",
    )
    chorus_has_services = fields.Boolean(
        compute="_compute_chorus_has_services", export_string_translation=False
    )
    # Each order of the client has a commitment of its own.
    chorus_commitment = fields.Char(
        string="Commitment number",
        copy=False,
        help="Engagement juridique: the number of the client's own order. Copied to "
        "the invoices of this order.",
    )
    chorus_market = fields.Char(
        string="Market number", help="Copied to the invoices of this order."
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'sale'
        return super().create([cleaned(vals, CLEANINGS) for vals in vals_list])

    def write(self, vals):
        # EXTENDS 'sale'
        return super().write(cleaned(vals, CLEANINGS))

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS 'web': the service code and the checks are read with superuser rights.
        check_readable(self, values, ("partner_id", "partner_invoice_id"))
        return super().onchange(values, field_names, fields_spec)

    @api.depends("partner_invoice_id", "company_id")
    def _compute_chorus_concerned(self):
        for order in self:
            client = order.chorus_client_id.with_company(order.company_id)
            order.chorus_concerned = client.invoice_sending_method == "chorus_pro"

    @api.depends("partner_invoice_id")
    def _compute_chorus_service_code(self):
        for order in self:
            order.chorus_service_code = order._chorus_client_service().code

    @api.depends("chorus_service_code", "partner_invoice_id")
    def _compute_chorus_service_id(self):
        for order in self:
            order.chorus_service_id = (
                order.chorus_client_id.chorus_service_ids.filtered(
                    lambda service, code=order.chorus_service_code: service.code == code
                )[:1]
            )

    @api.depends("partner_invoice_id")
    def _compute_chorus_has_services(self):
        for order in self:
            order.chorus_has_services = bool(order.chorus_client_id.chorus_service_ids)

    @api.onchange("chorus_service_id")
    def _inverse_chorus_service_id(self):
        for order in self:
            known = order.chorus_client_id.chorus_service_ids.mapped("code")
            if order.chorus_service_id:
                order.chorus_service_code = order.chorus_service_id.code
            elif order.chorus_service_code in known:
                # The pick was taken back; a code that was typed has none, and stays.
                order.chorus_service_code = False

    def _chorus_client_service(self):
        """Return the service that the client invoiced wants, if one is sure."""
        self.ensure_one()
        contact = self.partner_invoice_id
        return (
            contact._chorus_default_service() if contact else contact.chorus_service_id
        )

    def _chorus_references(self):
        """Return the values of :data:`REFERENCES` for an invoice of this order.

        Always texts: Odoo sorts orders by them before it groups their invoices.
        """
        self.ensure_one()
        typed = reference(self.client_order_ref)
        codes = self.chorus_client_id.chorus_service_ids.mapped("code")
        # A service code typed as customer reference is understood on invoices too.
        service = typed if typed in codes else reference(self.chorus_service_code)
        return {
            "buyer_reference": service or self._chorus_client_service().code or "",
            "purchase_order_reference": reference(self.chorus_commitment),
            "contract_reference": reference(self.chorus_market),
        }

    # === Invoicing === #

    def _prepare_invoice(self):
        # EXTENDS 'sale'
        values = super()._prepare_invoice()
        values.update(self._chorus_references())
        contact = self.partner_invoice_id
        reference = (
            contact.chorus_client_reference
            or self.chorus_client_id.chorus_client_reference
        )
        # The reference that the client wants matters more than the number of our order.
        if reference and not self.client_order_ref:
            values["ref"] = reference
        return values

    def _get_invoice_grouping_keys(self):
        # EXTENDS 'sale'
        return super()._get_invoice_grouping_keys() + list(REFERENCES)
