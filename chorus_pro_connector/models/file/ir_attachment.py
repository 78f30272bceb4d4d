# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models, tools

from ...chorus import rules
from ...chorus.pdf.health import ailment


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _chorus_ailment(self):
        """Say what keeps people from opening this PDF, see :func:`~…health.ailment`.

        None of other kinds of files, and of one that is still being typed in.
        """
        if not self.checksum or rules.extension_of(self.name or "") != "pdf":
            return None
        return self._chorus_find_ailment()

    # By content: the same plan is joined to ten invoices, which are looked at often.
    @tools.ormcache("self.checksum")
    def _chorus_find_ailment(self):
        content = self.sudo().raw or b""
        # One that is empty, or gone from the disk, has words of its own.
        return ailment(content) if content else None
