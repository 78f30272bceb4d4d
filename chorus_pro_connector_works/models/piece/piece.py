# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.chorus_pro_connector.chorus.rules import NUMBER_LENGTH

from ..file.account_move import WORKS_FRAMEWORKS
from ..market.access import PRICES
from . import holders


class ChorusWorksPiece(models.Model):
    """One document of an invoicing file: what was or will be deposited, by whomever.

    Not each is an accounting entry: a signed general statement bills nothing again.
    """

    _name = "chorus.works.piece"
    _inherit = ["chorus.own.model", "chorus.state.icons"]
    _description = "Works piece"
    _order = "date desc, id desc"
    _rec_name = "number"

    market_id = fields.Many2one(
        comodel_name="chorus.works.market",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="market_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="market_id.currency_id")
    statement_id = fields.Many2one(
        comodel_name="chorus.works.statement",
        index="btree_not_null",
        ondelete="restrict",
    )
    move_id = fields.Many2one(
        comodel_name="account.move", index="btree_not_null", ondelete="cascade"
    )
    dossier_id = fields.Many2one(
        comodel_name="chorus.works.dossier",
        string="Invoicing file",
        index="btree_not_null",
    )
    previous_id = fields.Many2one(
        comodel_name="chorus.works.piece",
        string="Follows",
        index="btree_not_null",
        help="The piece of the same invoicing file that this one comes after, or "
        "stands in for.",
    )
    framework = fields.Selection(
        selection=[*WORKS_FRAMEWORKS, *holders.PORTAL_FRAMEWORKS], required=True
    )
    depositor = fields.Selection(
        selection=[
            (holders.US, "Us"),
            (holders.MOE, "Project manager"),
            (holders.MOA, "Client"),
        ],
        string="Deposited by",
        required=True,
        default=holders.US,
        index=True,
    )
    number = fields.Char(required=True, index=True)
    date = fields.Date()
    amount_untaxed = fields.Monetary(string="Excl. VAT", groups=PRICES)
    amount_total = fields.Monetary(string="Incl. VAT", groups=PRICES)
    amount_net = fields.Monetary(string="Net to pay", groups=PRICES)
    chorus_state = fields.Selection(related="move_id.chorus_state")
    chorus_past = fields.Boolean(related="move_id.chorus_past")
    chorus_flow_id = fields.Many2one(related="move_id.chorus_flow_id")

    _move_unique = models.UniqueIndex(
        "(move_id) WHERE move_id IS NOT NULL", "This invoice is a piece already."
    )
    # Others number their pieces as they like.
    _number_unique = models.UniqueIndex(
        "(company_id, number) WHERE depositor = 'us'",
        "A piece of this number exists already.",
    )

    def chorus_explain_state(self):
        """Return the sentences below the icon."""
        self.ensure_one()
        return self.move_id.chorus_explain_state() if self.move_id else []

    @api.model
    def _works_number_after(self, number, framework, company):
        """Return the number of the piece that follows one: its number and a suffix.

        :param number: of the draft final statement (A7)
        :raise UserError: the portal would refuse it, for its length or as taken
        """
        key = f"suffix.{framework}"
        suffix = self.env["chorus.works.mapping"]._get_value(key, company)
        found = f"{number}{suffix}"
        if len(found) > NUMBER_LENGTH:
            raise UserError(
                self.env._(
                    "“%(number)s” would have %(length)s characters, Chorus Pro takes "
                    "%(most)s: shorten the suffix in the works mapping.",
                    number=found,
                    length=len(found),
                    most=NUMBER_LENGTH,
                )
            )
        domain = [
            ("company_id", "=", company.id),
            ("number", "=", found),
            ("depositor", "=", holders.US),
        ]
        if self.sudo().search_count(domain, limit=1):
            raise UserError(
                self.env._(
                    "There is a piece “%(number)s” already: change the suffix in the "
                    "works mapping.",
                    number=found,
                )
            )
        return found
