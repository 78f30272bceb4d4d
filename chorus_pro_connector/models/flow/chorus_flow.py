# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...chorus.codes import (
    MODE_PDF,
    SYNTAX_CII,
    SYNTAX_FACTURX,
    SYNTAX_MIXED,
    SYNTAX_UBL,
    flow_status,
)
from ..connection.kept_bytes import sha256, storing
from ..states import LEFT, SENT_STATES

# Syntax → how it is deposited, where it is not as one file with a number and a report.
WAYS = {MODE_PDF: "chorus.deposit.pdf"}


class ChorusFlow(models.Model):
    """One deposit: a file handed to Chorus Pro, and what the portal says of it.

    Users read, only code writes (with ``sudo()``), and nothing that may have been
    sent is ever deleted. The bytes sent are kept in ``attachment_id``.
    """

    _name = "chorus.flow"
    _description = "Chorus Pro flow"
    _inherit = ["mail.thread", "chorus.protocol"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Flow reference",
        readonly=True,
        copy=False,
        index=True,
        help="The number that Chorus Pro gave to this deposit, e.g. "
        "CPP0011117000000003986791. Its support asks for it.",
    )
    date = fields.Date(
        string="Flow date",
        readonly=True,
        copy=False,
        help="The day on which Chorus Pro received the file.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    syntax = fields.Selection(
        selection="_chorus_selection_syntax",
        string="Flow syntax",
        default=SYNTAX_FACTURX,
        required=True,
        readonly=True,
        help="How the file is written: Factur-X is a PDF with its data inside; CII "
        "and UBL are data only.",
    )
    attachment_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="File sent to Chorus",
        readonly=True,
        copy=False,
        ondelete="restrict",
        bypass_search_access=True,
        help="The very file that Chorus Pro received, byte for byte.",
    )
    sha256 = fields.Char(
        string="SHA-256",
        readonly=True,
        copy=False,
        help="Fingerprint of the file: it proves that the file kept here is the one "
        "that was sent.",
    )
    line_ids = fields.One2many(
        comodel_name="chorus.flow.line",
        inverse_name="flow_id",
        string="Invoices sent",
        readonly=True,
        help="Each invoice as it was sent, and whether Chorus Pro took it.",
    )
    initial_invoice_ids = fields.Many2many(
        comodel_name="account.move",
        string="Initial invoices",
        compute="_compute_invoice_ids",
        search="_search_initial_invoice_ids",
    )
    invoice_ids = fields.Many2many(
        comodel_name="account.move",
        string="Invoices",
        compute="_compute_invoice_ids",
        search="_search_invoice_ids",
        help="The invoices still attached to this flow: not the rejected ones.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    status = fields.Char(
        string="Flow status",
        readonly=True,
        copy=False,
        tracking=True,
        help="The code of Chorus Pro, e.g. IN_INTEGRE: it has taken the file in. The"
        " words beside it say what it means.",
    )
    status_label = fields.Char(
        string="Status",
        compute="_compute_status_label",
        help="What Chorus Pro made of the file. “Intégré” says that it took the file"
        " in; it does not say that the client has the invoice.",
    )
    status_date = fields.Datetime(
        string="Last status update",
        readonly=True,
        copy=False,
        help="When Chorus Pro gave this status.",
    )
    notes = fields.Text(
        readonly=True,
        copy=False,
        help="What Chorus Pro answered, in its own words. TRA_MSG_00.000 or "
        "GCU_MSG_01_000 means: no error.",
    )
    error_message = fields.Text(
        string="Problem",
        readonly=True,
        copy=False,
        help="Why nothing goes on, and what to do.",
    )

    # === Protocol === #
    attempts = fields.Integer(
        readonly=True,
        copy=False,
        help="How many times Odoo tried to hand the file over.",
    )
    attempt_date = fields.Datetime(
        string="Last attempt",
        readonly=True,
        copy=False,
        help="When Odoo last tried to hand the file over.",
    )
    doubtful = fields.Boolean(
        string="Once in doubt",
        readonly=True,
        copy=False,
        help="A deposit of this file once stayed without a clear answer.",
    )
    # The invoices say that they were deposited.
    deposit_announced = fields.Boolean(
        readonly=True, copy=False, export_string_translation=False
    )
    next_check = fields.Datetime(
        string="Next automatic check",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When Odoo asks Chorus Pro by itself; “Update Flow Status” asks at once.",
    )
    check_count = fields.Integer(
        readonly=True,
        copy=False,
        help="How many times Odoo has asked what became of the file.",
    )

    @api.model
    def _chorus_selection_syntax(self):
        """Return the syntaxes of flows, in words; addons add those that they use."""
        return [
            (SYNTAX_FACTURX, self.env._("Factur-X PDF")),
            (SYNTAX_CII, self.env._("CII 16B XML")),
            (SYNTAX_UBL, self.env._("UBL Invoice XML")),
            (SYNTAX_MIXED, self.env._("UBL with the PDF inside")),
            (MODE_PDF, self.env._("PDF and its data")),
        ]

    # === Computed === #

    @api.depends("name", "attachment_id")
    def _compute_display_name(self):
        for flow in self:
            flow.display_name = (
                flow.name or flow.sudo().attachment_id.name or self.env._("New flow")
            )

    @api.depends("line_ids.move_id", "line_ids.outcome")
    def _compute_invoice_ids(self):
        for flow in self:
            flow.initial_invoice_ids = flow.line_ids.move_id
            flow.invoice_ids = flow.line_ids.filtered(
                lambda line: line.outcome != "rejected"
            ).move_id

    def _search_initial_invoice_ids(self, operator, value):
        return [("line_ids.move_id", operator, value)]

    def _search_invoice_ids(self, operator, value):
        kept = [("outcome", "!=", "rejected"), ("move_id", operator, value)]
        return [("line_ids", "any", kept)]

    @api.depends("status")
    def _compute_status_label(self):
        for flow in self:
            flow.status_label = flow.status and flow_status(flow.status).label

    # === Life of the record === #

    @api.model
    def _chorus_create(self, moves, send_date=None):
        """Record the intent to deposit ``moves``: a flow in state ``queued``.

        :param moves: customer invoices of one company and one format, for one file
        :param send_date: when it may leave, at once by default
        :return: the flow, still without its file
        """
        moves._chorus_give_up_deposits()
        return self.sudo().create(self._chorus_values(moves, send_date))

    @api.model
    def _chorus_values(self, moves, send_date=None):
        """Return the values of one flow; see :meth:`_chorus_create`."""
        send_date = send_date or fields.Datetime.now()
        return {
            "company_id": moves.company_id.id,
            "syntax": moves[:1]._chorus_syntax(),
            "send_date": send_date,
            "next_check": send_date,
            "line_ids": [
                fields.Command.create(
                    {
                        "move_id": move.id,
                        "number": move.name,
                        "amount": move._chorus_stated_total(),
                        "currency_id": move.currency_id.id,
                    }
                )
                for move in moves
            ],
        }

    def _chorus_way(self):
        """Return the model of the way of depositing: a file, or a plain PDF.

        :return: ``chorus.deposit.file``, or one that extends it
        """
        self.ensure_one()
        return self.env[WAYS.get(self.syntax, "chorus.deposit.file")]

    def _chorus_prepare_file(self, printed=None):
        """Make what is to leave, or make it again when its invoice has changed.

        After a doubt the portal may have it already: it stays as it was.

        :param printed: PDF of the only invoice (bytes), just printed and not stored yet

        :raise UserError: the file cannot be made; one sentence that says why
        """
        self.ensure_one()
        if self.doubtful and self.attachment_id and self.sha256:
            return
        lines = self._chorus_live_lines()
        if len(lines) == 1:
            file = lines.move_id._chorus_build_file(printed)
        elif not (file := self._chorus_collect_lot()):
            return
        name, content = file
        digest = sha256(content)
        if not self.attachment_id or digest != self.sha256:
            outdated = self.attachment_id
            self.write(
                {
                    "sha256": digest,
                    "syntax": lines[:1].move_id._chorus_syntax(),
                    "attachment_id": self._chorus_keep(name, content).id,
                }
            )
            outdated.unlink()
        # Of the new format, if it has changed.
        self._chorus_way()._chorus_put_beside(self)

    def _chorus_keep(self, name, content):
        """Store what is to leave; the flow's own attachment."""
        with storing(self.env, content):
            return self.env["ir.attachment"].create(
                {
                    "name": name,
                    "raw": content,
                    "res_model": self._name,
                    "res_id": self.id,
                    "company_id": self.company_id.id,
                }
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        # Given up is not unsent: its traces tell them apart.
        sent = self.filtered(lambda flow: flow.state in SENT_STATES)
        if sent or self.line_ids.filtered_domain(LEFT):
            raise UserError(
                self.env._(
                    "A flow that was sent, or may have been, is proof of the deposit: "
                    "it cannot be deleted."
                )
            )

    # === Words === #

    def _chorus_result(self):
        """Return (kind of notification, sentence) for whoever has just pressed
        *Send*."""
        self.ensure_one()
        if words := self._chorus_way()._chorus_answer_words(self):
            return words
        if self.error_message:
            kind = "danger" if self.state == "failed" else "warning"
            return kind, self.error_message
        if self.state in ("queued", "sending"):
            return "info", self.env._("The invoice is being sent to Chorus Pro.")
        return "success", self.env._(
            "Chorus Pro has received the file (flow %(flow)s). Its answer is fetched "
            "automatically within a few minutes.",
            flow=self.name,
        )
