# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import format_date

from ...chorus.codes import INVOICE_STATUSES, flow_status


class ChorusTakeoverRow(models.Model):
    """One thing of theirs, and what becomes of it; never a secret."""

    _name = "chorus.takeover.row"
    _description = "Row of a takeover"
    _order = "hand desc, id"
    _log_access = False
    _rec_name = "label"

    takeover_id = fields.Many2one(
        comodel_name="chorus.takeover", required=True, ondelete="cascade"
    )
    kind = fields.Selection(
        selection=[
            ("company", "Company"),
            ("service", "Service"),
            ("demands", "Demands of a structure"),
            ("structure", "Identifier of a structure"),
            ("contact", "Service of a contact"),
            ("siret", "SIRET"),
            ("method", "Sending method"),
            ("flow", "Flow"),
            ("line", "Invoice in a flow"),
            ("invoice", "Identifier and status of an invoice"),
            ("service_code", "Service of an invoice"),
            ("reference", "Reference of an invoice"),
            ("document", "Document of an invoice"),
            ("past", "Invoices without a flow"),
            ("leftover", "Leftover of the modules"),
        ],
        required=True,
    )
    # Ids in their table, and in ours or in Odoo's.
    source_id = fields.Integer(string="Its number there", aggregator=None)
    target_id = fields.Integer(aggregator=None)
    # As they are in the tables, for the steps; what people read is made of them.
    label = fields.Char(export_string_translation=False)
    detail = fields.Char(export_string_translation=False)
    shown = fields.Char(string="Theirs", compute="_compute_shown")
    value = fields.Char(compute="_compute_value")
    verdict = fields.Char(export_string_translation=False)
    sentence = fields.Char(string="What becomes of it", compute="_compute_sentence")
    hand = fields.Boolean(string="To be looked at", index=True)
    done = fields.Boolean()
    company_id = fields.Many2one(comodel_name="res.company")

    _plan_index = models.Index("(takeover_id, kind, source_id)")
    _target_index = models.Index("(takeover_id, kind, target_id)")

    # === In words === #

    @api.depends("kind", "label")
    @api.depends_context("lang")
    def _compute_shown(self):
        subjects = {
            "credentials": self.env._("login and password"),
            "environment": self.env._("environment"),
            "password expiry": self.env._("expiry of the password"),
            "format": self.env._("format of the files"),
            "check of commitment numbers": self.env._("check of commitment numbers"),
            "reminder": self.env._("who is told of the expiry"),
        }
        for row in self:
            row.shown = row.label
            company, found, subject = (row.label or "").rpartition(": ")
            if row.kind == "company" and found:
                row.shown = self.env._(
                    "%(company)s: %(subject)s",
                    company=company,
                    subject=subjects.get(subject, subject),
                )

    @api.depends("kind", "detail")
    @api.depends_context("lang")
    def _compute_value(self):
        words = self._chorus_value_words()
        for row in self:
            detail = row.detail or ""
            row.value = words.get(row.kind, {}).get(detail, detail)
            if row.kind == "flow" and detail:
                row.value = flow_status(detail).label
            if row.kind == "leftover":
                row.value = self.env["ir.model"]._get(detail).name or detail
            if row.kind in ("company", "past") and detail.count("-") == 2:
                day = _as_day(detail)
                row.value = format_date(self.env, day) if day else detail

    def _chorus_value_words(self):
        """Return {kind: {value as it is stored: what people read}}."""
        outcomes = self.env["chorus.flow.line"]._fields["outcome"]
        methods = self.env["res.partner"]._fields["invoice_sending_method"]
        return {
            "line": dict(outcomes._description_selection(self.env)),
            "method": dict(methods._description_selection(self.env)),
            "invoice": {code: row.label for code, row in INVOICE_STATUSES.items()},
            "company": {"xml_cii": "CII", "xml_ubl": "UBL"},
            "demands": {
                "service": self.env._("a service"),
                "engagement": self.env._("a commitment number"),
                "service_or_engagement": self.env._("a service or a commitment number"),
                "service_and_engagement": self.env._(
                    "a service and a commitment number"
                ),
            },
        }

    @api.depends("kind", "verdict")
    @api.depends_context("lang")
    def _compute_sentence(self):
        sentences = {
            **self._chorus_parties_sentences(),
            **self._chorus_flow_sentences(),
        }
        for row in self:
            row.sentence = sentences.get(row.verdict, row.verdict)

    def _chorus_flow_sentences(self):
        """Return {verdict: sentence} of flows and invoices."""
        return {
            "open": self.env._(
                "Taken over; its end is read when you press “Ask the portal”."
            ),
            "empty": self.env._("Taken over; it names no invoice."),
            "no_file": self.env._("Taken over without its file: there never was one."),
            "file_gone": self.env._(
                "Taken over, but its file is gone from the disk: restore it from a "
                "backup if you need the proof."
            ),
            "both_know": self.env._(
                "Left: our connector knows this number already, and that stays."
            ),
            "id_used": self.env._(
                "Left: a flow of ours has the same record number. It stays readable in "
                "the table chorus_oca_flow."
            ),
            "no_company": self.env._("Left: its company does not exist any more."),
            "live": self.env._("Taken over as the deposit of the invoice."),
            "history": self.env._(
                "Taken over as history: the invoice was sent again later."
            ),
            "rejected": self.env._(
                "Taken over as rejected, and never sent again: look whether the "
                "invoice was deposited some other way."
            ),
            "flow_left": self.env._("Left with its flow."),
            "no_identifier": self.env._(
                "Taken over; the portal gave it no identifier."
            ),
            "twice": self.env._(
                "Status taken over, identifier left empty: several invoices have the "
                "same one."
            ),
            "no_flow": self.env._("Taken over; no flow of theirs has this invoice."),
            "reference": self.env._(
                "Taken over as commitment number: its client demands one."
            ),
            "reference_left": self.env._(
                "Left: its client demands no commitment number."
            ),
            "past": self.env._("They stay outside: paid before this takeover."),
            "unsent": self.env._(
                "It stays outside, and is not paid: if it must still go to Chorus Pro, "
                "press “Send it all the same” on the invoice."
            ),
        }

    def _chorus_parties_sentences(self):
        """Return {verdict: sentence} of companies, clients and leftovers."""
        return {
            "taken": self.env._("Taken over."),
            "already": self.env._("Ours has it already: nothing changes."),
            "filled": self.env._("Left: ours has another value, which stays."),
            "merged": self.env._(
                "Merged with the service of the same code: only spaces or capitals "
                "differ."
            ),
            "demands": self.env._("Taken over."),
            "no_code": self.env._(
                "Left: this service has no code, or no client. Look its client up in "
                "Chorus Pro."
            ),
            "bad_siret": self.env._(
                "Left: this is no SIRET of 14 digits. Type the right one."
            ),
            "other_method": self.env._(
                "Left: the client has another sending method now. Choose “by Chorus "
                "Pro” on it if that is wrong."
            ),
            "production": self.env._(
                "Production, as it was. The PISTE client id and secret, which they "
                "kept in the server's file, are typed in the settings."
            ),
            "qualification": self.env._("Qualification, as it was."),
            "environment_unknown": self.env._(
                "Stays in qualification: their last version does not say which. Choose "
                "production in the settings when you are ready."
            ),
            "server_defaults": self.env._(
                "Taken over out of the server environment's defaults."
            ),
            "server_file": self.env._(
                "Not in the database: the server's files have it. Type it in the "
                "settings, or set the keys of ours in the server's configuration."
            ),
            "no_password": self.env._(
                "They had no login or password: type them in the settings."
            ),
            "expired": self.env._(
                "Taken over, but the password has expired: make a new one on the "
                "portal."
            ),
            "format_by_client": self.env._(
                "Left: with ours the format is chosen on the client. Choose it on "
                "those that need it."
            ),
            "no_equivalent": self.env._("Nothing of ours corresponds to it."),
            "first_person": self.env._(
                "The first one becomes the referent; administrators are warned too, "
                "the others are not."
            ),
            "off": self.env._("Put out of action; the record itself is kept."),
        }


def _as_day(text):
    try:
        return fields.Date.to_date(text)
    except ValueError:
        return None
