# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.chorus_pro_connector.chorus import documents
from odoo.addons.chorus_pro_connector.models.connection.answers import notification
from odoo.addons.chorus_pro_connector.models.connection.readable import check_readable
from odoo.addons.chorus_pro_connector.models.en16931.price import to_cents

from ..models.act.act_next import FLOW, KIND, SERVICE
from ..models.act.following import Following
from ..models.act.next_piece import NEXT

PDF = b"%PDF-"


def pdf_name(name, framework):
    """Return the name of the PDF that people read of a piece, as the portal takes it.

    :param name: as somebody's file is called, may be empty
    """
    name = name or framework
    return name if name.lower().endswith(".pdf") else f"{name}.pdf"


class ChorusWorksNextWizard(models.TransientModel):
    """Our next piece of an invoicing file: what leaves, and under which number."""

    _name = "chorus.works.next.wizard"
    _description = "Deposit the next piece of an invoicing file"

    dossier_id = fields.Many2one(
        comodel_name="chorus.works.dossier",
        string="Invoicing file",
        required=True,
        readonly=True,
    )
    previous_id = fields.Many2one(
        comodel_name="chorus.works.piece",
        string="Piece that is followed",
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(related="dossier_id.company_id", related_sudo=False)
    currency_id = fields.Many2one(related="dossier_id.currency_id", related_sudo=False)
    statement_id = fields.Many2one(
        comodel_name="chorus.works.statement", string="Final statement", readonly=True
    )
    framework = fields.Selection(selection=NEXT, readonly=True)
    number = fields.Char(readonly=True, help="Each piece has a number of its own.")
    # As the user may read it: not with the rights of Odoo.
    reason = fields.Text(
        string="What was written",
        related="previous_id.portal_comment",
        related_sudo=False,
    )
    announcement = fields.Text(
        compute="_compute_announcement", export_string_translation=False
    )
    by_hand = fields.Boolean(readonly=True, export_string_translation=False)
    steps = fields.Text(
        string="On the site of Chorus Pro", compute="_compute_announcement"
    )
    signed_file = fields.Binary(
        string="Signed document",
        help="The PDF that was signed: it is what people read of this piece.",
    )
    signed_name = fields.Char(string="Name of the document")
    line_ids = fields.One2many(
        comodel_name="chorus.works.next.wizard.line",
        inverse_name="wizard_id",
        string="Amounts",
    )
    amount_untaxed = fields.Monetary(string="Excl. VAT", compute="_compute_amounts")
    amount_tax = fields.Monetary(string="VAT", compute="_compute_amounts")
    amount_total = fields.Monetary(string="Incl. VAT", compute="_compute_amounts")
    amount_net = fields.Monetary(
        string="Net to pay", help="As the general statement says it."
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base'
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard._works_prefill()
        return wizards

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS 'web'
        check_readable(self, values, ("dossier_id", "previous_id", "statement_id"))
        return super().onchange(values, field_names, fields_spec)

    def _works_prefill(self):
        found = self.dossier_id._works_check_next()
        statement = self._works_final_statement()
        move, company = statement.move_id, self.company_id
        pieces = self.env["chorus.works.piece"]
        self.write(
            {
                "framework": found.framework,
                "previous_id": found.previous.id,
                "statement_id": statement.id,
                "number": pieces._works_number_after(
                    move.name, found.framework, company
                ),
                "by_hand": self._works_is_by_hand(found.framework, move),
            }
        )
        self._works_prefill_amounts()

    def _works_final_statement(self):
        """Return the final statement whose lines the piece repeats.

        :raise UserError: this market has none
        """
        market = self.dossier_id.sudo().market_id
        final = market.statement_ids.filtered(
            lambda row: row.kind == "final" and row.state == "posted" and row.move_id
        )
        here = final & self.dossier_id.sudo().piece_ids.statement_id
        if statement := (here or final)[-1:]:
            return statement
        raise UserError(
            self.env._(
                "Market %(market)s has no posted final statement: its next piece has "
                "nothing to state; deposit it on the portal's site.",
                market=market.number,
            )
        )

    def _works_is_by_hand(self, framework, move):
        """Tell whether a person deposits this framework on the portal's site."""
        if move.move_type != "out_invoice":
            return True
        company = move.company_id
        if framework == "A23":
            return not company._works_acts_here()
        mapping = self.env["chorus.works.mapping"]
        return mapping._get_value(f"deposit.{framework}", company) == "portal"

    def _works_prefill_amounts(self):
        """Those of the statement; those of the general statement where it is one rate
        of VAT, and nobody has to share them."""
        if self.statement_id.move_id.move_type != "out_invoice":
            self.amount_net = self.statement_id.amount_net
            return
        following = self._works_following({}, None)
        terms = self._works_move()._works_following_terms(following)
        rows = [
            {
                "category": row["BT-118"],
                "rate": row.get("BT-119") or "0.00",
                "base": float(row["BT-116"]),
                "stated": float(row["BT-116"]),
            }
            for row in terms["BG-23"]
        ]
        previous, net = self.previous_id, float(terms["BT-115"])
        if self.framework == "A8" and previous.amount_total:
            if len(rows) == 1:
                rows[0]["base"] = previous.amount_untaxed
            net = previous.amount_net or net
        self.line_ids = [Command.create(row) for row in rows]
        self.amount_net = net

    # === Shown === #

    @api.depends("line_ids.base")
    def _compute_amounts(self):
        for wizard in self:
            wizard.amount_untaxed = sum(wizard.line_ids.mapped("base"))
            wizard.amount_tax = sum(wizard.line_ids.mapped("tax"))
            wizard.amount_total = wizard.amount_untaxed + wizard.amount_tax

    @api.depends("framework", "number", "by_hand")
    @api.depends_context("lang")
    def _compute_announcement(self):
        steps = self.env["chorus.works.steps"]
        for wizard in self:
            previous = wizard.previous_id
            words = {
                "number": wizard.number,
                "previous": f"{previous.framework} {previous.number}",
            }
            wizard.steps = wizard.by_hand and steps._works_steps(KIND, previous.number)
            if wizard.by_hand:
                text = self.env._(
                    "Nothing leaves from Odoo: the piece that follows %(previous)s is "
                    "deposited on the portal's own site, under the number %(number)s.",
                    **words,
                )
            elif wizard.framework == "A8":
                text = self.env._(
                    "The signed general statement goes to Chorus Pro under the number "
                    "%(number)s and follows %(previous)s: the finance service pays the "
                    "balance. Signed without reserve, it binds both sides. It makes no "
                    "entry in the books.",
                    **words,
                )
            elif wizard.framework == "A22":
                text = self.env._(
                    "The signed draft general statement goes to the client and to the "
                    "project manager under the number %(number)s and takes the place "
                    "of %(previous)s; the ten days of the client run from its receipt. "
                    "It makes no entry in the books.",
                    **words,
                )
            else:
                text = self.env._(
                    "The tacit general statement goes to the finance service under the "
                    "number %(number)s and follows %(previous)s. It makes no entry in "
                    "the books.",
                    **words,
                )
            wizard.announcement = text

    # === Doing === #

    def _works_move(self):
        """Return the invoice of the final statement; a user may write what is shown."""
        return self.sudo()._works_final_statement().move_id

    def _works_following(self, bases, net):
        previous, move = self.previous_id, self._works_move()
        pieces = self.env["chorus.works.piece"]
        return Following(
            self.framework,
            pieces._works_number_after(move.name, self.framework, move.company_id),
            fields.Date.context_today(self),
            (previous.number, previous.date),
            bases,
            net,
        )

    def _works_wanted(self):
        """Return the :class:`Following` as it stands in the window.

        :raise UserError: the amounts are not those of the general statement
        """
        previous, currency = self.previous_id, self.currency_id
        differ = currency.compare_amounts(self.amount_total, previous.amount_total)
        if self.framework == "A8" and previous.amount_total and differ:
            raise UserError(
                self.env._(
                    "%(piece)s says %(theirs)s including VAT and the amounts here make "
                    "%(ours)s: type those of the general statement, rate by rate.",
                    piece=f"{previous.framework} {previous.number}",
                    theirs=currency.format(previous.amount_total),
                    ours=currency.format(self.amount_total),
                )
            )
        if currency.compare_amounts(self.amount_net, self.amount_total) > 0:
            raise UserError(
                self.env._(
                    "The net to pay is above the total including VAT: correct one of "
                    "both."
                )
            )
        differ = currency.compare_amounts(self.amount_net, previous.amount_net)
        if self.framework == "A8" and previous.amount_net and differ:
            raise UserError(
                self.env._(
                    "%(piece)s says %(theirs)s net to pay and the amount here is "
                    "%(ours)s: type the one of the general statement.",
                    piece=f"{previous.framework} {previous.number}",
                    theirs=currency.format(previous.amount_net),
                    ours=currency.format(self.amount_net),
                )
            )
        bases = {
            (row.category, row.rate): to_cents(Decimal(str(row.base)))
            for row in self.line_ids
        }
        return self._works_following(bases, to_cents(Decimal(str(self.amount_net))))

    def _works_signed(self):
        """Return (name, bytes) of the signed PDF.

        :raise UserError: there is none, it is no PDF, or it is too heavy
        """
        wizard = self.with_context(bin_size=False)
        content = base64.b64decode(wizard.signed_file or b"")
        if not content.startswith(PDF):
            raise UserError(
                self.env._(
                    "Add the signed document as a PDF: it is what people read of this "
                    "piece. Nothing was sent."
                )
            )
        name = documents.free_name(pdf_name(self.signed_name, self.framework), set())
        self.env["chorus.complete.wizard"]._chorus_check_document(name, content)
        return name, content

    def action_deposit(self):
        """Button *Deposit*: one act at the portal, once."""
        self.ensure_one()
        self.env["account.move"].check_access("write")
        self.dossier_id.check_access("read")
        dossier = self.dossier_id.sudo()
        dossier._works_lock_answer()
        found = dossier._works_check_next()
        if (found.framework, found.previous) != (self.framework, self.previous_id):
            raise UserError(dossier._works_moved_on_sentence())
        if self._works_is_by_hand(self.framework, self._works_move()):
            raise UserError(
                self.env._(
                    "Nothing was sent: this piece is deposited on the portal's own "
                    "site, as the steps say."
                )
            )
        following, signed = self._works_wanted(), self._works_signed()
        values, documents = self._works_act(following, signed)
        act = self.env["chorus.act"]._chorus_start_act(KIND, values, documents)
        return notification(self.env, *act._chorus_result())

    def _works_act(self, following, signed):
        """Return (values, documents) of the act."""
        move, previous = self._works_move(), self.sudo().previous_id
        way = SERVICE if self.framework == "A23" else FLOW
        terms = move._works_following_terms(following)
        file = signed
        if way == FLOW:
            file = move._works_following_file(following, signed)
        mapping = self.env["chorus.works.mapping"]
        syntax = way == FLOW and mapping._get_value(
            f"syntax.{self.framework}", move.company_id
        )
        payload = {
            "way": way,
            "framework": self.framework,
            "previous": previous.number,
            "syntax": syntax,
            "date": fields.Date.to_string(following.date),
            "amounts": {
                "untaxed": float(terms["BT-109"]),
                "tax": float(terms["BT-110"]),
                "total": float(terms["BT-112"]),
                "net": float(terms["BT-115"]),
            },
        }
        values = {
            "company_id": move.company_id.id,
            "move_id": move.id,
            "number": following.number,
            "identifier": previous.move_id.chorus_identifier or previous.identifier,
            "status": previous.status_code,
            "basis": False,
            "reason": previous.portal_comment,
            "payload": payload,
            "works_previous_id": previous.id,
        }
        return values, [(file[0], way, file[1])]

    def action_prepare(self):
        """Button *Prepare*: number, amounts and document lie on the market, ready to be
        taken to the portal's site; nothing is sent, and nothing is said to be done."""
        self.ensure_one()
        self.env["account.move"].check_access("write")
        self.dossier_id._works_check_next()
        name, content = self._works_signed()
        market = self.dossier_id.market_id
        figures = [
            (self._fields[field]._description_string(self.env), self[field])
            for field in ("amount_untaxed", "amount_tax", "amount_total", "amount_net")
        ]
        lines = [
            self.env._(
                "Prepared for Chorus Pro, to be entered on its site; nothing was sent."
            ),
            f"{self.framework} {self.number}",
            *(
                f"{label} : {self.currency_id.format(value)}"
                for label, value in figures
            ),
        ]
        market.message_post(
            body="\n".join(lines),
            attachments=[(name, content)],
            subtype_xmlid="mail.mt_note",
        )
        sentence = self.env._(
            "Number, amounts and document lie in the messages of market %(market)s: "
            "take them to the portal's site. Nothing was sent.",
            market=market.number,
        )
        return notification(self.env, "info", sentence)
