# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.chorus_pro_connector.chorus.codes import invoice_status
from odoo.addons.chorus_pro_connector.models.connection.answers import notification

from .received import ANSWERS, supplier_names

DEPOSITS = [
    ("next", "Next piece of an invoicing file"),
    ("initial", "Initial deposit: it opens a file"),
]


class ChorusWorksIssued(models.Model):
    """A piece that we deposited as project manager, or prepared for the portal's site.

    It is no entry of ours: the works are another firm's, the money the client's.
    """

    _name = "chorus.works.issued"
    _inherit = ["chorus.own.model"]
    _description = "Piece deposited as project manager"
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    received_id = fields.Many2one(
        comodel_name="chorus.works.received",
        string="Draft that it answers",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    deposit = fields.Selection(
        selection=DEPOSITS, string="Type of deposit", required=True, readonly=True
    )
    framework = fields.Selection(selection=ANSWERS, required=True, readonly=True)
    number = fields.Char(required=True, readonly=True, index=True)
    date = fields.Date(required=True, readonly=True)
    supplier_siret = fields.Char(string="Supplier SIRET", readonly=True)
    supplier = fields.Char(compute="_compute_supplier")
    market = fields.Char(string="Market number", readonly=True)
    commitment = fields.Char(string="Commitment number", readonly=True)
    # {party: [SIRET, code of its service]}, as chorus.act.deposit has it.
    parties = fields.Json(readonly=True, export_string_translation=False)
    # [{rate, base, tax}], in percent and euros.
    taxes = fields.Json(readonly=True, export_string_translation=False)
    untaxed = fields.Monetary(string="Admitted excl. VAT", readonly=True)
    tax = fields.Monetary(string="VAT admitted", readonly=True)
    total = fields.Monetary(string="Admitted incl. VAT", readonly=True)
    net = fields.Monetary(string="Admitted, net to pay", readonly=True)
    comment = fields.Text(readonly=True)
    by_hand = fields.Boolean(
        readonly=True, help="Prepared here, entered by a person on the portal's site."
    )

    # === What the portal says of it === #
    identifier = fields.Char(
        string="Chorus Pro identifier", readonly=True, index="btree_not_null"
    )
    dossier = fields.Char(string="Invoicing file", readonly=True)
    status = fields.Char(readonly=True, export_string_translation=False)
    status_date = fields.Datetime(string="Status since", readonly=True)
    status_comment = fields.Text(string="Reason", readonly=True)
    over = fields.Boolean(
        readonly=True, index=True, help="Nothing more is awaited of it."
    )
    act_ids = fields.One2many(
        comodel_name="chorus.act",
        inverse_name="works_issued_id",
        string="Acts at Chorus Pro",
        readonly=True,
    )
    act_alerts = fields.Json(compute="_compute_act_alerts")
    where = fields.Char(
        string="Where it stands",
        compute="_compute_where",
        help="Its status at Chorus Pro, or how far its deposit is.",
    )
    taken = fields.Boolean(compute="_compute_where", export_string_translation=False)
    document_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Documents",
        compute="_compute_document_ids",
        help="The PDF that people read, and what is joined.",
    )
    steps = fields.Text(string="On the site of Chorus Pro", compute="_compute_steps")

    _identifier_unique = models.UniqueIndex(
        "(company_id, identifier) WHERE identifier IS NOT NULL",
        "This piece is in the list already.",
    )

    @api.depends("supplier_siret")
    def _compute_supplier(self):
        names = supplier_names(self)
        for piece in self:
            piece.supplier = names.get(piece.supplier_siret, piece.supplier_siret)

    @api.depends("act_ids.state", "identifier")
    @api.depends_context("lang")
    def _compute_act_alerts(self):
        for piece in self:
            act = piece.sudo().act_ids[:1]
            waits = not piece.identifier and act and act.state != "done"
            alert = waits and act.state != "cancelled" and act._chorus_alert()
            piece.act_alerts = {"chorus_act": alert} if alert else False

    @api.depends("identifier", "status", "by_hand", "over", "act_ids.state")
    @api.depends_context("lang")
    def _compute_where(self):
        states = dict(
            self.env["chorus.act"]._fields["state"]._description_selection(self.env)
        )
        for piece in self:
            piece.taken = piece.sudo()._works_is_taken()
            if piece.status:
                piece.where = invoice_status(piece.status).label
            elif piece.by_hand and piece.over:
                piece.where = self.env._("Set aside")
            elif piece.by_hand:
                piece.where = self.env._("To be entered on the portal's site")
            else:
                piece.where = states.get(piece.sudo().act_ids[:1].state)

    @api.depends("act_ids.document_ids", "by_hand")
    def _compute_document_ids(self):
        files = self.env["ir.attachment"].sudo()
        for piece in self:
            found = piece.sudo().act_ids[:1].document_ids.attachment_id
            if piece.by_hand:
                domain = [("res_model", "=", self._name), ("res_id", "=", piece.id)]
                found = files.search(domain, order="id")
            piece.document_ids = found

    @api.depends("by_hand", "over", "identifier")
    @api.depends_context("lang")
    def _compute_steps(self):
        steps = self.env["chorus.works.steps"]
        for piece in self:
            waits = piece.by_hand and not piece.over and not piece.identifier
            piece.steps = waits and steps._works_issue_steps(piece)

    def _works_is_taken(self):
        """Tell whether the portal has this piece, or soon may."""
        act = self.act_ids[:1]
        waits = self.by_hand and not self.over
        return bool(self.identifier or act.is_open or act.state == "done" or waits)

    def _works_supersede(self):
        """Put aside what was to leave in the place of this piece, and did not."""
        same = [("received_id", "=", self.received_id.id)]
        if not self.received_id:
            same += [
                ("supplier_siret", "=", self.supplier_siret),
                ("number", "=", self.number),
            ]
        own = [
            ("company_id", "=", self.company_id.id),
            ("id", "!=", self.id),
            ("identifier", "=", False),
        ]
        self.search([*own, *same]).over = True

    # === Buttons === #

    def _works_check_user(self):
        self.check_access("read")
        self.env["account.move"].check_access("write")

    def action_again(self):
        """Button *Correct and deposit again*: the same window, with what was typed."""
        self.ensure_one()
        self._works_check_user()
        if self.sudo()._works_is_taken():
            raise UserError(
                self.env._(
                    "%(number)s is at Chorus Pro or on its way: it is not deposited "
                    "again.",
                    number=self.number,
                )
            )
        if self.received_id:
            return self.received_id.action_works_issue()
        return self.env["chorus.works.issue.wizard"]._works_open(issued=self)

    def action_works_initial(self):
        """Button *Initial deposit*: what came before it is on paper."""
        return self.env["chorus.works.issue.wizard"]._works_open()

    def action_put_aside(self):
        """Button *Put aside*: it was prepared, and is not entered at the portal."""
        self.ensure_one()
        self._works_check_user()
        if not self.by_hand or self.identifier:
            raise UserError(
                self.env._(
                    "%(number)s was sent from here, or Chorus Pro has it: only what "
                    "was prepared can be put aside.",
                    number=self.number,
                )
            )
        self._chorus_write({"over": True})
        sentence = self.env._("%(number)s is put aside.", number=self.number)
        return notification(self.env, "success", sentence)


class ChorusWorksReceived(models.Model):
    _inherit = "chorus.works.received"

    issued_ids = fields.One2many(
        comodel_name="chorus.works.issued",
        inverse_name="received_id",
        string="Our pieces",
        readonly=True,
    )
    act_alerts = fields.Json(compute="_compute_act_alerts")
    may_issue = fields.Boolean(
        compute="_compute_may_issue", export_string_translation=False
    )

    @api.depends("issued_ids.act_ids.state", "issued_ids.identifier")
    @api.depends_context("lang")
    def _compute_act_alerts(self):
        for row in self:
            row.act_alerts = row._works_last_issued().act_alerts

    @api.depends("waiting", "issued_ids.act_ids.state", "issued_ids.over")
    def _compute_may_issue(self):
        for row in self:
            busy = row._works_open_issue() or row._works_standing_answer()
            row.may_issue = row.waiting and not busy

    def _works_last_issued(self):
        """Return the last piece that was to answer this draft, may be empty."""
        return self.issued_ids.sorted("id")[-1:]

    def _works_open_issue(self):
        """Return the act that deposits our answer and is under way, if any."""
        return self.sudo().issued_ids.act_ids.filtered("is_open")[:1]

    def _works_standing_answer(self):
        """Return the answer that the portal has and that came to no end, if any: the
        portal may be late to say so of the draft."""
        return self.sudo().issued_ids.filtered(
            lambda piece: not piece.over
            and (piece.identifier or piece.act_ids[:1].state == "done")
        )[:1]

    def _works_check_issue(self):
        """Refuse what is answered already, or at this moment.

        :raise UserError: one sentence that says why
        """
        self.check_access("write")
        self.env["account.move"].check_access("write")
        if act := self._works_open_issue():
            raise UserError(act._chorus_under_way_sentence())
        if not self.waiting:
            raise UserError(
                self.env._(
                    "%(number)s no longer waits for us: nothing was sent; look at its "
                    "status.",
                    number=self.number,
                )
            )
        if standing := self._works_standing_answer():
            raise UserError(
                self.env._(
                    "%(answer)s answers %(number)s at Chorus Pro already: nothing was "
                    "sent; read Chorus Pro again until it shows that.",
                    answer=f"{standing.framework} {standing.number}",
                    number=self.number,
                )
            )

    def action_works_issue(self):
        """Button *Deposit our piece*: the window with the portal's three steps."""
        self.ensure_one()
        self._works_check_issue()
        return self.env["chorus.works.issue.wizard"]._works_open(received=self)
