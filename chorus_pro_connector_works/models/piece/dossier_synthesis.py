# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One invoicing file at a glance: who holds it, since when, and what was admitted."""

from odoo import api, fields, models

from ..market.access import PRICES
from . import holders

HOLDERS = [
    (holders.US, "Us"),
    (holders.MOE, "Project manager"),
    (holders.MOA, "Client"),
    (holders.PAYER, "Payer"),
    (holders.VALIDATOR, "Holder or representative"),
    (holders.NOBODY, "Nobody: it is over"),
]


class ChorusWorksDossier(models.Model):
    _inherit = "chorus.works.dossier"

    currency_id = fields.Many2one(related="market_id.currency_id")
    client_id = fields.Many2one(related="market_id.client_id", string="Client (MOA)")
    moe_id = fields.Many2one(related="market_id.moe_id")
    last_piece_id = fields.Many2one(
        comodel_name="chorus.works.piece",
        compute="_compute_holder",
        compute_sudo=True,
        store=True,
        string="Now at",
        help="The piece that somebody has to deal with.",
    )
    holder = fields.Selection(
        selection=HOLDERS,
        compute="_compute_holder",
        compute_sudo=True,
        store=True,
        index=True,
        string="Held by",
    )
    date_held = fields.Datetime(
        string="Since", compute="_compute_holder", compute_sudo=True, store=True
    )
    days_held = fields.Integer(string="Days", compute="_compute_days_held")
    next_step = fields.Char(compute="_compute_next_step", string="What is awaited")
    claimed_net = fields.Monetary(
        string="Net we claimed", compute="_compute_admitted", groups=PRICES
    )
    claimed_total = fields.Monetary(
        string="Claimed incl. VAT", compute="_compute_admitted", groups=PRICES
    )
    admitted_piece_id = fields.Many2one(
        comodel_name="chorus.works.piece",
        compute="_compute_admitted",
        groups=PRICES,
        string="Admitted by",
    )
    admitted_net = fields.Monetary(
        string="Net admitted", compute="_compute_admitted", groups=PRICES
    )
    admitted_total = fields.Monetary(
        string="Admitted incl. VAT", compute="_compute_admitted", groups=PRICES
    )
    difference_total = fields.Monetary(
        string="Not admitted incl. VAT",
        compute="_compute_admitted",
        groups=PRICES,
        help="What we claimed and neither project manager nor client has admitted; "
        "below zero when they admitted more.",
    )

    def _works_chain(self):
        """Return the pieces of this file in their order."""
        return self.piece_ids.sorted(
            lambda piece: (piece.date or fields.Date.today(), piece._origin.id or 0)
        )

    def _works_last_piece(self):
        """Return the piece that nobody has answered by another yet."""
        chain = self._works_chain()
        waiting = chain.filtered(
            lambda piece: piece.status_code not in holders.PASSED_ON
        )
        return (waiting or chain)[-1:]

    @api.depends(
        "piece_ids.date",
        "piece_ids.depositor",
        "piece_ids.move_id.chorus_status",
        "piece_ids.move_id.chorus_status_date",
        "piece_ids.portal_status",
        "piece_ids.portal_status_date",
    )
    def _compute_holder(self):
        for dossier in self:
            last = dossier._works_last_piece()
            dossier.last_piece_id = last
            dossier.holder = holders.holder(last.status_code, last.depositor) or False
            dossier.date_held = last.chorus_status_date

    @api.depends("date_held")
    @api.depends_context("uid", "tz")
    def _compute_days_held(self):
        today = fields.Date.context_today(self)
        for dossier in self:
            held = dossier.date_held
            since = held and fields.Datetime.context_timestamp(dossier, held).date()
            dossier.days_held = (today - since).days if since else 0

    @api.depends(
        "holder",
        "last_piece_id.framework",
        "last_piece_id.depositor",
        "last_piece_id.chorus_state",
    )
    @api.depends_context("lang")
    def _compute_next_step(self):
        for dossier in self:
            dossier.next_step = dossier._works_next_step()

    def _works_next_step(self):
        """Return what is due from whoever holds the file."""
        framework = self.last_piece_id.framework
        awaited = {
            (holders.MOE, "A4"): self.env._("Instalment statement (A15 or A16)"),
            (holders.MOE, "A10"): self.env._("Instalment statement (A15 or A16)"),
            (holders.MOE, "A13"): self.env._("Instalment statement (A15 or A16)"),
            (holders.MOA, "A5"): self.env._("Validated instalment statement (A19)"),
            (holders.MOA, "A15"): self.env._("Validated instalment statement (A19)"),
            # The project manager is silent: the client pays what it admits.
            (holders.MOA, "A4"): self.env._("Validated instalment statement (A19)"),
            (holders.MOE, "A7"): self.env._("General statement (A17 or A18)"),
            (holders.MOE, "A14"): self.env._("General statement (A17 or A18)"),
            (holders.MOA, "A17"): self.env._("General statement (A20)"),
            (holders.MOA, "A22"): self.env._("General statement (A25)"),
            (holders.US, "A18"): self.env._("Sign it and deposit it (A8)"),
            (holders.US, "A20"): self.env._("Sign it and deposit it (A8)"),
        }
        general = {
            holders.US: self.env._("Complete or correct our piece"),
            holders.VALIDATOR: self.env._("Validation"),
            holders.PAYER: self.env._("Payment"),
        }
        if self.last_piece_id.depositor == self.holder != holders.US:
            return self.env._("Complete or correct its own piece")
        if self.holder == holders.US and self.last_piece_id.chorus_state == "refused":
            return self.env._("Cancel it by a credit note and state it anew")
        found = awaited.get((self.holder, framework))
        return found or general.get(self.holder, "")

    @api.depends(
        "piece_ids.amount_total", "piece_ids.amount_net", "piece_ids.depositor"
    )
    def _compute_admitted(self):
        for dossier in self:
            chain = dossier._works_chain()
            ours = chain.filtered(lambda piece: piece.depositor == holders.US)[-1:]
            theirs = (chain - ours).filtered(
                lambda piece: piece.depositor != holders.US
            )[-1:]
            dossier.claimed_net = ours.amount_net
            dossier.claimed_total = ours.amount_total
            dossier.admitted_piece_id = theirs
            dossier.admitted_net = theirs.amount_net
            dossier.admitted_total = theirs.amount_total
            dossier.difference_total = (
                ours.amount_total - theirs.amount_total if theirs and ours else 0.0
            )
