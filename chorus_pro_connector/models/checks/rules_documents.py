# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules about joined documents: only what could not be mended."""

from odoo import models
from odoo.tools.translate import LazyTranslate

from ...chorus import documents, rules
from ..file.account_move_file import PDF
from ..rule import DANGER, rule

_lt = LazyTranslate(__name__)

DOCUMENTS = ("chorus_attachment_ids.name", "chorus_attachment_ids.checksum")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_bad_documents(self, problem):
        """Return the names of the documents that have ``problem``, as one text."""
        names = [
            item.source.name or item.name
            for item in self._chorus_documents()
            if documents.problem(item.name, item.size) == problem
        ]
        return {"name": "”, “".join(names)} if names else None

    @rule(
        "attachment",
        DANGER,
        "chorus_attachment_ids",
        "references",
        _lt(
            "Chorus Pro does not take the format of “%(name)s”: join the document as "
            "PDF in the tab “Chorus Pro”."
        ),
        number="portal.md §5.1",
        depends=DOCUMENTS,
    )
    def _chorus_check_attachment(self):
        return self._chorus_bad_documents("format")

    @rule(
        "attachment_empty",
        DANGER,
        "chorus_attachment_ids",
        "references",
        _lt(
            "The document “%(name)s” is empty: remove it in the tab “Chorus Pro”, or "
            "join it again."
        ),
        number="portal.md §5.1",
        depends=DOCUMENTS,
    )
    def _chorus_check_attachment_empty(self):
        return self._chorus_bad_documents("empty")

    @rule(
        "attachment_size",
        DANGER,
        "chorus_attachment_ids",
        "references",
        _lt(
            "The document “%(name)s” weighs more than 10 MB and cannot be made "
            "lighter: replace it in the tab “Chorus Pro”, in several parts if need be."
        ),
        number="portal.md §5.1",
        depends=DOCUMENTS,
    )
    def _chorus_check_attachment_size(self):
        return self._chorus_bad_documents("size")

    @rule(
        "attachment_total",
        DANGER,
        "chorus_attachment_ids",
        "references",
        _lt(
            "The documents weigh %(size)s MB together, and with the invoice they may "
            "weigh %(limit)s MB: remove one in the tab “Chorus Pro”, or make it "
            "lighter."
        ),
        number="GDP_MSG_11.022",
        depends=[*DOCUMENTS, "chorus_format"],
    )
    def _chorus_check_attachment_total(self):
        size = self._chorus_documents_size()
        # One that is too heavy alone is named by the row above.
        alone = self._chorus_check_attachment_size()
        if alone or size <= self._chorus_documents_room():
            return None
        apart = self._chorus_file_format() == PDF
        limit = rules.INVOICE_SIZE if apart else rules.FILE_SIZE
        return {
            "size": rules.megabytes(size),
            "limit": limit // 1024 // 1024,
        }
