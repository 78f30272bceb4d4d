# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import LockError

from ..chorus.codes import invoice_status

# Verdicts on what Odoo itself sent, or has adopted.
OURS = ("known", "sent", "adopted")


class _Differs(Exception):
    """The portal has no such invoice any more: what was begun is undone."""


class ChorusFirstDayLine(models.TransientModel):
    """An invoice that the portal has: which one of Odoo's it is, if any."""

    _name = "chorus.first.day.line"
    _description = "Invoice that Chorus Pro has already"
    _order = "verdict, number"

    wizard_id = fields.Many2one(
        "chorus.first.day", required=True, ondelete="cascade", index=True
    )
    identifier = fields.Char(string="Chorus Pro identifier")
    number = fields.Char(string="Invoice number")
    status = fields.Char(string="Status code", export_string_translation=False)
    status_label = fields.Char(string="Status", compute="_compute_status_label")
    invoice_date = fields.Date(string="Invoice date")
    deposit_date = fields.Date(string="Deposited on")
    amount = fields.Monetary(string="Total")
    currency_id = fields.Many2one("res.currency")
    recipient = fields.Char(string="SIRET of the client")
    move_id = fields.Many2one("account.move", string="Invoice in Odoo")
    verdict = fields.Selection(
        selection=[
            ("adopt", "Agrees: can be adopted"),
            ("adopted", "Adopted"),
            ("absent", "Not in Odoo"),
            ("differs", "Same number, another invoice"),
            ("several", "Several invoices have this number"),
            ("sent", "Sent by Odoo, answer awaited"),
            ("known", "Followed by Odoo"),
        ],
        string="In Odoo",
    )
    difference = fields.Char(string="What differs")

    @api.depends("status")
    def _compute_status_label(self):
        for line in self:
            line.status_label = line.status and invoice_status(line.status).label

    def _chorus_is_ours(self):
        self.ensure_one()
        return self.verdict in OURS

    # === Judging === #

    @api.model
    def _chorus_values(self, wizard, row):
        """Return the values of a line.

        :param row: :class:`~..chorus.portal.answers.FoundInvoice`
        """
        company = wizard.company_id
        moves = self._chorus_moves(company, row.number)
        currency = self.env["res.currency"].with_context(active_test=False)
        found = currency.search([("name", "=", row.currency)], limit=1)
        return {
            "identifier": row.identifier,
            "number": row.number,
            "status": row.status,
            "invoice_date": row.invoice_date,
            "deposit_date": row.deposit_date,
            "amount": row.amount,
            "currency_id": (found or company.currency_id).id,
            "recipient": row.recipient,
            "move_id": moves.id if len(moves) == 1 else False,
            **self._chorus_judge(row, moves),
        }

    def _chorus_moves(self, company, number):
        """Return the invoices of Odoo that bear a number."""
        moves = self.env["account.move"]
        return number and moves.search(
            [
                ("company_id", "=", company.id),
                ("name", "=", number),
                ("move_type", "in", moves.get_sale_types()),
                ("state", "=", "posted"),
            ]
        )

    def _chorus_judge(self, row, moves):
        """Return the verdict on a row, and in what it differs, in words."""
        if self.env["account.move"]._chorus_holders([row.identifier])[row.identifier]:
            return {"verdict": "known"}
        if not moves:
            return {"verdict": "absent"}
        if len(moves) > 1:
            return {"verdict": "several"}
        if moves._chorus_has_left():
            return {"verdict": "sent"}
        # A line as a deposit of this invoice would have, that is not stored.
        flows = self.env["chorus.flow"].sudo()
        line = flows.new(flows._chorus_values(moves)).line_ids
        line._chorus_note_taken(row)
        if line._chorus_is_same(row):
            return {"verdict": "adopt"}
        return {"verdict": "differs", "difference": line._chorus_taken_words()}

    # === Adopting === #

    def _chorus_adopt(self, portal):
        """Ask for this number again, and adopt what still agrees; what a user wrote on
        this line is not believed."""
        self.ensure_one()
        company = self.wizard_id.company_id
        moves = self._chorus_moves(company, self.number)
        if not moves:
            self.verdict = "absent"
        elif len(moves) > 1:
            self.verdict = "several"
        elif moves._chorus_has_left():
            self.verdict = "known"
        elif moves.try_lock_for_update():
            # What somebody is writing on stays as it is, for another press.
            self._chorus_adopt_as(portal, moves)

    def _chorus_adopt_as(self, portal, move):
        move.check_access("write")
        try:
            with self.env.cr.savepoint():
                line = self._chorus_deposit_of(move)
                flow = line.flow_id
                same, other = flow._chorus_look_up(portal, line)
                if not same:
                    line._chorus_note_taken(other)
                    raise _Differs(line._chorus_taken_words() if other else "")
                flow = flow._chorus_on_its_own(line)
                flow._chorus_adopt_unsent(portal, line, same)
        except LockError:
            # It is leaving at this moment: that deposit finds out by itself.
            self.verdict = "sent"
            return
        except _Differs as error:
            self.write({"verdict": "differs", "difference": str(error)})
            return
        self.verdict = "adopted"

    def _chorus_deposit_of(self, move):
        """Return the line of the deposit that waits to leave, or of one that is made.

        :raise LockError: a worker is about to send it
        """
        line = move.sudo()._chorus_current_line()
        if line and line.flow_id.state == "queued" and line.outcome == "pending":
            line.flow_id.lock_for_update()
            return line
        return self.env["chorus.flow"]._chorus_create(move).line_ids
