# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The base addon's inbox of validators, extended to works: whose market it is of."""

import logging

from odoo import api, fields, models

from odoo.addons.chorus_pro_connector.chorus import errors
from odoo.addons.chorus_pro_connector.chorus.portal import values

from ..market.access import PRICES

_logger = logging.getLogger(__name__)

# Frameworks whose validator is a holder or a representative (portal.md §3.4).
OF_SUBCONTRACTORS = ("A9", "A10")
OF_MEMBERS = ("A12", "A13", "A14")
OPEN = ("running", "received", "final")


class ChorusValidation(models.Model):
    _inherit = "chorus.validation"

    works_framework = fields.Char(
        string="Framework", readonly=True, help="A9, A10, A12, A13 or A14."
    )
    works_untaxed = fields.Monetary(
        string="Excl. VAT", readonly=True, help="As its supplier claims it."
    )
    works_market_id = fields.Many2one(
        comodel_name="chorus.works.market",
        string="Works market",
        readonly=True,
        index="btree_not_null",
        help="Ours, by the number that the request names.",
    )
    works_subcontract_id = fields.Many2one(
        comodel_name="chorus.works.subcontract",
        string="Works subcontractor",
        readonly=True,
        index="btree_not_null",
        help="Declared in the market, by the SIRET of who invoices.",
    )
    works_member_id = fields.Many2one(
        comodel_name="chorus.works.member",
        string="Joint contractor",
        readonly=True,
        index="btree_not_null",
    )
    works_request_id = fields.Many2one(
        comodel_name="chorus.works.subcontract.request",
        string="Request for payment",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=PRICES,
    )
    works_sentence = fields.Text(
        compute="_compute_works_sentence",
        export_string_translation=False,
        help="What the request means for its market.",
    )

    @api.model
    def _chorus_waiting(self, company, portal):
        # EXTENDS 'chorus_pro_connector': one more search, where there are markets.
        rows = super()._chorus_waiting(company, portal)
        domain = [("company_id", "=", company.id), ("state", "in", OPEN)]
        if self.env["chorus.works.market"].sudo().search_count(domain, limit=1):
            try:
                works = list(portal.works_to_validate())
            except errors.DataError as error:
                # Nobody has seen this search answer: simple invoices are read anyway.
                _logger.info("Works to validate of %s not read: %s", company.id, error)
                works = []
            rows |= {row.identifier: row for row in works}
        return rows

    @api.model
    def _chorus_refresh(self, company):
        # EXTENDS 'chorus_pro_connector': who was declared in the market meanwhile.
        result = super()._chorus_refresh(company)
        for row in self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("waiting", "=", True),
                ("works_framework", "in", OF_SUBCONTRACTORS),
                ("works_subcontract_id", "=", False),
            ]
        ):
            found = row._works_recognised(
                company, row.contract, row.supplier_siret, row.works_framework
            )
            if found["works_subcontract_id"]:
                row.write(found)
                row._works_keep_request(row.since)
        return result

    @api.model
    def _chorus_more_values(self, company, row, invoice):
        # EXTENDS 'chorus_pro_connector': what tells the market and who invoices.
        found = super()._chorus_more_values(company, row, invoice)
        block = values.member(invoice, "cadreDeFacturation")
        code = values.code(block.get("codeCadreFacturation")).partition("_")[0]
        total = values.member(invoice, "montantTotal")
        untaxed = values.to_amount(total.get("montantHtTotal"))
        return {
            **found,
            "works_framework": code or False,
            "works_untaxed": untaxed or 0.0,
            **self._works_recognised(company, row.contract, row.supplier, code),
        }

    @api.model
    def _works_recognised(self, company, contract, siret, framework):
        """Return the fields that name market and party, False where none is known."""
        own = self.sudo()
        markets = own.env["chorus.works.market"].search(
            [
                ("company_id", "=", company.id),
                ("number", "=", contract or "-"),
                ("state", "in", OPEN),
            ]
        )
        market = markets if len(markets) == 1 else markets.browse()
        contracts = market.subcontract_ids.filtered(
            lambda row: framework in OF_SUBCONTRACTORS and _is_of(row, siret)
        )
        members = market.member_ids.filtered(
            lambda row: framework in OF_MEMBERS and _is_of(row, siret)
        )
        return {
            "works_market_id": market.id,
            "works_subcontract_id": contracts[:1].id,
            "works_member_id": members[:1].id,
        }

    @api.depends(
        "works_market_id",
        "works_subcontract_id.remaining_amount",
        "works_member_id",
        "works_untaxed",
    )
    @api.depends_context("lang", "uid")
    def _compute_works_sentence(self):
        for row in self:
            contract = row.env["chorus.works.subcontract"]
            # Who types progress on a site reads markets, and no price of theirs.
            readable = row.works_market_id.has_access("read") and contract.has_access(
                "read"
            )
            row.works_sentence = readable and row.sudo()._works_say()

    def _works_say(self):
        """Return what somebody should know before deciding, False when it is nothing
        of works."""
        market, contract = self.works_market_id, self.works_subcontract_id
        if not market:
            return False
        if contract:
            return self._works_say_subcontractor(contract)
        if self.works_member_id:
            return self.env._(
                "Market %(market)s: %(partner)s is a joint contractor of it.",
                market=market.number,
                partner=self.works_member_id.partner_id.display_name,
            )
        return self.env._(
            "Market %(market)s knows no subcontractor nor joint contractor of SIRET "
            "%(siret)s: declare it there before you accept.",
            market=market.number,
            siret=self.supplier_siret,
        )

    def _works_say_subcontractor(self, contract):
        left, money = contract.remaining_amount, self.currency_id
        words = {
            "market": self.works_market_id.number,
            "partner": contract.partner_id.display_name,
            "declared": money.format(contract.declared_amount),
            "left": money.format(left),
            "asked": money.format(self.works_untaxed),
        }
        if not contract.dc4_date:
            return self.env._(
                "Market %(market)s: the client has not accepted %(partner)s yet (DC4), "
                "so nothing may be paid directly.",
                **words,
            )
        if self.waiting and money.compare_amounts(self.works_untaxed, left) > 0:
            return self.env._(
                "Market %(market)s, %(partner)s: %(asked)s excl. VAT asked, and only "
                "%(left)s is left of the %(declared)s declared.",
                **words,
            )
        return self.env._(
            "Market %(market)s, %(partner)s: %(left)s is left of the %(declared)s "
            "declared, excl. VAT.",
            **words,
        )


def _is_of(row, siret):
    """Tell whether a subcontractor or a member has this SIRET."""
    return bool(siret) and row.partner_id.commercial_partner_id._chorus_siret() == siret


class ChorusDecideWizard(models.TransientModel):
    _inherit = "chorus.decide.wizard"

    works_sentence = fields.Text(
        related="validation_id.works_sentence",
        related_sudo=False,
        export_string_translation=False,
    )
