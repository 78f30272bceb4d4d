# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.tools import format_time

from ..models.connection.answers import invoice_views
from ..models.connection.once import ISSUES, worked_out_once
from ..models.connection.readable import check_readable
from ..models.flow.chorus_batch import total_of

# Kinds of ``_chorus_batch_reason`` that do not leave, in the order of the window.
KINDS = ("asked", "left", "sent")


class ChorusSendWizard(models.TransientModel):
    """What will happen to the selected invoices, before anything happens."""

    _name = "chorus.send.wizard"
    _description = "Send invoices to Chorus Pro"

    move_ids = fields.Many2many("account.move", string="Invoices", required=True)
    ready_move_ids = fields.Many2many(
        comodel_name="account.move",
        relation="chorus_send_wizard_ready_rel",
        string="Ready to send",
        compute="_compute_ready_move_ids",
        compute_sudo=False,
        store=True,
    )
    ready_count = fields.Integer(
        compute="_compute_ready_move_ids", compute_sudo=False, store=True
    )
    left_count = fields.Integer(
        compute="_compute_ready_move_ids", compute_sudo=False, store=True
    )
    asked_count = fields.Integer(
        compute="_compute_ready_move_ids", compute_sudo=False, store=True
    )
    sent_count = fields.Integer(
        compute="_compute_ready_move_ids", compute_sudo=False, store=True
    )
    client_count = fields.Integer(compute="_compute_totals", compute_sudo=False)
    total = fields.Char(compute="_compute_totals", compute_sudo=False)
    departure = fields.Char(compute="_compute_departure")
    group_ids = fields.One2many(
        comodel_name="chorus.send.wizard.group",
        inverse_name="wizard_id",
        string="Cannot be sent",
        compute="_compute_ready_move_ids",
        compute_sudo=False,
        store=True,
    )

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS 'web'
        check_readable(self, values, ("move_ids",))
        return super().onchange(values, field_names, fields_spec)

    @api.depends("move_ids")
    def _compute_ready_move_ids(self):
        for wizard in self:
            groups, sentences = defaultdict(list), {}
            with worked_out_once(self.env, ISSUES):
                for move in wizard.move_ids:
                    *key, sentence = move._chorus_batch_reason()
                    groups[tuple(key)].append(move.id)
                    sentences.setdefault(tuple(key), []).append(sentence)
            wizard.ready_move_ids = groups.pop(("ready", ""), [])
            wizard.ready_count = len(wizard.ready_move_ids)
            counts = Counter()
            for (kind, _code), ids in groups.items():
                counts[kind] += len(ids)
            for kind in KINDS:
                wizard[f"{kind}_count"] = counts[kind]
            # Of one kind the largest group first: repairing it helps most.
            rows = sorted(
                groups.items(), key=lambda g: (KINDS.index(g[0][0]), -len(g[1]))
            )
            wizard.group_ids = [fields.Command.clear()] + [
                fields.Command.create(
                    {
                        "kind": key[0],
                        "reason": wizard._chorus_group_reason(sentences[key]),
                        "move_ids": [fields.Command.set(ids)],
                    }
                )
                for key, ids in rows
            ]

    @api.depends("ready_move_ids")
    def _compute_totals(self):
        for wizard in self:
            moves = wizard.ready_move_ids
            wizard.client_count = len(moves.commercial_partner_id)
            wizard.total = total_of(moves)

    def _chorus_group_reason(self, sentences):
        """Say why a group stays: the sentence of all, or that of one as an example."""
        if len(set(sentences)) == 1:
            return sentences[0]
        return self.env._("For example: %(sentence)s", sentence=sentences[0])

    @api.depends("ready_move_ids")
    def _compute_departure(self):
        flows = self.env["chorus.flow"]
        for wizard in self:
            company = wizard.ready_move_ids.company_id[:1]
            several = wizard.ready_count > 1
            moment = flows._chorus_delay(company or self.env.company, several)
            wizard.departure = moment > fields.Datetime.now() and self.env._(
                "They leave at %(time)s; until then you can cancel.",
                time=format_time(self.env, moment, time_format="short"),
            )

    def action_send(self):
        """Button *Send*: queue the ready ones, and show the progress at once."""
        self.ensure_one()
        return self.ready_move_ids._chorus_send_many()


class ChorusSendWizardGroup(models.TransientModel):
    """Invoices that cannot be sent for the same reason."""

    _name = "chorus.send.wizard.group"
    _description = "Invoices that Chorus Pro cannot take yet"

    wizard_id = fields.Many2one(
        "chorus.send.wizard", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        selection=[
            ("asked", "Waiting for us"),
            ("left", "Incomplete"),
            ("sent", "Already sent"),
        ],
        string="Where",
        readonly=True,
    )
    reason = fields.Text(readonly=True)
    move_ids = fields.Many2many("account.move", string="Invoices", readonly=True)
    count = fields.Integer(string="How many", compute="_compute_count")

    @api.depends("move_ids")
    def _compute_count(self):
        for group in self:
            group.count = len(group.move_ids)

    def action_open(self):
        """Button *Open*: the invoices of this group."""
        self.ensure_one()
        # A list, even of one: its icon says what is missing.
        return {
            **self.move_ids._get_records_action(name=self.reason),
            "view_mode": "list,kanban,form",
            "views": invoice_views(self.env),
            "res_id": False,
            "domain": [("id", "in", self.move_ids.ids)],
            "context": {"default_move_type": "out_invoice", "create": False},
        }
