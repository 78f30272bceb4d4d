# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A statement that was taken back, typed again: all that a person had entered."""

from odoo import Command, models
from odoo.exceptions import UserError

# Of the statement itself; lines and other amounts are taken apart.
TYPED_AGAIN = (
    "kind",
    "reason",
    "period_start",
    "period_end",
    "is_retention_typed",
    "retention_typed",
    "is_advance_typed",
    "advance_typed",
)


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def _works_stated_again(self):
        """Return the draft of the same number in the chain, empty without one."""
        if not self:
            return self
        domain = [
            *self._works_chain_domain(),
            ("number", "=", self.number),
            ("rank", "=", self.rank),
            ("state", "=", "draft"),
        ]
        return self.sudo().search(domain, limit=1).with_env(self.env)

    def action_state_again(self):
        """Button *Type it again*: a draft with all that a cancelled one had."""
        self.ensure_one()
        self._works_check_may_post()
        again = self._works_stated_again()
        if not again:
            first = 0 if self.order_id else self.market_id.opening_number
            if (
                self.state != "cancelled"
                or self.rank
                or self.number != 1 + (self._works_last().number or first)
            ):
                raise UserError(
                    self.env._(
                        "%(statement)s has been stated again since: open the last "
                        "statement of its market.",
                        statement=self.name,
                    )
                )
            again = self._works_state_again()
        return {
            "type": "ir.actions.act_window",
            "res_model": "chorus.works.statement",
            "view_mode": "form",
            "res_id": again.id,
        }

    def _works_state_again(self):
        """Return a new draft of the same number and period, with all that was typed.

        The statement has been taken back: its requests are free again, and come along
        as all open ones do with any new statement.
        """
        self.ensure_one()
        values = {name: self[name] for name in TYPED_AGAIN}
        again = self.create(
            {**values, "market_id": self.market_id.id, "order_id": self.order_id.id}
        )
        again.write(
            {
                "line_ids": again._works_progress_of(self),
                "other_ids": again._works_others_of(self),
            }
        )
        return again

    def _works_progress_of(self, other):
        """Return the commands that give the lines what was typed in another."""
        rows = {row.line_id: row for row in other.line_ids}
        return [
            Command.update(
                line.id, {"mode": row.mode, "value": row.value, "reason": row.reason}
            )
            for line in self.line_ids
            if not line.is_closed and (row := rows.get(line.line_id))
        ]

    def _works_others_of(self, other):
        """Return the commands that give this statement another's other amounts."""
        carried = {row.previous_id: row for row in self.other_ids if row.previous_id}
        commands = []
        for row in other.other_ids:
            if here := carried.get(row.previous_id):
                values = {"amount": row.amount, "name": row.name}
                commands.append(Command.update(here.id, values))
                continue
            names = ("kind", "name", "sequence", "amount")
            values = {name: row[name] for name in names}
            values.update(lot_id=row.lot_id.id, tax_id=row.tax_id.id)
            commands.append(Command.create(values))
        return commands
