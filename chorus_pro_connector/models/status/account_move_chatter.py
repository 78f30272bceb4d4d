# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the portal says, in the chatter: signed by it, one line that opens."""

from markupsafe import Markup

from odoo import models

PORTAL = "chorus_pro_connector.partner_portal"


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
        portal = self.env.ref(PORTAL, raise_if_not_found=False)
        self.browse(sayings)._message_log_batch(
            bodies={id_: _folded(*saying) for id_, saying in sayings.items()},
            # Somebody may have deleted the contact: then who asked signs.
            author_id=portal.id if portal else None,
        )


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
