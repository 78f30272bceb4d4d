# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Final pieces that leave too early: each answers something that must have happened."""

from odoo import fields, models
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from odoo.addons.chorus_pro_connector.models.rule import DANGER, rule

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

    def _chorus_works_general_row(self):
        """Return the delay of the client's general statement, None when none runs.

        It is asked of A22 only, which is sent once that delay is over.
        """
        market = self._chorus_works_statement().market_id.sudo()
        found = course.follow(market._works_facts(), market._works_terms())
        row = next((row for row in found if row.kind == k.GENERAL), None)
        return row if row and row.last else None

    @rule(
        "works_tacit_unproved",
        DANGER,
        "chorus_framework",
        "market",
        _lt(
            "A22 follows a final statement that project manager and client received, "
            "and market %(market)s knows no such receipts: type them on the market, "
            "tab “Receipts and delays”."
        ),
        number="works",
        live=True,
    )
    def _chorus_check_works_tacit_unproved(self):
        market = self._chorus_works_statement().market_id
        if self.chorus_framework != "A22" or not market:
            return None
        row = self._chorus_works_general_row()
        return None if row else {"market": market.number}

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
        market = self._chorus_works_statement().market_id
        if self.chorus_framework != "A22" or not market:
            return None
        row = self._chorus_works_general_row()
        if not row or fields.Date.context_today(self) > row.last:
            return None
        return {"day": format_date(self.env, row.last)}
