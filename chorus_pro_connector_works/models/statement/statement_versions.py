# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two people who type the same statement: neither overwrites the other unseen."""

from odoo import Command, api, models
from odoo.exceptions import UserError


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def write(self, vals):
        """Refuse lines that somebody else typed meanwhile.

        :param vals: ``known_version``, if there, is the ``version`` that the form had
            read: it says what its user has seen
        """
        vals = dict(vals)
        known = vals.pop("known_version", None)
        lines = self._works_typed_lines(vals)
        if known is not None and lines:
            self._works_check_seen(lines, known)
        done = super().write(vals)
        if lines:
            self._works_bump(lines)
        return done

    def web_save(self, vals, specification, next_id=None):
        # EXTENDS 'web', whose create knows no version.
        if not self:
            vals.pop("known_version", None)
        return super().web_save(vals, specification, next_id=next_id)

    @api.model
    def _works_typed_lines(self, vals):
        """Return the lines that a write changes."""
        ids = [
            command[1]
            for command in vals.get("line_ids") or ()
            if command[0] == Command.UPDATE and command[2]
        ]
        return self.env["chorus.works.statement.line"].browse(ids)

    def _works_check_seen(self, lines, known):
        self.ensure_one()
        self._works_lock()
        newer = lines.sudo().filtered(lambda line: line.version > known)
        if newer:
            raise UserError(
                self.env._(
                    "%(user)s has typed line %(line)s of %(statement)s since you "
                    "opened it: your figures are still on the screen, note them, "
                    "reload and type them again where they still hold.",
                    user=newer[0].write_uid.name,
                    line=newer[0].code or newer[0].name,
                    statement=self.name,
                )
            )

    def _works_bump(self, lines):
        for statement in self.sudo():
            version = statement.version + 1
            statement.write({"version": version})
            # Written beside, so that whoever typed stays its last writer.
            mine = lines.filtered(lambda row, own=statement: row.statement_id == own)
            mine.sudo().write({"version": version})
