# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What keeps a works piece from being sent; see ``rule`` of the base addon."""

from odoo import models
from odoo.tools.translate import LazyTranslate

from odoo.addons.chorus_pro_connector.models.rule import DANGER, rule

from .account_move import VALIDATED

_lt = LazyTranslate(__name__)

STATEMENT = "chorus_works_statement_id"
MARKET = STATEMENT + ".market_id."
# Pieces that the project manager sees first (portal.md §4.2).
FOR_MOE = ("A4", "A7", *VALIDATED)


class AccountMove(models.Model):
    _inherit = "account.move"

    @rule(
        "works_statement",
        DANGER,
        "chorus_framework",
        "references",
        _lt(
            "Framework %(framework)s is one of a works statement, and this invoice is "
            "of none: make it from its market, or choose A1."
        ),
        number="works",
        depends=["chorus_framework", STATEMENT],
    )
    def _chorus_check_works_statement(self):
        if self._chorus_is_works() and not self._chorus_works_statement():
            return {"framework": self.chorus_framework}
        return None

    def _chorus_works_party(self, name):
        """Return the market and one of its parties, when this piece has a market."""
        market = self._chorus_works_statement().market_id
        return market, market[name].commercial_partner_id

    @rule(
        "works_moe",
        DANGER,
        STATEMENT,
        "market",
        _lt(
            "Market %(market)s names no project manager (maître d'œuvre) with a SIRET: "
            "Chorus Pro would return %(framework)s to you; complete the market."
        ),
        number="portal.md §4.2",
        depends=["chorus_framework", MARKET + "moe_id.company_registry"],
    )
    def _chorus_check_works_moe(self):
        if self.chorus_framework not in FOR_MOE:
            return None
        market, party = self._chorus_works_party("moe_id")
        if not market or party._chorus_siret():
            return None
        return {"market": market.number, "framework": self.chorus_framework}

    @rule(
        "works_moa",
        DANGER,
        STATEMENT,
        "market",
        _lt(
            "Market %(market)s names no client (maître d'ouvrage) with a SIRET: "
            "complete the market."
        ),
        number="portal.md §4.2",
        depends=["chorus_framework", MARKET + "client_id.company_registry"],
    )
    def _chorus_check_works_moa(self):
        if not self._chorus_is_works():
            return None
        market, party = self._chorus_works_party("client_id")
        if not market or party._chorus_siret():
            return None
        return {"market": market.number}

    @rule(
        "works_party_inactive",
        DANGER,
        STATEMENT,
        "market",
        _lt(
            "%(party)s, a party of market %(market)s, is no longer active in Chorus "
            "Pro: name the structure that replaced it in the market."
        ),
        number="portal.md §5.2, 1",
        depends=[
            "chorus_framework",
            MARKET + "moe_id.chorus_structure_state",
            MARKET + "holder_id.chorus_structure_state",
        ],
    )
    def _chorus_check_works_party_inactive(self):
        if not self._chorus_is_works():
            return None
        for name in ("moe_id", "holder_id"):
            market, party = self._chorus_works_party(name)
            # Of the client the base addon tells.
            if party.chorus_structure_state in ("inactive", "none"):
                return {"party": party.name, "market": market.number}
        return None

    @rule(
        "works_by_hand",
        DANGER,
        "chorus_framework",
        "invoice",
        _lt(
            "By the works mapping, %(framework)s is deposited by hand: print it and "
            "deposit it on the portal's site."
        ),
        number="works",
        live=True,
    )
    def _chorus_check_works_by_hand(self):
        if self.chorus_framework not in ("A7", "A8", "A22"):
            return None
        key = f"deposit.{self.chorus_framework}"
        way = self.env["chorus.works.mapping"]._get_value(key, self.company_id)
        return {"framework": self.chorus_framework} if way == "portal" else None

    @rule(
        "works_not_entitled",
        DANGER,
        "company_registry",
        "company",
        _lt(
            "Chorus Pro does not list %(company)s among the structures entitled to "
            "works invoices: ask for it on the portal, then read its lists again in "
            "the works mapping."
        ),
        number="portal.md §2.12",
        live=True,
    )
    def _chorus_check_works_not_entitled(self):
        if not self._chorus_is_works():
            return None
        if self.company_id._chorus_works_entitled():
            return None
        return {"company": self.company_id.display_name}

    def _chorus_issue_action(self, action, field=None):
        # EXTENDS 'chorus_pro_connector'
        statement = self._chorus_works_statement()
        if action == "market":
            label, record = self.env._("Open the market"), statement.market_id
        elif action == "statement":
            label, record = self.env._("Open the statement"), statement
        else:
            return super()._chorus_issue_action(action, field)
        record = record.with_env(self.env)
        if not record.has_access("read"):
            return None
        return label, record._get_records_action(name=label)
