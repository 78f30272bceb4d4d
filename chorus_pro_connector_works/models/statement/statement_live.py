# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a form shows while a month is typed and not saved yet.

The client asks twice for each cell: the row for its own figures, the statement for its
header. Odoo would build the form again, with all its lines, for both.
"""

from odoo import Command, api, models

# Typed in the header, or in the small lists beside the lines.
_HEADER = frozenset(
    {
        "other_ids",
        "request_ids",
        "is_retention_typed",
        "retention_typed",
        "is_advance_typed",
        "advance_typed",
        "date",
        "reason",
    }
)
_LIVE = _HEADER | {"line_ids"}


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def onchange(self, values, field_names, fields_spec):
        # OVERRIDE 'web': what is typed is known, and all that it changes of a saved
        # statement are the figures of its header and its warnings.
        if self.state == "draft" and field_names and _LIVE.issuperset(field_names):
            self.check_access("write")
            return {"value": self._works_live(values, fields_spec)}
        return super().onchange(values, field_names, fields_spec)

    @api.onchange(
        "line_ids",
        "other_ids",
        "request_ids",
        "is_retention_typed",
        "retention_typed",
        "is_advance_typed",
        "advance_typed",
    )
    def _onchange_typed(self):
        """Let clients ask for what is typed; beside other fields, Odoo asks here."""
        if self.state == "draft" and self._origin:
            for name, value in self._works_totals(self._works_result()).items():
                self.sudo()[name] = value

    def _works_live(self, values, fields_spec):
        """Return what a form shows, with what it holds and has not saved."""
        if not self._has_field_access(self._fields["amount_net"], "read"):
            return {}  # a site user sees no price, hence nothing that changes
        draft = self._works_typed_header(values).sudo()
        rows = self.sudo().line_ids._works_rows(self._works_typed_cells(values))
        result = draft._works_result(rows)
        live = draft._works_totals(result)
        if "warnings" in fields_spec:
            found = draft._works_warnings(rows, result.executed, result.market)
            live["warnings"] = "\n".join(found)
        return {name: value for name, value in live.items() if name in fields_spec}

    def _works_typed_cells(self, values):
        """Return {id of a line: values} of the cells that a form holds."""
        return {
            key: new
            for command, key, new in (values.get("line_ids") or ())
            if command == Command.UPDATE and new
        }

    def _works_typed_header(self, values):
        """Return the statement with the header that a form holds.

        :raise AccessError: it names records that the user may not read
        """
        typed = {name: values[name] for name in _HEADER & values.keys()}
        if not typed:
            return self
        draft = self.new({name: self[name] for name in typed}, origin=self)
        draft.update(typed)
        # Figures are computed with superuser rights: nobody learns by them what the
        # amounts are of records that he names and cannot read.
        for records in (draft.other_ids, draft.request_ids, draft.other_ids.tax_id):
            records._origin.check_access("read")
        return draft


class ChorusWorksStatementLine(models.Model):
    _inherit = "chorus.works.statement.line"

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS 'web': nothing of the statement changes the figures of a row; Odoo
        # would build all its unsaved lines anew.
        if self:
            values = {
                name: value for name, value in values.items() if name != "statement_id"
            }
        return super().onchange(values, field_names, fields_spec)
