# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...decompte.money import total
from ..market.numbers import exact

# Decisions that let the client pay.
AGREED = ("accepted", "partly", "tacit")


class ChorusWorksSubcontractRequest(models.Model):
    _inherit = "chorus.works.subcontract.request"

    statement_id = fields.Many2one(
        comodel_name="chorus.works.statement",
        string="Deducted by",
        domain="[('market_id', '=', market_id), ('state', '=', 'draft')]",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        check_company=True,
    )

    def write(self, vals):
        statements = self.statement_id if "statement_id" in vals else None
        if statements is not None and not self.env.su:
            statements._works_check_draft()
        done = super().write(vals)
        if statements is not None:
            if not self.env.su:
                self.statement_id._works_check_draft()
            (statements | self.statement_id)._works_touched()
        return done

    def _works_check_free(self):
        # EXTENDS: what a posted statement deducted is not decided again.
        result = super()._works_check_free()
        for request in self:
            if request.statement_id.state == "posted":
                raise UserError(
                    self.env._(
                        "%(request)s is deducted by %(statement)s, which is posted: "
                        "correct it in the next one.",
                        request=request.display_name,
                        statement=request.statement_id.name,
                    )
                )
        return result


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    request_ids = fields.One2many(
        comodel_name="chorus.works.subcontract.request",
        inverse_name="statement_id",
        string="Paid directly",
    )

    def _works_subcontracts(self):
        """Return what the client pays directly for this statement, without VAT."""
        self.ensure_one()
        rows = self.sudo().request_ids
        return total(exact(row.accepted_amount, 2) for row in rows)

    @api.model
    def _works_open_requests(self, market):
        """Return the requests that were agreed to and that no statement deducts."""
        return self.env["chorus.works.subcontract.request"].search(
            [
                ("market_id", "=", market.id),
                ("statement_id", "=", False),
                ("decision", "in", AGREED),
                ("subcontract_id.direct_payment", "=", True),
            ]
        )
