# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Final pieces that leave too early: each answers something that must have happened."""

from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.chorus_pro_connector.models.rule import DANGER, day, rule

from ...decompte import course
from ...decompte import receipts as r
from ...decompte import rows as k

_lt = LazyTranslate(__name__)

# What lets the holder sign: the client's general statement, or a tacit one.
SIGNABLE = frozenset({r.GENERAL_MOA, r.GENERAL_MOE, r.TACIT_CONFIRMED})


class AccountMove(models.Model):
    _inherit = "account.move"

    @rule(
        "works_general_missing",
        DANGER,
        "chorus_framework",
        "market",
        _lt(
            "A8 is the signed general statement, and market %(market)s knows none of "
            "the client's: type its receipt on the market, tab “Receipts and delays”."
        ),
        number="works",
        live=True,
    )
    def _chorus_check_works_general_missing(self):
        market = self._chorus_works_statement().market_id
        if self.chorus_framework != "A8" or not market:
            return None
        known = {fact.kind for fact in market.sudo()._works_facts()}
        return None if known & SIGNABLE else {"market": market.number}

    def _chorus_works_tacit(self, code):
        """Return the values of one rule on the day of an A22, None when it is kept."""
        market = self._chorus_works_statement().market_id
        if self.chorus_framework != "A22" or not market:
            return None
        found = course.follow(
            market.sudo()._works_facts(), market.sudo()._works_terms()
        )
        last = next((row.last for row in found if row.kind == k.GENERAL), None)
        problem, values = market._works_tacit_problem(last) or ("", None)
        return values if problem == code else None

    @rule(
        "works_after_final",
        DANGER,
        "chorus_framework",
        "market",
        _lt(
            "The final statement of market %(market)s was received, and no monthly one "
            "is deposited after it: %(statement)s is in its totals already, have the "
            "project manager count it in the general statement."
        ),
        number="works",
        live=True,
    )
    def _chorus_check_works_after_final(self):
        statement = self._chorus_works_statement()
        market = statement.market_id.sudo()
        if not self._chorus_is_works() or statement.kind != "monthly":
            return None
        finals = market.statement_ids.filtered(
            lambda row: row.kind == "final"
            and row.state == "posted"
            and row.order_id == statement.order_id
        )
        if not finals or not market._works_final_received():
            return None
        return {"market": market.number, "statement": statement.name}

    @rule(
        "works_tacit_unproved",
        DANGER,
        "chorus_framework",
        "market",
        _lt(
            "A22 follows a final statement that project manager and client received, "
            "and market %(market)s does not know both days: type them in its tab "
            "“Receipts and delays”."
        ),
        number="works",
        live=True,
    )
    def _chorus_check_works_tacit_unproved(self):
        return self._chorus_works_tacit("works_tacit_unproved")

    @rule(
        "works_tacit_early",
        DANGER,
        "chorus_framework",
        "market",
        _lt(
            "The client may notify the general statement until %(day)s: A22 is sent "
            "after that day."
        ),
        number="works",
        live=True,
    )
    def _chorus_check_works_tacit_early(self):
        return self._chorus_works_tacit("works_tacit_early")


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    def _works_tacit_problem(self, last):
        """Return (code of the rule, values) that an A22 breaks today, None: it may go.

        :param last: day until which the client may notify the general statement, empty
            when nobody knows
        """
        self.ensure_one()
        if not last:
            return "works_tacit_unproved", {"market": self.number}
        if fields.Date.context_today(self) <= last:
            return "works_tacit_early", {"day": day(last)}
        return None
