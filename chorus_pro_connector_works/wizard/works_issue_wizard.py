# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.chorus_pro_connector.chorus import rules
from odoo.addons.chorus_pro_connector.models.connection.cleaning import cleaned
from odoo.addons.chorus_pro_connector.models.connection.readable import check_readable

from ..models.manager.issued import DEPOSITS
from ..models.manager.received import ANSWERS
from ..models.market.numbers import exact
from .works_issue_wizard_line import line_values

STEPS = [
    ("deposit", "1. Deposit"),
    ("content", "2. References and amounts"),
    ("confirm", "3. Confirm"),
]
# What is typed of a received draft → where it is kept when the window closes.
KEPT = {
    "framework": "answer",
    "number": "answer_number",
    "untaxed": "untaxed",
    "tax": "tax",
    "net": "net",
    "comment": "comment",
}

# What is pasted brings along what nobody sees.
CLEANINGS = dict.fromkeys(
    ("number", "market", "commitment", "own_service"), rules.reference
)


def _partner(string, **values):
    domain = "[('is_company', '=', True)]"
    return fields.Many2one("res.partner", string=string, domain=domain, **values)


def _service(party, string):
    return fields.Many2one(
        comodel_name="chorus.service",
        string=string,
        compute=f"_compute_{party}_service_id",
        store=True,
        readonly=False,
        domain=f"[('partner_id', '=', {party}_id)]",
        help="Empty when the structure has none.",
    )


class ChorusWorksIssueWizard(models.TransientModel):
    """Our piece as project manager, in the three steps of the portal.

    What is typed about a received draft is kept there, whatever becomes of the window.
    """

    _name = "chorus.works.issue.wizard"
    _description = "Deposit a piece as project manager"

    step = fields.Selection(selection=STEPS, required=True, default="deposit")
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    received_id = fields.Many2one(
        comodel_name="chorus.works.received",
        string="Draft that it answers",
        readonly=True,
    )
    by_hand = fields.Boolean(
        compute="_compute_by_hand", export_string_translation=False
    )

    # === 1. Deposit === #
    deposit = fields.Selection(
        selection=DEPOSITS, string="Type of deposit", compute="_compute_deposit"
    )
    framework = fields.Selection(selection=ANSWERS, required=True, default="A15")
    issuer = fields.Char(compute="_compute_issuer")
    own_service = fields.Char(
        string="Code of our service",
        help="Our service at Chorus Pro; empty when we have none.",
    )
    source = fields.Selection(
        selection=[
            ("print", "Our print of the sums"),
            ("file", "A PDF that we join"),
        ],
        string="Document",
        required=True,
        default="print",
        help="What people read of this piece.",
    )
    file = fields.Binary(string="PDF")
    file_name = fields.Char(string="Name of the PDF")

    # === 2. References and amounts === #
    number = fields.Char(
        size=rules.NUMBER_LENGTH,
        help="Ours, of 20 characters at most; each piece has one.",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    supplier_id = _partner("Supplier", help="Whose works they are.")
    # As the user may read them: not with the rights of Odoo.
    supplier = fields.Char(
        related="received_id.supplier", string="Its supplier", related_sudo=False
    )
    market = fields.Char(string="Market number", size=50)
    commitment = fields.Char(string="Commitment number", size=50)
    client_id = _partner(
        "Client (MOA)",
        help="Of a next piece only where the file names another one: its parties are "
        "those of the draft.",
    )
    client_service_id = _service("client", "Service of the client")
    payer_id = _partner("Recipient", help="Who pays; empty: the client.")
    payer_service_id = _service("payer", "Service of the recipient")
    asked_untaxed = fields.Monetary(
        related="received_id.asked_untaxed", related_sudo=False
    )
    asked_total = fields.Monetary(related="received_id.asked_total", related_sudo=False)
    asked_net = fields.Monetary(related="received_id.asked_net", related_sudo=False)
    line_ids = fields.One2many(
        comodel_name="chorus.works.issue.wizard.line",
        inverse_name="wizard_id",
        string="Amounts by rate of VAT",
    )
    untaxed = fields.Monetary(string="Admitted excl. VAT", compute="_compute_amounts")
    tax = fields.Monetary(string="VAT admitted", compute="_compute_amounts")
    total = fields.Monetary(string="Admitted incl. VAT", compute="_compute_amounts")
    difference = fields.Monetary(string="Not admitted", compute="_compute_amounts")
    net = fields.Monetary(
        string="Admitted, net to pay",
        help="After retention, advance and what is paid to others.",
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment", string="Joined documents"
    )
    comment = fields.Text()

    # === 3. Confirm === #
    summary = fields.Text(compute="_compute_summary", export_string_translation=False)
    steps = fields.Text(string="On the site of Chorus Pro", compute="_compute_summary")

    # === Opening === #

    @api.model
    def _works_open(self, received=None, issued=None):
        """Open the window on a draft, on what could not be deposited, or on nothing.

        :param received: ``chorus.works.received`` that waits for us
        :param issued: ``chorus.works.issued`` that is to be deposited again
        """
        self.env["account.move"].check_access("write")
        if received:
            last = received._works_last_issued()
            wizard = self.create(self._works_of_draft(received, last))
        else:
            company = issued.company_id if issued else self.env.company
            if not company.chorus_works_manages:
                raise UserError(
                    self.env._(
                        "%(company)s does not act as project manager: tick it in the "
                        "settings of works contracts first.",
                        company=company.name,
                    )
                )
            wizard = self.create({"company_id": company.id})
            if issued:
                wizard._works_prefill_again(issued)
        return wizard._works_show()

    def _works_show(self):
        title = self.env._("Deposit as project manager")
        return self._get_records_action(name=title, target="new")

    @api.model
    def _works_of_draft(self, received, last):
        """Return the values of a window on a draft.

        :param last: ``chorus.works.issued`` that did not succeed, may be empty
        """
        rows = line_values(received.untaxed, received.tax)
        if (last.untaxed, last.tax) == (received.untaxed, received.tax):
            # As somebody shared them between their rates.
            rows = last.taxes or rows
        return {
            "company_id": received.company_id.id,
            "received_id": received.id,
            "market": received.market,
            "line_ids": [Command.create(row) for row in rows],
            "framework": received.answer,
            "number": received.answer_number,
            "net": received.net,
            "comment": received.comment,
        }

    def _works_prefill_again(self, issued):
        """Take over what was typed of a piece that could not be deposited."""
        partners = self.env["res.partner"]
        services = self.env["chorus.service"]
        found = {}
        for role, (siret, code) in (issued.parties or {}).items():
            domain = [("company_registry", "=", siret), ("is_company", "=", True)]
            partner = partners.search(domain, limit=1)
            of_it = [("partner_id", "=", partner.id), ("code", "=", code or "-")]
            found[role] = partner.id, services.search(of_it, limit=1).id, code
        nobody = (False, False, "")
        self.write(
            {
                "framework": issued.framework,
                "number": issued.number,
                "market": issued.market,
                "commitment": issued.commitment,
                "comment": issued.comment,
                "net": issued.net,
                "own_service": found.get("moe", nobody)[2],
                "supplier_id": found.get("supplier", nobody)[0],
                "client_id": found.get("moa", nobody)[0],
                "payer_id": found.get("recipient", nobody)[0],
                "line_ids": [Command.create(row) for row in issued.taxes or ()],
            }
        )
        self.client_service_id = found.get("moa", nobody)[1]
        self.payer_service_id = found.get("recipient", nobody)[1]

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base'
        return super().create([cleaned(vals, CLEANINGS) for vals in vals_list])

    def write(self, vals):
        # EXTENDS 'base'
        return super().write(cleaned(vals, CLEANINGS))

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS 'web'
        check_readable(self, values, ("received_id", "company_id"))
        return super().onchange(values, field_names, fields_spec)

    # === Shown === #

    @api.depends("received_id")
    def _compute_deposit(self):
        for wizard in self:
            wizard.deposit = "next" if wizard.received_id else "initial"

    @api.depends("company_id")
    def _compute_by_hand(self):
        for wizard in self:
            wizard.by_hand = not wizard.company_id._works_acts_here()

    @api.depends("company_id")
    def _compute_issuer(self):
        for wizard in self:
            company = wizard.company_id
            parts = (company.name, company._chorus_own_siret())
            wizard.issuer = " – ".join(filter(None, parts))

    @api.depends("client_id")
    def _compute_client_service_id(self):
        self._works_follow_service("client_id", "client_service_id")

    @api.depends("payer_id")
    def _compute_payer_service_id(self):
        self._works_follow_service("payer_id", "payer_service_id")

    def _works_follow_service(self, party, service):
        for wizard in self:
            structure = wizard[party].commercial_partner_id
            if wizard[service].partner_id != structure:
                wizard[service] = structure and structure._chorus_default_service()

    @api.depends("line_ids.base", "line_ids.tax", "asked_total")
    def _compute_amounts(self):
        for wizard in self:
            wizard.untaxed = float(sum(exact(row.base, 2) for row in wizard.line_ids))
            wizard.tax = float(sum(exact(row.tax, 2) for row in wizard.line_ids))
            total = exact(wizard.untaxed, 2) + exact(wizard.tax, 2)
            wizard.total = float(total)
            wizard.difference = float(exact(wizard.asked_total, 2) - total)

    @api.depends("step")
    @api.depends_context("lang")
    def _compute_summary(self):
        for wizard in self:
            last = wizard.step == "confirm"
            wizard.summary = last and wizard._works_say()
            wizard.steps = last and wizard.by_hand and wizard._works_portal_steps()

    # === Going through === #

    def action_next(self):
        """Button *Next*: go on once this step is right."""
        self.ensure_one()
        self._works_keep_typed()
        self._works_check_deposit()
        if self.step == "deposit":
            self.step = "content"
        elif self.step == "content":
            self._works_check_content()
            if self.source == "print":
                self._works_print()
            self.step = "confirm"
        return self._works_show()

    def action_back(self):
        """Button *Back*."""
        self.ensure_one()
        self._works_keep_typed()
        if self.step == "confirm" and self.source == "print":
            # Made anew once the sums are confirmed: an older one would say others.
            self.write({"file": False, "file_name": False})
        self.step = "content" if self.step == "confirm" else "deposit"
        return self._works_show()

    def _works_keep_typed(self):
        """Keep on the draft what was typed about it."""
        draft = self.received_id
        if draft.waiting and self.framework in draft._works_may_answer():
            draft.write({field: self[name] for name, field in KEPT.items()})
