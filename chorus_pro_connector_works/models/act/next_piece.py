# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which piece of ours comes next in an invoicing file, and what still forbids it."""

from typing import Any, NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...decompte import rows as k
from ..market.access import PRICES
from ..piece import holders

ROLES = ("holder", "representative")
NEXT = [
    ("A8", "A8 – Signed general statement"),
    ("A22", "A22 – Draft general statement, tacit procedure"),
    ("A23", "A23 – Tacit general statement"),
]


class Next(NamedTuple):
    """The piece of ours that comes next.

    :param framework: A8, A22, A23, or "" when none of ours does
    :param previous: ``chorus.works.piece`` that it follows
    :param refusal: why it may not leave yet, "" when it may
    """

    framework: str
    previous: Any
    refusal: str = ""


class ChorusWorksDossier(models.Model):
    _inherit = "chorus.works.dossier"

    next_framework = fields.Selection(
        selection=NEXT,
        compute="_compute_next_framework",
        string="Our next piece",
        help="What we may deposit now as the next piece of this invoicing file.",
    )

    act_alerts = fields.Json(compute="_compute_act_alerts")

    @api.depends(
        "piece_ids.next_act_ids.state",
        "piece_ids.back_act_ids.state",
        "holder",
        "last_piece_id",
    )
    @api.depends_context("lang")
    def _compute_act_alerts(self):
        """Show the act that is under way, and one that did not succeed."""
        for dossier in self:
            alerts, last = {}, dossier.sudo().last_piece_id
            act = (last.next_act_ids | last.back_act_ids).sorted("id")[-1:]
            if act.is_open or act.state in ("refused", "lapsed"):
                alerts["chorus_act"] = act._chorus_alert()
            back = not last.move_id and last.depositor == dossier.holder
            if back and last.status_code != holders.TO_SIGN:
                alerts["chorus_back"] = {
                    "level": "warning",
                    "message": dossier._works_back_sentence(last),
                }
            dossier.act_alerts = alerts or False

    def _works_back_sentence(self, piece):
        """Say that a piece without an invoice came back, and who answers it where."""
        words = {
            "piece": f"{piece.framework} {piece.number}",
            "status": piece.chorus_status_label,
            "reason": piece.portal_comment or "–",
        }
        if piece._works_is_to_complete():
            return self.env._(
                "%(piece)s came back (%(status)s): %(reason)s – complete it with what "
                "is asked for; it keeps its number.",
                **words,
            )
        if piece.depositor == holders.US:
            return self.env._(
                "%(piece)s came back (%(status)s): %(reason)s – answer it on the "
                "portal's own site; it has no invoice here from which Odoo could.",
                **words,
            )
        if piece.depositor == holders.MOE:
            return self.env._(
                "%(piece)s came back to the project manager (%(status)s): %(reason)s – "
                "it is the project manager's to answer: ask when that will be done, "
                "and deposit nothing again, ours stays as it is.",
                **words,
            )
        return self.env._(
            "%(piece)s came back to the client (%(status)s): %(reason)s – it is the "
            "client's to answer: ask when that will be done, and deposit nothing "
            "again, ours stays as it is.",
            **words,
        )

    @api.depends(
        "holder",
        "last_piece_id.framework",
        "market_id.deadline_ids.state",
        "piece_ids.next_act_ids.state",
    )
    @api.depends_context("uid", "tz")
    def _compute_next_framework(self):
        for dossier in self:
            found = dossier.sudo()._works_next()
            free = not found.refusal and not dossier.sudo()._works_open_next()
            dossier.next_framework = free and found.framework

    def _works_open_next(self):
        """Return the act that deposits our next piece and is under way, if any."""
        return self.piece_ids.next_act_ids.filtered(lambda act: act.is_open)[:1]

    def _works_next(self):
        """Return the :class:`Next` of this file, for code that may read the market."""
        self.ensure_one()
        last = self._works_last_piece()
        framework = holders.ours_after(last.framework, last.status_code)
        if not framework or self.market_id.role not in ROLES:
            return Next("", last, self._works_nothing_sentence(last))
        too_early = {
            "A22": self._works_too_early_for_a22,
            "A23": self._works_too_early_for_a23,
        }.get(framework)
        return Next(framework, last, too_early() if too_early else "")

    def _works_nothing_sentence(self, last):
        known = self.piece_ids.mapped("framework")
        if {*holders.GENERAL, "A7", "A22"}.isdisjoint(known):
            return self.env._(
                "Nothing of ours follows in %(dossier)s: it has neither a final nor a "
                "general statement.",
                dossier=self.display_name,
            )
        labels = dict(self._fields["holder"]._description_selection(self.env))
        return self.env._(
            "Nothing of ours follows now in %(dossier)s: after %(piece)s it is held "
            "by: %(holder)s.",
            dossier=self.display_name,
            piece=f"{last.framework} {last.number}",
            holder=labels.get(self.holder, "–"),
        )

    def _works_delay(self, kind):
        """Return the delay of one kind of this market, as last computed."""
        return self.market_id.deadline_ids.filtered(lambda row: row.kind == kind)[:1]

    def _works_too_early_for_a22(self):
        row = self._works_delay(k.GENERAL)
        if row.state == k.DONE or row.state == k.STOPPED:
            return self.env._(
                "The clock of the general statement is stopped in market %(market)s: "
                "read why in its delays before you send an A22.",
                market=self.market_id.number,
            )
        if found := self.market_id._works_tacit_problem(row.date_last):
            return self.env["account.move"]._chorus_rule_sentence(*found)
        return ""

    def _works_too_early_for_a23(self):
        row = self._works_delay(k.TACIT)
        if row.state == k.STOPPED:
            return self.env._(
                "The ten days are stopped in market %(market)s: read why in its "
                "delays.",
                market=self.market_id.number,
            )
        if not row.date_last:
            return self.env._(
                "A23 follows an A22 that the client received, and market %(market)s "
                "does not know that day: type it in its tab “Receipts and delays”.",
                market=self.market_id.number,
            )
        if fields.Date.context_today(self) <= row.date_last:
            return self.env._(
                "The ten days of the client end on %(day)s: A23 is sent after that "
                "day.",
                day=format_date(self.env, row.date_last),
            )
        if row.state != k.DONE:
            return self.env._(
                "Nobody has confirmed yet that the client left its ten days without "
                "answer: a manager of works contracts does so in the delays of market "
                "%(market)s, after reading the proofs.",
                market=self.market_id.number,
            )
        return ""

    def _works_check_next(self):
        """Return the :class:`Next` that may leave now.

        :raise UserError: none may; one sentence that says why
        """
        self.check_access("read")
        dossier = self.sudo()
        dossier.market_id._works_refresh_deadlines()
        if act := dossier._works_open_next():
            raise UserError(act._chorus_under_way_sentence())
        found = dossier._works_next()
        if found.refusal:
            raise UserError(found.refusal)
        return found

    def action_works_next(self):
        """Button *Next piece*: open the window that says what will happen."""
        self.ensure_one()
        self.env["account.move"].check_access("write")
        found = self._works_check_next()
        window = self.env["chorus.works.next.wizard"].create(
            {"dossier_id": self.id, "previous_id": found.previous.id}
        )
        labels = dict(self._fields["next_framework"]._description_selection(self.env))
        return window._get_records_action(name=labels[found.framework], target="new")


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    next_dossier_id = fields.Many2one(
        comodel_name="chorus.works.dossier",
        compute="_compute_next_dossier_id",
        string="File that waits for our next piece",
        groups=PRICES,
    )
    next_framework = fields.Selection(
        selection=NEXT,
        compute="_compute_next_dossier_id",
        string="Our next piece",
        groups=PRICES,
    )

    @api.depends("dossier_ids.next_framework")
    @api.depends_context("uid", "tz")
    def _compute_next_dossier_id(self):
        for market in self:
            files = market.sudo().dossier_ids
            market.next_dossier_id = files.filtered("next_framework")[:1]
            market.next_framework = market.next_dossier_id.next_framework

    def action_works_next(self):
        """Button *Next piece* of the market: of the file that waits for it."""
        self.ensure_one()
        if not self.next_dossier_id:
            raise UserError(
                self.env._(
                    "No invoicing file of market %(market)s waits for a piece of ours.",
                    market=self.number,
                )
            )
        return self.next_dossier_id.with_env(self.env).action_works_next()


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    next_framework = fields.Selection(
        selection=NEXT,
        compute="_compute_next_framework",
        string="Our next piece",
        groups=PRICES,
    )

    @api.depends("piece_ids.dossier_id.next_framework")
    @api.depends_context("uid", "tz")
    def _compute_next_framework(self):
        for statement in self:
            dossier = statement.sudo().piece_ids.dossier_id[:1]
            statement.next_framework = dossier.next_framework

    def action_works_next(self):
        """Button *Next piece* of the statement: in its invoicing file."""
        self.ensure_one()
        dossier = self.sudo().piece_ids.dossier_id[:1]
        if not dossier:
            raise UserError(
                self.env._(
                    "%(statement)s has no invoicing file at Chorus Pro yet: nothing "
                    "can follow it.",
                    statement=self.display_name,
                )
            )
        return dossier.with_env(self.env).action_works_next()
