# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices of others that we validate: a subcontractor's (A9), a joint contractor's
(A12)."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...chorus import errors
from ...chorus.codes import invoice_status
from ...chorus.portal import values
from ..connection.answers import read_now

_logger = logging.getLogger(__name__)

# After that, the invoice goes on without us (portal.md §3.3).
DELAY = timedelta(days=15)
WAITING = ("A_VALIDER_1", "A_VALIDER_2")


class ChorusValidation(models.Model):
    """One invoice that waits for our company as its validator, or did."""

    _name = "chorus.validation"
    _inherit = ["chorus.own.model"]
    _description = "Invoice to validate at Chorus Pro"
    _order = "waiting desc, deadline, id desc"
    _rec_name = "number"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, readonly=True
    )
    identifier = fields.Char(
        string="Chorus Pro identifier",
        required=True,
        index=True,
        readonly=True,
        help="The number that Chorus Pro gave to this invoice.",
    )
    number = fields.Char(
        string="Invoice number",
        readonly=True,
        help="The number that its supplier gave to the invoice.",
    )
    supplier = fields.Char(readonly=True, help="Who invoices: its name.")
    supplier_siret = fields.Char(
        string="Supplier SIRET", readonly=True, help="SIRET of who invoices."
    )
    recipient = fields.Char(
        string="Client", readonly=True, help="The public client that pays."
    )
    contract = fields.Char(
        string="Market number", readonly=True, help="The contract it belongs to."
    )
    invoice_date = fields.Date(readonly=True, help="As its supplier dated it.")
    amount = fields.Monetary(
        string="Total",
        readonly=True,
        help="Total with tax, as the invoice says it at Chorus Pro.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    status = fields.Char(
        string="Status code", readonly=True, export_string_translation=False
    )
    status_label = fields.Char(
        string="Status", compute="_compute_status_label", help="As Chorus Pro says it."
    )
    since = fields.Datetime(
        string="Waiting since",
        readonly=True,
        help="When Chorus Pro gave it to us: the fifteen days begin there.",
    )
    deadline = fields.Datetime(
        string="To decide before",
        readonly=True,
        help="After this, the invoice goes on to the client without our decision.",
    )
    days_left = fields.Integer(
        string="Days left",
        compute="_compute_days_left",
        help="Whole days left of the fifteen.",
    )
    waiting = fields.Boolean(readonly=True, index=True, help="It waits for us.")
    basis = fields.Char(readonly=True, export_string_translation=False)
    act_ids = fields.One2many(
        comodel_name="chorus.act",
        inverse_name="validation_id",
        string="Acts at Chorus Pro",
        help="What we accepted or refused from here.",
        readonly=True,
    )

    _identifier_unique = models.Constraint(
        "unique (company_id, identifier)", "This invoice is in the list already."
    )

    @api.depends("status")
    def _compute_status_label(self):
        for row in self:
            row.status_label = invoice_status(row.status or "").label

    @api.depends("deadline", "waiting")
    def _compute_days_left(self):
        now = fields.Datetime.now()
        for row in self:
            left = (row.deadline - now).days if row.waiting and row.deadline else 0
            row.days_left = max(left, 0)

    # === Reading: one search for each company, one history for each that changed ===

    @api.model
    def _cron_chorus_validations(self):
        """Scheduled action: what waits for us as validator, each hour."""
        begun = [("chorus_start_date", "!=", False)]
        companies = self.env["res.company"].sudo().search(begun)
        companies._chorus_in_turn(self.sudo()._chorus_refresh)

    @api.model
    def _chorus_refresh(self, company):
        """Read what waits for this company, and what became of what did.

        :raise PortalError: the search failed; nothing was changed
        """
        known = {
            row.identifier: row
            for row in self.search([("company_id", "=", company.id)])
        }
        with company._chorus_client() as portal:
            rows = self._chorus_waiting(company, portal)
            for identifier, row in rows.items():
                seen = known.get(identifier)
                if not seen or not seen.waiting or seen.status != row.status:
                    self._chorus_take(company, portal, row, seen)
            for identifier, seen in known.items():
                if seen.waiting and identifier not in rows:
                    seen._chorus_read(portal)

    @api.model
    def _chorus_waiting(self, company, portal):
        """Return {identifier: row} of what waits for this company at the portal."""
        return {row.identifier: row for row in portal.invoices_to_validate()}

    @api.model
    def _chorus_more_values(self, company, row, invoice):
        """Return more fields of an invoice that was read; other addons extend this.

        :param row: :class:`~..chorus.portal.answers.ToValidate`
        :param invoice: ``facture`` as the portal shows it to its validator
        """
        return {}

    @api.model
    def _chorus_take(self, company, portal, row, seen):
        """Keep a row of the search, with what only the invoice itself says.

        :param row: :class:`~..chorus.portal.answers.ToValidate`
        """
        amount, more = row.amount, {}
        try:
            invoice = portal.invoice_to_validate(row.identifier)
            total = values.member(invoice, "montantTotal")
            exact = values.to_amount(total.get("montantTtcTotal"))
            amount = amount if exact is None else exact
            more = self._chorus_more_values(company, row, invoice)
        except errors.PortalError as error:
            _logger.info("Invoice %s to validate not read: %s", row.identifier, error)
        currencies = self.env["res.currency"].with_context(active_test=False)
        currency = currencies.search([("name", "=", row.currency)], limit=1)
        written = {
            "number": row.number,
            "supplier": row.supplier_name,
            "supplier_siret": row.supplier,
            "recipient": row.recipient_name,
            "contract": row.contract,
            "invoice_date": row.invoice_date,
            "amount": amount or 0.0,
            "currency_id": (currency or company.currency_id).id,
            **more,
        }
        if seen:
            # Half an answer takes nothing away of what was read before.
            seen.write({name: value for name, value in written.items() if value})
        else:
            key = {"company_id": company.id, "identifier": row.identifier}
            seen = self.create({**key, **written})
        seen._chorus_note(row.status, row.deposit_date, "")
        seen._chorus_read(portal)

    def _chorus_read(self, portal):
        """Read the history: since when it waits, or what became of it."""
        try:
            history = portal.invoice_history(self.identifier)
        except errors.PortalError as error:
            _logger.info("History of %s not read: %s", self.identifier, error)
            return
        if history.current:
            same = [row for row in history.events if row.code == history.current]
            last = same[-1:]
            self._chorus_note(
                history.current,
                last[0].date if last else self.since,
                last[0].identifier if last else "",
            )
            self._chorus_decided(history.events)

    def _chorus_decided(self, events):
        """Hook: the history was read; what is decided goes on by itself from there.

        :param events: as the portal lists them, oldest first
        """

    def _chorus_note(self, status, since, basis):
        """Write the status down; the fifteen days begin with it."""
        waiting = status in WAITING
        since = since and fields.Datetime.to_datetime(since).replace(microsecond=0)
        self.write(
            {
                "status": status,
                "waiting": waiting,
                "since": since,
                "deadline": waiting and since and since + DELAY,
                "basis": basis,
            }
        )

    def _chorus_decide(self, kind, payload):
        """Accept or refuse, by the mechanism of every act.

        :param kind: ``accept`` or ``refuse``
        """
        self.ensure_one()
        self.check_access("read")
        self.env["account.move"].check_access("write")
        if not self.waiting:
            raise UserError(
                self.env._(
                    "%(number)s no longer waits for your decision: nothing was done.",
                    number=self.number,
                )
            )
        return self.env["chorus.act"]._chorus_start_act(
            kind,
            {
                "company_id": self.company_id.id,
                "validation_id": self.id,
                "number": self.number,
                "identifier": self.identifier,
                "status": self.status,
                "basis": self.basis or False,
                "payload": payload,
            },
        )

    # === Buttons === #

    def action_decide(self):
        """Button *Decide*: the window that accepts or refuses."""
        self.ensure_one()
        wizard = self.env["chorus.decide.wizard"].create({"validation_id": self.id})
        title = self.env._("Decide on %(number)s", number=self.number)
        return wizard._get_records_action(name=title, target="new")

    def action_refresh(self):
        """Button *Read Chorus Pro*: what the scheduled action reads each hour."""
        return read_now(
            self,
            self.sudo()._chorus_refresh,
            lambda count: self.env._("%(count)s invoice(s) wait for you.", count=count),
        )
