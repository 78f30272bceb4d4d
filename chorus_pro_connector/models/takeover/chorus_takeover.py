# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import csv
import io
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..connection.own_cursor import commit, in_test
from . import (
    oca,
    take_companies,
    take_flows,
    take_invoices,
    take_lines,
    take_partners,
    take_past,
    take_services,
)
from .report import Report
from .set_aside import silence, split_mixed

_logger = logging.getLogger(__name__)

# Rows of one transaction: whoever works in the database waits for no more.
TOGETHER = 500
PLANS = (
    take_companies,
    take_services,
    take_partners,
    take_flows,
    take_lines,
    take_invoices,
    take_past,
)
# Kind of row → what does it, in this order.
STEPS = (
    ("service", take_services.apply),
    ("demands", take_partners.apply_demands),
    ("structure", take_partners.apply_structures),
    ("contact", take_partners.apply_contacts),
    ("siret", take_partners.apply_registries),
    ("flow", take_flows.apply),
    ("line", take_lines.apply),
    ("invoice", take_invoices.apply_identifiers),
    ("service_code", take_invoices.apply_services),
    ("reference", take_invoices.apply_references),
    ("document", take_invoices.apply_documents),
    ("method", take_partners.apply_methods),
    ("past", take_past.apply),
    ("company", take_companies.apply),
)
# Tables that a step fills at once: what follows joins them.
GROWN = {"flow": "chorus_flow", "line": "chorus_flow_line"}


class ChorusTakeover(models.Model):
    """What the OCA modules left in this database: looked at first, then taken over.

    A look changes nothing. The takeover does what the rows of the report say, some
    hundreds in each transaction; stopped on the way, it goes on where it was.
    """

    _name = "chorus.takeover"
    _description = "Takeover from the OCA modules"
    _order = "id desc"

    state = fields.Selection(
        selection=[
            ("looked", "Report made"),
            ("begun", "Under way"),
            ("done", "Taken over"),
        ],
        default="looked",
        required=True,
        readonly=True,
    )
    create_date = fields.Datetime(string="Looked at on", readonly=True)
    done_date = fields.Datetime(string="Taken over on", readonly=True)
    row_ids = fields.One2many(
        comodel_name="chorus.takeover.row",
        inverse_name="takeover_id",
        string="Report",
        readonly=True,
    )
    row_count = fields.Integer(string="Rows", compute="_compute_counts")
    taken_count = fields.Integer(string="Taken over", compute="_compute_counts")
    hand_count = fields.Integer(string="To be looked at", compute="_compute_counts")
    summary = fields.Text(compute="_compute_counts")
    held = fields.Boolean(compute="_compute_held", export_string_translation=False)

    @api.depends("create_date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            day = run.create_date and format_date(self.env, run.create_date)
            run.display_name = self.env._(
                "Takeover looked at on %(day)s", day=day or ""
            )

    @api.depends("row_ids")
    def _compute_counts(self):
        rows = self.env["chorus.takeover.row"]
        kinds = dict(rows._fields["kind"]._description_selection(self.env))
        for run in self:
            counts = rows._read_group(
                [("takeover_id", "=", run.id)],
                ["kind", "done", "hand"],
                ["__count"],
            )
            run.row_count = sum(count for *_what, count in counts)
            run.taken_count = sum(count for _kind, done, _h, count in counts if done)
            run.hand_count = sum(count for *_what, hand, count in counts if hand)
            by_kind = {}
            for kind, _done, _hand, count in counts:
                by_kind[kind] = by_kind.get(kind, 0) + count
            run.summary = "\n".join(
                f"{kinds[kind]} : {by_kind[kind]}" for kind in kinds if kind in by_kind
            )

    def _compute_held(self):
        held = bool(
            self.env["res.company"]
            .sudo()
            .search_count([("chorus_held", "=", True)], limit=1)
        )
        self.held = held

    # === The report === #

    @api.model
    def _chorus_found(self):
        """Tell whether this database has anything of the OCA modules."""
        return oca.found(self.env.cr) or split_mixed(self.env.cr) > 0

    def action_chorus_look(self):
        """Button *Look*: make the report; nothing else changes.

        :raise UserError: there is nothing to take over
        """
        self.browse().check_access("create")
        if not self._chorus_found():
            raise UserError(
                self.env._(
                    "Nothing of the OCA modules for Chorus Pro is in this database: "
                    "there is nothing to take over."
                )
            )
        run = self.create({})
        run._chorus_plan()
        return run._chorus_open()

    def _chorus_open(self):
        return self._get_records_action(name=self.env._("Takeover"))

    @api.model
    def _chorus_begin(self):
        """At install: make the first report where there is anything of theirs, and give
        our flows numbers that none of theirs has."""
        if self._chorus_found():
            take_flows.end(self.env)
            self.create({})._chorus_plan()

    def _chorus_plan(self):
        self.ensure_one()
        self.env.flush_all()
        cr = self.env.cr
        report = Report(cr, self.id)
        oca.prepare(cr)
        for step in PLANS:
            step.plan(self.env, report)
        self._chorus_note_leftovers(report)
        oca.forget(cr)
        # Written at once, in a number that the planner of the database does not know.
        cr.execute("ANALYZE chorus_takeover_row")
        self.env.invalidate_all()

    @api.model
    def _chorus_is_offered(self):
        """Tell whether the menu is of any use in this database."""
        return oca.found(self.env.cr) or bool(self.sudo().search_count([], limit=1))

    def _chorus_note_leftovers(self, report):
        if oca.there(self.env.cr, oca.LEFTOVERS, "name"):
            report.add(
                "leftover",
                "SELECT res_id, NULL::int, name, NULL::int, 'off', model"
                f" FROM {oca.LEFTOVERS}",
            )

    # === The takeover === #

    def action_chorus_take_over(self):
        """Do what the report says, then make the report of what is left."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "done":
            raise UserError(
                self.env._("This takeover is done: look again for what came since.")
            )
        self.state = "begun"
        silence(self.env.cr)
        report = Report(self.env.cr, self.id)
        take_past.begin(self.env, report)
        self._chorus_commit()
        oca.prepare(self.env.cr)
        self.env.cr.execute("ANALYZE chorus_takeover_row")
        for kind, apply in STEPS:
            self._chorus_take(report, kind, apply)
            if table := GROWN.get(kind):
                self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        self._chorus_begin_part()
        take_flows.end(self.env)
        take_past.end(self.env, report)
        # Also where ours has others: in clear they are of no use to anybody honest.
        take_companies.blank(self.env.cr)
        oca.forget(self.env.cr)
        self.write({"state": "done", "done_date": fields.Datetime.now()})
        self._chorus_commit()
        return self._chorus_open()

    def _chorus_take(self, report, kind, apply):
        """Take the rows of one kind, some hundreds in each transaction."""
        planned = report.planned(kind)
        for start in range(0, len(planned), TOGETHER):
            rows = planned[start : start + TOGETHER]
            self._chorus_begin_part()
            apply(self.env, report, rows)
            report.close(rows)
            self._chorus_commit()
        _logger.info("Takeover %s: %s rows of %s", self.id, len(planned), kind)

    def _chorus_begin_part(self):
        """Let what follows, until the commit, wait for whoever writes on its records.

        Under Odoo's own isolation (REPEATABLE READ) it would fail instead. Two people
        who take over at once take turns.
        """
        self._chorus_commit()
        if not in_test():
            self.env.cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        self.env.cr.execute(
            "SELECT FROM chorus_takeover WHERE id = %s FOR UPDATE", [self.id]
        )

    def _chorus_commit(self):
        """Give back what was locked: a takeover is no reason for others to wait."""
        self.env.flush_all()
        self.env.invalidate_all()
        commit(self.env)

    # === Afterwards === #

    def action_chorus_release(self):
        """Button *Ask the portal*: from now on its answers are read again.

        What was under way is asked about, and the history of every invoice that is not
        at its end is read once: theirs never kept why a client refused one.
        """
        self.check_access("write")
        companies = self.env["res.company"].sudo().search([("chorus_held", "=", True)])
        flows = self.env["chorus.flow"].sudo()
        open_flows = flows.search(
            [
                ("company_id", "in", companies.ids),
                ("state", "=", "deposited"),
                ("next_check", "=", False),
            ]
        )
        open_flows.next_check = fields.Datetime.now()
        for company in companies:
            company.write(
                {
                    "chorus_held": False,
                    "chorus_status_missing": self._chorus_owed(company),
                }
            )

    def _chorus_owed(self, company):
        """Return what is still to be read of a company's invoices (see
        ``account_move_follow.py``)."""
        moves = self.env["account.move"].sudo()
        waiting = moves._chorus_followed_domain()
        found = moves.search(waiting & fields.Domain("company_id", "=", company.id))
        kept = company.chorus_status_missing or {}
        known = [*kept.get("histories", ()), *found.mapped("chorus_identifier")]
        missing = {"pages": kept.get("pages", []), "histories": sorted(set(known))}
        return missing if known or missing["pages"] else False

    def action_chorus_csv(self):
        """Button *Download the report*: a table of all its rows."""
        self.ensure_one()
        self.check_access("read")
        content = self._chorus_csv().encode("utf-8-sig")
        file = self.env["ir.attachment"].create(
            {
                "name": f"chorus-takeover-{self.id}.csv",
                "raw": content,
                "mimetype": "text/csv",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{file.id}?download=true",
            "target": "self",
        }

    def _chorus_csv(self):
        rows = self.row_ids.with_context(prefetch_fields=True)
        labels = [
            self.env._("Kind"),
            self.env._("Theirs"),
            self.env._("Its number there"),
            self.env._("Value"),
            self.env._("Company"),
            self.env._("What becomes of it"),
            self.env._("To be looked at"),
            self.env._("Done"),
        ]
        kinds = dict(rows._fields["kind"]._description_selection(self.env))
        output = io.StringIO()
        writer = csv.writer(output, delimiter=";")
        writer.writerow(labels)
        for row in rows:
            writer.writerow(
                [
                    *(kinds[row.kind], _plain(row.shown), row.source_id),
                    *(_plain(row.value), row.company_id.name or "", row.sentence),
                    *("x" if row.hand else "", "x" if row.done else ""),
                ]
            )
        return output.getvalue()


def _plain(text):
    """Return a text that no spreadsheet takes for a formula."""
    text = text or ""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
