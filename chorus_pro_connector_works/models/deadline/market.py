# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The delays of a market follow from its facts: computed again whenever one changes."""

import logging

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...decompte import course
from ...decompte import rows as k
from ..market.access import PRICES
from ..market.regime import DAYS

_logger = logging.getLogger(__name__)

# Fields of the market that its delays follow.
WATCHED = frozenset(
    {
        "date_reception_effect",
        "date_reception_notified",
        "date_reserves_lifted",
        "is_private",
        "is_reserves_first",
        "payment_days",
        "regime_id",
        "role",
        "state",
        "user_id",
        "warranty_months",
        *DAYS,
    }
)


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    event_ids = fields.One2many(
        comodel_name="chorus.works.event",
        inverse_name="market_id",
        string="Receipts and notifications",
        groups=PRICES,
    )
    deadline_ids = fields.One2many(
        comodel_name="chorus.works.deadline",
        inverse_name="market_id",
        string="Delays",
        readonly=True,
        groups=PRICES,
    )
    open_deadline_count = fields.Integer(
        compute="_compute_open_deadline_count", groups=PRICES
    )

    @api.depends("deadline_ids.state")
    def _compute_open_deadline_count(self):
        groups = self.env["chorus.works.deadline"]._read_group(
            [("market_id", "in", self.ids), ("is_open", "=", True)],
            ["market_id"],
            ["__count"],
        )
        counts = {market.id: count for market, count in groups}
        for market in self:
            market.open_deadline_count = counts.get(market.id, 0)

    def write(self, vals):
        # EXTENDS: a date of the acceptance, a delay of the contract.
        result = super().write(vals)
        if WATCHED & vals.keys():
            self._works_refresh_deadlines()
        return result

    def _works_refresh_deadlines(self):
        """Compute the delays of these markets again, store them, tell what moved."""
        for market in self.sudo():
            # Who computes at the same time waits: a row is made once.
            self.env.cr.execute(
                SQL(
                    "SELECT id FROM chorus_works_market WHERE id = %s"
                    " FOR NO KEY UPDATE",
                    market.id,
                )
            )
            found = ()
            if not market.is_private and market.state != "draft":
                found = course.follow(market._works_facts(), market._works_terms())
            market._works_store_deadlines(found)

    def _works_store_deadlines(self, found):
        """Store what was computed, and tell in the chatter of each date that moved.

        :param found: :class:`~..decompte.rows.Row`
        """
        self.ensure_one()
        deadlines = self.env["chorus.works.deadline"].sudo()
        # Nobody is told that a delay exists; activities say what to do.
        deadlines = deadlines.with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True
        )
        known = {(row.kind, row.subject): row for row in self.deadline_ids}
        before = [known_row(row) for row in known.values()]
        moves = course.moved(before, found)
        gone = self.deadline_ids
        for row in found:
            values = deadlines._works_values(row)
            stored = known.get((row.kind, row.subject))
            if stored:
                stored._works_store(values)
                gone -= stored
            else:
                deadlines.create({"market_id": self.id, **values})
        for move in moves:
            self._works_tell_move(move, known[move.kind, move.subject])
        gone._works_forget()
        self.deadline_ids._works_plan_activities()

    def _works_tell_move(self, move, row):
        """No date goes another way in silence."""
        language = self.company_id.partner_id.lang or self.env.lang
        told = self.with_context(lang=language)
        words = {
            "delay": row.with_context(lang=language).display_name,
            "before": format_date(told.env, move.before),
        }
        if move.after:
            text = told.env._(
                "%(delay)s: the last day moves from %(before)s to %(day)s.",
                day=format_date(told.env, move.after),
                **words,
            )
        else:
            text = told.env._("%(delay)s: %(before)s no longer holds.", **words)
        told._message_log(body=text)

    @api.model
    def _cron_works_deadlines(self):
        """Compute the delays of all markets that are not over, each by itself."""
        domain = [
            ("is_private", "=", False),
            ("state", "in", ("running", "received", "final")),
        ]
        markets = self.sudo().search(domain)
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(markets))
        for market in markets:
            try:
                market._works_refresh_deadlines()
                self.env.flush_all()
            except Exception:
                # One market whose data is broken keeps nobody else waiting.
                self.env.cr.rollback()
                _logger.exception("Delays of works market %s not computed", market.id)
            if not progress._commit_progress(1):
                return

    def action_open_deadlines(self):
        """Button *To do*: the delays of this market, those that run first."""
        action = self._works_open("chorus.works.deadline", self.env._("Delays"))
        action["context"]["search_default_open"] = True
        return action


class ChorusWorksDeadline(models.Model):
    _inherit = "chorus.works.deadline"

    def _works_forget(self):
        """Drop delays that nothing speaks of any more."""
        self.unlink()


def known_row(row):
    """Return what is stored of a delay, as far as :func:`~.course.moved` reads it."""
    return k.Row(row.kind, row.subject, row.state, end=row.date_end or None)
