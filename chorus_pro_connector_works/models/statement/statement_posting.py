# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Posting freezes a statement and makes its invoice; only the last one is cancelled."""

from odoo import models
from odoo.exceptions import UserError


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def action_post(self):
        """Button *Post*: compute a last time, check, make the invoice, freeze."""
        self._works_check_may_post()
        for statement in self:
            own = statement.sudo()
            # Whoever posts at the same time waits, and then finds it posted.
            statement._works_lock()
            statement._works_check_draft()
            own._works_refresh_lines()
            own._works_store()
            statement._works_check()
            statement._works_make_invoice()
            own.write({"state": "posted"})
            statement._works_posted()
        return True

    def _works_lock(self):
        """Be the only one who changes the statement until the end of this action."""
        self.ensure_one()
        if not self.sudo().try_lock_for_update():
            raise UserError(
                self.env._(
                    "Somebody else is saving %(statement)s right now: try again in a "
                    "moment.",
                    statement=self.name,
                )
            )

    def _works_check_may_post(self):
        """Site users type progress; what becomes an invoice is the office's."""
        group = "chorus_pro_connector_works.group_works_user"
        if not self.env.user.has_group(group):
            raise UserError(
                self.env._(
                    "Posting makes an invoice: ask a user of statements and invoices."
                )
            )

    def _works_make_invoice(self):
        """Hook: make and post the invoice of the month."""

    def _works_posted(self):
        """Hook: the statement and its invoice are posted."""

    def action_cancel(self):
        """Button *Cancel*: the last statement only, others go on from their figures."""
        self._works_check_may_post()
        for statement in self:
            statement._works_lock()
            statement._works_check_last()
            statement._works_undo_invoice()
            statement._works_set_cancelled()
        return True

    def _works_check_last(self):
        self.ensure_one()
        if self.state != "posted" or self != self._works_last():
            raise UserError(
                self.env._(
                    "Only the last posted statement of a market can be cancelled: the "
                    "next ones go on from %(statement)s.",
                    statement=self.name,
                )
            )
        domain = [*self._works_chain_domain(), ("state", "=", "draft")]
        if draft := self.sudo().search(domain, limit=1):
            raise UserError(
                self.env._(
                    "%(draft)s goes on from %(statement)s: delete it first.",
                    draft=draft.name,
                    statement=self.name,
                )
            )

    def _works_undo_invoice(self):
        """Hook: take the invoice of the statement back."""

    def _works_set_cancelled(self):
        """Free what the statement deducted, for the next one."""
        own = self.sudo()
        own.request_ids.write({"statement_id": False})
        own.write({"state": "cancelled"})
