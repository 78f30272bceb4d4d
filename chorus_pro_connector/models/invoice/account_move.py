# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...chorus.codes import FRAMEWORKS_WITH_VALIDATOR, invoice_status
from ...chorus.rules import reference
from ..directory.res_partner import FORMAT_HELP, FORMATS
from ..states import INVOICE_STATES, LOCKED_STATES

# Kinds of lines that an invoice shows, of those of its entry.
SHOWN_LINES = ("product", "line_section", "line_subsection", "line_note")


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "chorus.own.fields"]

    # === What the file says === #
    buyer_reference = fields.Char(
        compute="_compute_buyer_reference",
        store=True,
        readonly=False,
        precompute=True,
        help="Code of the service of the client that handles the invoice, e.g. "
        "COMPTA-7. It stands on the client's order, and in the directory of Chorus "
        "Pro.",
    )
    purchase_order_reference = fields.Char(
        help="Commitment number (engagement juridique) of the client's order, e.g. "
        "1401234567. It stands on the order; the client's purchasing service knows it.",
    )
    contract_reference = fields.Char(
        help="Number of the public contract, where there is one, e.g. 2026-TVX-014. It "
        "stands on the signed contract.",
    )
    chorus_framework = fields.Selection(
        selection=[
            ("A1", "A1 – Supplier invoice"),
            ("A2", "A2 – Invoice already paid"),
            ("A9", "A9 – Subcontractor invoice"),
            ("A12", "A12 – Joint contractor invoice"),
        ],
        string="Invoicing framework",
        default="A1",
        help="Who invoices whom. A1: the ordinary invoice; A2: paid already, by card"
        " for instance; A9: a subcontractor's request for direct payment; A12: "
        "a joint contractor's.",
    )
    chorus_validator_siret = fields.Char(
        string="Validator SIRET",
        help="Who validates first, for example 555 123 456 00017. A9: SIRET of the "
        "holder of the contract, which stands on the DC4. A12: SIRET of the group's "
        "representative, which stands on the signed contract.",
    )
    chorus_vat_regime = fields.Selection(
        selection=[
            ("TVA_SUR_DEBIT", "VAT on debits"),
            ("TVA_SUR_ENCAISSEMENT", "VAT on receipts"),
            ("EXONERATION", "Exempt"),
            ("SANS_TVA", "Without VAT"),
        ],
        string="VAT regime",
        compute="_compute_chorus_vat_regime",
        store=True,
        readonly=False,
        help="When VAT falls due: on debits, as for goods, or on receipts, as for "
        "most services. Your accountant knows which one the company has chosen.",
    )
    chorus_format = fields.Selection(
        selection=FORMATS,
        string="Format of the file",
        help=FORMAT_HELP,
        compute="_compute_chorus_format",
        store=True,
        readonly=False,
        precompute=True,
    )
    chorus_attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="account_move_chorus_attachment_rel",
        string="Documents for Chorus Pro",
        copy=False,
        help="Documents that the client asks for, such as an order or a delivery "
        "note: they leave with the invoice, inside its file. The invoice itself"
        " is not joined here.",
    )

    # === What became of it === #
    chorus_flow_line_ids = fields.One2many(
        comodel_name="chorus.flow.line",
        inverse_name="move_id",
        string="Chorus Pro deposits",
        readonly=True,
        copy=False,
    )
    chorus_flow_id = fields.Many2one(
        comodel_name="chorus.flow",
        string="Chorus Pro flow",
        compute="_compute_chorus_flow_id",
        store=True,
        index="btree_not_null",
        compute_sudo=True,
        help="The deposit by which this invoice left. Chorus Pro numbers it, e.g. "
        "CPP0011117000000003986791: give this number to its support.",
    )
    chorus_identifier = fields.Char(
        string="Chorus Pro invoice identifier",
        readonly=True,
        copy=False,
        index=True,
        help="The number that Chorus Pro gave to this invoice, e.g. 1234567. It "
        "finds the invoice there, beside its own number.",
    )
    chorus_status = fields.Char(
        string="Chorus Pro status code", readonly=True, copy=False
    )
    chorus_status_label = fields.Char(
        string="Chorus Pro invoice status",
        compute="_compute_chorus_status_label",
        help="The status as Chorus Pro shows it, e.g. “Mise à disposition du "
        "destinataire”: the client has the invoice.",
    )
    chorus_status_date = fields.Datetime(
        string="Chorus Pro status date",
        readonly=True,
        copy=False,
        help="When Chorus Pro gave this status. From “Mise à disposition” on, the "
        "client's payment delay runs.",
    )
    chorus_status_comment = fields.Text(
        string="Reason given",
        readonly=True,
        copy=False,
        help="What the client or Chorus Pro wrote with the last status, e.g. why an "
        "invoice was refused.",
    )
    chorus_event_ids = fields.One2many(
        comodel_name="chorus.status.event",
        inverse_name="move_id",
        string="Chorus Pro history",
        readonly=True,
        copy=False,
    )

    # no ─ incomplete ─ waiting ─ ready: computed from the checks
    #  └→ queued → (unknown) → deposited → integrated → delivered → paid
    #                              │            │           ├→ action ──┘
    #                              └→ rejected  └───────────┴→ refused
    # Everything from ``queued`` on follows the last deposit and the portal's status.
    chorus_state = fields.Selection(
        selection=[(name, row.label) for name, row in INVOICE_STATES.items()],
        string="Chorus Pro",
        compute="_compute_chorus_state",
        store=True,
        index=True,
        copy=False,
        compute_sudo=True,
        help="Where the invoice stands between Odoo, Chorus Pro and the client. "
        "Point at the icon in the list to read why.",
    )
    chorus_issues = fields.Json(
        string="Chorus Pro checks",
        compute="_compute_chorus_state",
        store=True,
        copy=False,
        compute_sudo=True,
    )

    # === Computed === #

    @api.depends("partner_id")
    def _compute_buyer_reference(self):
        for move in self:
            service = (
                move.partner_id._chorus_default_service()
                if move.partner_id and move.is_sale_document()
                else None
            )
            move.buyer_reference = service.code if service else False

    @api.depends("partner_id", "move_type")
    def _compute_chorus_format(self):
        for move in self:
            client = move.partner_id.commercial_partner_id
            move.chorus_format = move.is_sale_document() and (
                client.chorus_format or FORMATS[0][0]
            )

    @api.depends("chorus_flow_line_ids.flow_id")
    def _compute_chorus_flow_id(self):
        for move in self:
            # Keep one that is history: what was sent can always be opened.
            move.chorus_flow_id = move.chorus_flow_line_ids.sorted("id")[-1:].flow_id

    @api.depends("chorus_status")
    def _compute_chorus_status_label(self):
        for move in self:
            code = move.chorus_status
            move.chorus_status_label = invoice_status(code).label if code else False

    def _chorus_shown_lines(self):
        """Return the lines that people see: those of ``invoice_line_ids``.

        Of an invoice that is saved they are taken from ``line_ids``, which taxes and
        terms have read already; Odoo would ask the database for its domain.
        """
        self.ensure_one()
        if not isinstance(self.id, int):
            return self.invoice_line_ids
        lines = self.line_ids
        # Filtered records forget the other invoices, whose lines are read with them.
        return lines.filtered(
            lambda line: line.display_type in SHOWN_LINES
        ).with_prefetch(lines._prefetch_ids)

    def _chorus_has_validator(self):
        """Tell whether the framework needs a validator (portal.md §5.2, rule 6)."""
        return self.chorus_framework in FRAMEWORKS_WITH_VALIDATOR

    def _chorus_is_works(self):
        """Tell whether this is a works invoice (*facture de travaux*): an addon's."""
        self.ensure_one()
        return False

    # === Copied from the contact === #

    @api.onchange("partner_id")
    def _onchange_chorus_partner_id(self):
        if not self.ref:
            self.ref = self._chorus_client_reference()

    @api.onchange("ref")
    def _onchange_chorus_ref(self):
        self._chorus_read_ref()

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account'
        moves = super().create(list(map(self._chorus_with_reference, vals_list)))
        for move, vals in zip(moves, vals_list, strict=True):
            if vals.get("ref"):
                move._chorus_read_ref()
        return moves

    @api.model
    def _chorus_with_reference(self, vals):
        """Return values to create, with the reference that the client wants."""
        kind = vals.get("move_type") or self.env.context.get("default_move_type")
        if vals.get("ref") or kind not in self.get_sale_types():
            return vals
        client = self.env["res.partner"].browse(vals.get("partner_id"))
        reference = client._chorus_wanted_reference()
        return {**vals, "ref": reference} if reference else vals

    def write(self, vals):
        result = super().write(vals)
        if vals.get("ref"):
            for move in self:
                move._chorus_read_ref()
        return result

    def _chorus_read_ref(self):
        """Understand a service code that was typed in the customer reference.

        That is what the older modules asked for; only a code of this structure counts.
        """
        self.ensure_one()
        if not self.is_sale_document() or not self.ref:
            return
        code = reference(self.ref)
        services = self.commercial_partner_id.chorus_service_ids
        if code != self.buyer_reference and code in services.mapped("code"):
            self.buyer_reference = code

    def _chorus_client_reference(self):
        """Return the reference the client wants on its invoices, if any."""
        if not self.is_sale_document():
            return False
        return self.partner_id._chorus_wanted_reference()

    # === Back to draft === #

    @api.depends("chorus_state")
    def _compute_show_reset_to_draft_button(self):
        # EXTENDS 'account'
        result = super()._compute_show_reset_to_draft_button()
        for move in self:
            if move.chorus_state in LOCKED_STATES:
                move.show_reset_to_draft_button = False
        return result

    def button_draft(self):
        # EXTENDS 'account'
        self._chorus_check_unlocked()
        return super().button_draft()

    def _chorus_forget_status(self):
        """Forget what the portal said of an earlier deposit; the history keeps it."""
        self._chorus_write(
            {
                "chorus_identifier": False,
                "chorus_status": False,
                "chorus_status_date": False,
                "chorus_status_comment": False,
            }
        )

    def button_cancel(self):
        # EXTENDS 'account'
        self._chorus_check_unlocked()
        return super().button_cancel()

    def _chorus_stated_total(self):
        """Return the total with VAT that the file states; an addon may state more than
        this invoice, such as all that its contract has come to."""
        self.ensure_one()
        return self.amount_total
