# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the portal says, in the chatter: signed by it, one line that opens."""

import base64

from markupsafe import Markup
from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.tools import file_open

PORTAL = "chorus_pro_connector.partner_portal"
ICON = "chorus_pro_connector/static/description/icon.png"


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_in_company_language(self):
        """Return these invoices (of one company) in the language of its books.

        Whoever happens to read the portal, a scheduled action above all, may have
        another one.
        """
        lang = self.sudo().company_id[:1].partner_id.lang
        return self.with_context(lang=lang) if lang else self

    def _chorus_tell(self, head, *details):
        """Write what the portal says of one invoice.

        :param head: what must be read, one line
        :param details: what may be read: texts or Markup, a paragraph each
        """
        self.ensure_one()
        self._chorus_tell_all({self.id: (head, *details)})

    def _chorus_tell_all(self, sayings):
        """Write what the portal says of many invoices at once.

        :param sayings: dict id → (head, *details), see :meth:`_chorus_tell`
        """
        portal = self._chorus_portal()
        self.browse(sayings)._message_log_batch(
            bodies={id_: _folded(*saying) for id_, saying in sayings.items()},
            author_id=portal.id if portal else None,
        )

    @api.model
    def _chorus_portal(self):
        """Return the contact that signs for the portal, archived: nobody invoices it.

        Made when it first speaks, for an installation writes on no contact. Empty while
        another transaction makes it: then who asked signs.
        """
        if portal := self.env.ref(PORTAL, raise_if_not_found=False):
            return portal
        partners = self.env["res.partner"].sudo()
        try:
            with self.env.cr.savepoint():
                return partners._load_records([self._chorus_portal_record()])
        except UniqueViolation:
            return partners

    def _chorus_portal_record(self):
        with file_open(ICON, "rb") as icon:
            image = base64.b64encode(icon.read())
        return {
            "xml_id": PORTAL,
            "noupdate": True,
            "values": {
                "name": "Chorus Pro",
                "is_company": True,
                "active": False,
                "image_1920": image,
            },
        }


def paragraphs(*parts):
    """Return HTML of texts, a paragraph each; only Markup is taken as HTML."""
    return Markup().join(
        part if isinstance(part, Markup) else Markup("<p>%s</p>") % part
        for part in parts
        if part
    )


def _folded(head, *details):
    """Return HTML: one line, and what opens below it."""
    below = paragraphs(*details)
    if not below:
        return paragraphs(head)
    return Markup("<details><summary>%s</summary>%s</details>") % (head, below)
