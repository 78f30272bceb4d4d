# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.chorus_pro_connector.chorus.codes import invoice_status
from odoo.addons.chorus_pro_connector.chorus.rules import NUMBER_LENGTH

from ..market.numbers import exact

ANSWERS = [
    ("A15", "A15 – Instalment statement"),
    ("A16", "A16 – Validated instalment statement"),
    ("A17", "A17 – Draft general statement"),
    ("A18", "A18 – General statement"),
    ("A24", "A24 – Tacit general statement"),
]
# Framework of a draft → what a project manager may answer it by (portal.md §4.2).
FOLLOWS = {
    **dict.fromkeys(("A4", "A10", "A13"), ("A15", "A16")),
    **dict.fromkeys(("A7", "A14"), ("A17", "A18")),
    "A22": ("A24",),
}
TYPED = frozenset({"answer", "answer_number", "untaxed", "tax", "net", "comment"})


class ChorusWorksReceived(models.Model):
    """A draft that lies at our desk as project manager, and the piece that answers it.

    Its supplier's amounts stay; ours are those of our own piece.
    """

    _name = "chorus.works.received"
    _inherit = ["chorus.works.own.state"]
    _description = "Draft received as project manager"
    _order = "waiting desc, status_date, id desc"
    _rec_name = "number"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    identifier = fields.Char(
        string="Chorus Pro identifier", required=True, readonly=True, index=True
    )
    number = fields.Char(readonly=True)
    framework = fields.Char(readonly=True, help="A4, A7, A10, A13, A14 or A22.")
    supplier_siret = fields.Char(string="Supplier SIRET", readonly=True)
    supplier = fields.Char(compute="_compute_supplier")
    market = fields.Char(string="Market number", readonly=True)
    dossier = fields.Char(string="Invoicing file", readonly=True)
    date = fields.Date(string="Deposited on", readonly=True)
    asked_untaxed = fields.Monetary(string="Asked excl. VAT", readonly=True)
    asked_total = fields.Monetary(string="Asked incl. VAT", readonly=True)
    asked_net = fields.Monetary(string="Asked, net to pay", readonly=True)
    status = fields.Char(
        string="Status code", readonly=True, export_string_translation=False
    )
    status_label = fields.Char(string="Status", compute="_compute_status_label")
    status_date = fields.Datetime(string="At our desk since", readonly=True)
    waiting = fields.Boolean(readonly=True, index=True, help="It waits for our answer.")

    # === Our answer, as it is typed here or in the window that deposits it === #
    answer = fields.Selection(
        selection=ANSWERS,
        string="Our piece",
        compute="_compute_answer",
        store=True,
        readonly=False,
        help="What the project manager deposits as the next piece.",
    )
    answer_number = fields.Char(
        string="Its number", size=NUMBER_LENGTH, help="Ours, of 20 characters at most."
    )
    untaxed = fields.Monetary(string="Admitted excl. VAT")
    tax = fields.Monetary(string="VAT admitted")
    total = fields.Monetary(string="Admitted incl. VAT", compute="_compute_total")
    difference = fields.Monetary(string="Not admitted", compute="_compute_total")
    net = fields.Monetary(string="Admitted, net to pay")
    comment = fields.Text()

    _identifier_unique = models.Constraint(
        "UNIQUE (company_id, identifier)", "This draft is in the list already."
    )

    @api.model
    def _chorus_own_fields(self):
        return frozenset(self._fields.keys() - TYPED)

    @api.depends("supplier_siret")
    def _compute_supplier(self):
        names = supplier_names(self)
        for row in self:
            row.supplier = names.get(row.supplier_siret, row.supplier_siret)

    @api.depends("status")
    def _compute_status_label(self):
        for row in self:
            row.status_label = invoice_status(row.status or "").label

    @api.depends("framework")
    def _compute_answer(self):
        for row in self:
            row.answer = row.answer or FOLLOWS.get(row.framework, (False,))[0]

    @api.depends("untaxed", "tax", "asked_total")
    def _compute_total(self):
        for row in self:
            total = exact(row.untaxed, 2) + exact(row.tax, 2)
            row.total = float(total)
            row.difference = float(exact(row.asked_total, 2) - total)

    def _works_may_answer(self):
        """Return the frameworks of what may answer this draft."""
        return FOLLOWS.get(self.framework, ())

    @api.constrains("answer", "framework")
    def _check_answer(self):
        for row in self:
            may = row._works_may_answer()
            if row.answer and row.answer not in may:
                raise ValidationError(
                    self.env._(
                        "%(answer)s does not follow a draft %(framework)s: choose "
                        "%(may)s.",
                        answer=row.answer,
                        framework=row.framework,
                        may=self.env._(" or ").join(may) or "–",
                    )
                )

    def write(self, vals):
        # EXTENDS: what has left stays as it was sent.
        if not self.env.su and TYPED & vals.keys():
            for row in self:
                if not row.waiting:
                    raise UserError(
                        self.env._(
                            "%(number)s no longer waits for us: its answer stays.",
                            number=row.number,
                        )
                    )
        return super().write(vals)


def supplier_names(records):
    """Return {SIRET: name} of the suppliers of these records that are known here."""
    partners = records.env["res.partner"].search(
        [
            ("company_registry", "in", records.mapped("supplier_siret")),
            ("is_company", "=", True),
        ]
    )
    return {partner._chorus_siret(): partner.name for partner in partners}
