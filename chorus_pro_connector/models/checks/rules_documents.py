# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules about joined documents: only what could not be mended."""

import math

from odoo import models
from odoo.tools.translate import LazyTranslate

from ...chorus import documents, rules
from ..rule import DANGER, WARNING, rule

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
        return {"name": ", ".join(names)} if names else None

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

    def _chorus_ailing_documents(self, ailment):
        """Return the names of the joined PDFs that have ``ailment``, as one text."""
        names = [
            item.source.name or item.name
            for item in self._chorus_documents()
            if item.source._origin._chorus_ailment() == ailment
        ]
        return {"name": ", ".join(names)} if names else None

    @rule(
        "attachment_foreign",
        DANGER,
        "chorus_attachment_ids",
        "references",
        _lt(
            "“%(name)s” is no PDF, whatever its name says: join the document again in "
            "the tab “Chorus Pro”, under its true name or saved as PDF."
        ),
        number="portal.md §5.1",
        depends=DOCUMENTS,
    )
    def _chorus_check_attachment_foreign(self):
        return self._chorus_ailing_documents("foreign")

    @rule(
        "attachment_protected",
        WARNING,
        "chorus_attachment_ids",
        "references",
        _lt(
            "“%(name)s” asks for a password, which your client does not have: join it "
            "without protection in the tab “Chorus Pro”."
        ),
        number="portal.md §5.1",
        depends=DOCUMENTS,
    )
    def _chorus_check_attachment_protected(self):
        return self._chorus_ailing_documents("protected")

    @rule(
        "attachment_damaged",
        WARNING,
        "chorus_attachment_ids",
        "references",
        _lt(
            "“%(name)s” is damaged, and your client may not be able to open it: open "
            "it, save it anew, and join it again in the tab “Chorus Pro”."
        ),
        number="portal.md §5.1",
        depends=DOCUMENTS,
    )
    def _chorus_check_attachment_damaged(self):
        return self._chorus_ailing_documents("damaged")

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
            "The documents weigh %(size)s MB together, and beside the invoice they may "
            "weigh %(limit)s MB in this format: remove one in the tab “Chorus Pro”, or "
            "make it lighter."
        ),
        number="GDP_MSG_11.022",
        depends=[*DOCUMENTS, "chorus_format"],
    )
    def _chorus_check_attachment_total(self):
        size = self._chorus_documents_size()
        if not size:
            return None
        room = self._chorus_documents_room()
        # One that is too heavy alone is named by the row above.
        if size <= room or self._chorus_check_attachment_size():
            return None
        # What is said keeps to the limit when it is rounded.
        return {
            "size": rules.megabytes(size, math.ceil),
            "limit": rules.megabytes(room, math.floor),
        }
