# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the pieces of project manager and client admit of a statement, beside ours."""

from odoo import api, fields, models
from odoo.tools import format_date

from ..market.access import PRICES

# Pieces of others that state an instalment, hence what is admitted of a month.
INSTALMENTS = ("A15", "A16", "A19")


class ChorusWorksPiece(models.Model):
    _inherit = "chorus.works.piece"

    @api.model
    def _works_take_rows(self, company, rows):
        # EXTENDS: what the portal says goes to the statement.
        pieces = super()._works_take_rows(company, rows)
        for piece in pieces.sorted("id"):
            piece._works_note_admitted()
        return pieces

    def _works_note_admitted(self):
        """Keep the net that another's piece admits on the statement it answers."""
        self.ensure_one()
        statement = self.dossier_id._works_statement()
        if self.framework in INSTALMENTS and self.amount_net and statement:
            if statement.amount_admitted != self.amount_net:
                statement.amount_admitted = self.amount_net


class ChorusWorksDossier(models.Model):
    _inherit = "chorus.works.dossier"

    def _works_statement(self):
        """Return the posted statement that this file is about, as code of ours."""
        self.ensure_one()
        statements = self.sudo().piece_ids.statement_id
        return statements.filtered(lambda row: row.state == "posted")[-1:]

    def action_open_statement(self):
        """Button *Statement*: where what was admitted is compared line by line."""
        self.ensure_one()
        statement = self._works_statement().with_env(self.env)
        return statement._get_records_action(name=statement.name)


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    dossier_id = fields.Many2one(
        comodel_name="chorus.works.dossier",
        string="Invoicing file",
        compute="_compute_dossier_id",
        groups=PRICES,
    )
    admitted_piece_id = fields.Many2one(
        comodel_name="chorus.works.piece",
        string="Admitted by",
        compute="_compute_dossier_id",
        groups=PRICES,
    )
    admitted_untaxed = fields.Monetary(
        string="Admitted, excl. VAT", compute="_compute_dossier_id", groups=PRICES
    )
    admitted_total = fields.Monetary(
        string="Admitted, incl. VAT", compute="_compute_dossier_id", groups=PRICES
    )
    admitted_net = fields.Monetary(
        string="Admitted, net to pay", compute="_compute_dossier_id", groups=PRICES
    )
    admitted_sentence = fields.Text(
        compute="_compute_admitted_sentence",
        groups=PRICES,
        export_string_translation=False,
    )

    @api.depends("piece_ids.dossier_id.piece_ids.amount_total")
    def _compute_dossier_id(self):
        for statement in self:
            dossier = statement.piece_ids.dossier_id[-1:]
            piece = dossier.admitted_piece_id
            statement.dossier_id = dossier
            statement.admitted_piece_id = piece
            statement.admitted_untaxed = piece.amount_untaxed
            statement.admitted_total = piece.amount_total
            statement.admitted_net = piece.amount_net

    @api.depends("admitted_total", "rectified_total", "starts_from", "state")
    @api.depends_context("lang")
    def _compute_admitted_sentence(self):
        for statement in self:
            sentences = statement._works_admitted_sentences()
            statement.admitted_sentence = "\n".join(sentences) or False

    def _works_admitted_sentences(self):
        """Yield what differs between claim and answer, and what explains it."""
        piece = self.admitted_piece_id
        money = self.currency_id
        if not piece or self.state != "posted" or self.adjusts:
            return
        gap = money.round(self.amount_total - piece.amount_total)
        if money.is_zero(gap):
            return
        words = {
            "piece": f"{piece.framework} {piece.number}",
            "claimed": money.format(self.amount_total),
            "admitted": money.format(piece.amount_total),
            "gap": money.format(abs(gap)),
        }
        if gap > 0:
            yield self.env._(
                "%(piece)s admits %(admitted)s incl. VAT of the %(claimed)s that we "
                "claimed: %(gap)s less.",
                **words,
            )
        else:
            yield self.env._(
                "%(piece)s admits %(admitted)s incl. VAT where we claimed %(claimed)s: "
                "%(gap)s more, to be claimed by the next statement.",
                **words,
            )
        explained = money.round(self.amount_total - self.rectified_total)
        left = money.round(gap - explained)
        if self.starts_from == "claimed" and not money.is_zero(left):
            yield self.env._(
                "The lines explain %(explained)s of it: type what was admitted "
                "of each until nothing is left (%(left)s now).",
                explained=money.format(explained),
                left=money.format(left),
            )

    def _works_admitted_reason(self):
        # EXTENDS: with the piece that says so.
        reason = super()._works_admitted_reason()
        piece = self.admitted_piece_id
        if not piece:
            return reason
        client = self.market_id.client_id
        own = self.with_context(lang=client.lang or self.env.lang)
        return own.env._(
            "Rectified by %(piece)s of %(day)s",
            piece=f"{piece.framework} {piece.number}",
            day=format_date(own.env, piece.date),
        )
