# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import json

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..chorus.rehearsal import NotReadable, read


class ChorusRehearsalWizard(models.TransientModel):
    """A pseudonymised copy of a company's invoices, for ``setup/rehearse.sh``, for
    those who have the local portal on another machine."""

    _name = "chorus.rehearsal.wizard"
    _inherit = ["chorus.look.back"]
    _description = "Copy of invoices for a rehearsal"

    months = fields.Integer(
        help="Invoices dated since then are copied, 36 months at most."
    )
    file = fields.Binary(readonly=True, attachment=False)
    file_name = fields.Char(readonly=True, export_string_translation=False)
    invoice_count = fields.Integer(string="Invoices copied", readonly=True)
    client_count = fields.Integer(string="Public clients", readonly=True)

    def action_prepare(self):
        """Button *Prepare the copy*: read, and offer the file; nothing else changes.

        :raise UserError: nothing can be copied, in one sentence
        """
        self._chorus_check()
        # The copy is read in SQL, past rights and rules: they are asked here.
        self.env["account.move"].check_access("read")
        self.env.flush_all()
        today = fields.Date.context_today(self)
        since = self._chorus_since(today)
        try:
            copy, _names = read(self.env.cr, self.company_id.id, since)
        except NotReadable as error:
            raise UserError(str(error)) from error
        if not copy["invoices"]:
            raise UserError(
                self.env._(
                    "%(company)s has no confirmed invoice to a public client since "
                    "%(date)s: look further back.",
                    company=self.company_id.name,
                    date=format_date(self.env, since),
                )
            )
        content = json.dumps(copy, ensure_ascii=False).encode()
        self.write(
            {
                "file": base64.b64encode(content),
                "file_name": f"chorus-rehearsal-{today}.json",
                "invoice_count": len(copy["invoices"]),
                "client_count": sum(row["is_client"] for row in copy["partners"]),
            }
        )
        return self._chorus_reopen(self.env._("Copy for a rehearsal"))
