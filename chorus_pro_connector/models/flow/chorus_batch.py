# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime, format_time, formatLang

from ..connection.answers import notification, open_invoices

# State of a flow → counter in which its invoices stand.
COUNTERS = {
    "queued": "waiting_count",
    "sending": "waiting_count",
    "unknown": "doubt_count",
    "failed": "failed_count",
    "cancelled": "cancelled_count",
}
DEPOSITED = "deposited_count"
# How many of those that were not sent the notification names.
NAMED = 5


def total_of(moves):
    """Return the total of invoices as text, credit notes negative, by currency."""
    return " + ".join(
        formatLang(
            moves.env,
            sum(some.mapped("amount_total_in_currency_signed")),
            currency_obj=currency,
        )
        for currency, some in moves.grouped("currency_id").items()
    )


class ChorusBatch(models.Model):
    """Invoices that somebody sent together: how far they are, and what failed and why.

    Only counts; each deposit is a flow of its own and does not need this record. It is
    over when nothing of it waits any more, and then whoever sent it is told.
    """

    _name = "chorus.batch"
    _description = "Chorus Pro batch"
    _inherit = ["mail.thread", "chorus.own.model"]
    _order = "id desc"
    _check_company_auto = True

    user_id = fields.Many2one(
        "res.users", string="Sent by", required=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    total_count = fields.Integer(string="Invoices", readonly=True)
    # Of *Send & Print*: Odoo hands over the invoices of a list some at a time.
    growing = fields.Boolean(readonly=True, export_string_translation=False)
    state = fields.Selection(
        selection=[("running", "Under way"), ("done", "Finished")],
        default="running",
        required=True,
        readonly=True,
    )
    flow_ids = fields.One2many(
        "chorus.flow", "batch_id", string="Deposits", readonly=True
    )
    waiting_count = fields.Integer(string="To be sent", compute="_compute_counts")
    deposited_count = fields.Integer(string="Deposited", compute="_compute_counts")
    doubt_count = fields.Integer(string="Being verified", compute="_compute_counts")
    failed_count = fields.Integer(string="Not sent", compute="_compute_counts")
    cancelled_count = fields.Integer(string="Cancelled", compute="_compute_counts")
    done_count = fields.Integer(string="Progress", compute="_compute_counts")
    departure = fields.Char(compute="_compute_departure")
    move_ids = fields.Many2many(
        "account.move", string="Invoices sent", compute="_compute_move_ids"
    )
    total = fields.Char(compute="_compute_move_ids")
    failed_line_ids = fields.Many2many(
        "chorus.flow.line", string="Left behind", compute="_compute_failed_line_ids"
    )

    @api.depends("create_date", "total_count")
    def _compute_display_name(self):
        for batch in self:
            date = format_datetime(self.env, batch.create_date, dt_format="short")
            batch.display_name = (
                self.env._("Sending of %(date)s (1 invoice)", date=date)
                if batch.total_count == 1
                else self.env._(
                    "Sending of %(date)s (%(count)s invoices)",
                    date=date,
                    count=batch.total_count,
                )
            )

    def _compute_counts(self):
        """One query for all: a list of batches, or a screen that asks every 2 s."""
        counters = {*COUNTERS.values(), DEPOSITED}
        for batch in self:
            batch.update(dict.fromkeys([*counters, "done_count"], 0))
        self.env["chorus.flow"].flush_model(["state", "batch_id"])
        self.env["chorus.flow.line"].flush_model(["flow_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT flow.batch_id, flow.state, count(*)
                  FROM chorus_flow flow
                  JOIN chorus_flow_line line ON line.flow_id = flow.id
                 WHERE flow.batch_id = ANY(%s)
                 GROUP BY flow.batch_id, flow.state
                """,
                list(self.ids),
            )
        )
        for identifier, state, count in rows:
            batch = self.browse(identifier)
            batch[COUNTERS.get(state, DEPOSITED)] += count
        for batch in self:
            batch.done_count = batch.total_count - batch.waiting_count

    def _compute_departure(self):
        """Say when the first of those that wait may leave."""
        for batch in self:
            waiting = batch.sudo().flow_ids.filtered(lambda flow: flow._chorus_waits())
            moments = waiting.mapped("send_date")
            batch.departure = bool(moments) and self.env._(
                "The sending begins at %(time)s; until then it can be cancelled.",
                time=format_time(self.env, min(moments), time_format="short"),
            )

    @api.depends("flow_ids.line_ids.move_id")
    def _compute_move_ids(self):
        for batch in self:
            batch.move_ids = batch._chorus_moves()
            batch.total = total_of(batch.move_ids)

    def _compute_failed_line_ids(self):
        for batch in self:
            failed = batch.flow_ids.filtered(lambda flow: flow.state == "failed")
            batch.failed_line_ids = failed.line_ids

    # === Buttons === #

    def action_send_now(self):
        """Button *Send now*: do not wait for the end of the delay."""
        self.ensure_one()
        waiting = self.flow_ids.filtered(lambda flow: flow.state == "queued")
        if not waiting:
            sentence = self.env._("Nothing of this batch waits any more.")
            return notification(self.env, "info", sentence)
        return waiting.action_chorus_send_now()

    def action_view_invoices(self):
        """Button *Invoices*: all of this batch."""
        self.ensure_one()
        return open_invoices(self._chorus_moves(), self.display_name)

    def _chorus_moves(self, state=None):
        flows = self.flow_ids
        if state:
            flows = flows.filtered(lambda flow: flow.state == state)
        return flows.line_ids.move_id

    # === Send & Print === #

    @api.model
    def _chorus_collect(self, flow, sending_data):
        """Put one deposit of *Send & Print* into the batch of whoever pressed it.

        :param sending_data: what Odoo keeps on the invoice until it has taken it
        """
        author = sending_data.get("author_user_id") or self.env.uid
        head = {"user_id": author, "company_id": flow.company_id.id, "growing": True}
        running = [(name, "=", value) for name, value in head.items()]
        batches = self.sudo()
        batch = batches.search([*running, ("state", "=", "running")], limit=1)
        batch = batch or batches.create(head)
        batch.total_count += len(flow.line_ids)
        flow.sudo().batch_id = batch

    def _chorus_grows(self):
        """Tell whether more invoices are to come; the room sending knows."""
        return False

    # === The end === #

    @api.model
    def _chorus_end_batches(self):
        """Tell who sent the batches that are over by now."""
        for batch in self.sudo().search([("state", "=", "running")]):
            if batch.waiting_count or batch._chorus_grows():
                continue
            if not batch.try_lock_for_update():
                continue
            if batch.state == "running":
                batch.state = "done"
                batch._chorus_tell_end()

    def _chorus_tell_end(self):
        """Notify on the screen; in the inbox too on failure, or when nobody looks."""
        user = self.company_id._chorus_person(self.user_id)
        if not user:
            return
        record = self.with_context(lang=user.lang).with_user(user).sudo()
        title, sentence = record._chorus_end_words()
        reasons = record._chorus_failures()
        user._bus_send(
            "simple_notification",
            {
                "type": "danger" if reasons else "success",
                "title": title,
                "message": "\n".join([sentence, *reasons]),
                "sticky": bool(reasons),
            },
        )
        if reasons or user.im_status in (False, "offline"):
            items = Markup().join(Markup("<li>%s</li>") % text for text in reasons)
            record.message_notify(
                partner_ids=user.partner_id.ids,
                subject=title,
                body=Markup("<p>%s</p><ul>%s</ul>") % (sentence, items),
                author_id=self.env.ref("base.partner_root").id,
            )

    def _chorus_end_words(self):
        """Return (title, sentence with the numbers)."""
        parts = [self.env._("%(count)s deposited", count=self.deposited_count)]
        if self.failed_count:
            parts.append(self.env._("%(count)s not sent", count=self.failed_count))
        if self.doubt_count:
            parts.append(self.env._("%(count)s being verified", count=self.doubt_count))
        if self.cancelled_count:
            parts.append(self.env._("%(count)s cancelled", count=self.cancelled_count))
        sentence = self.env._(
            "Out of %(total)s invoices: %(parts)s.",
            total=self.total_count,
            parts=", ".join(parts),
        )
        return self.env._("Chorus Pro: the sending is over"), sentence

    def _chorus_failures(self):
        """Return one text for each invoice that was not sent, the first ones only."""
        lines = self.failed_line_ids
        texts = [
            f"{line.number}: {line.flow_id.error_message or ''}"
            for line in lines[:NAMED]
        ]
        if len(lines) > NAMED:
            texts.append(self.env._("and %(count)s more", count=len(lines) - NAMED))
        return texts


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    batch_id = fields.Many2one(
        "chorus.batch",
        string="Sent with",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    def _chorus_sender(self):
        """Return who pressed *Send*; for a list, Odoo's own action may have done it."""
        return self.batch_id.user_id or self.create_uid
