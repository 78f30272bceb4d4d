# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules about the print that the file holds; what stops it is in print_rules.py."""

from odoo import models
from odoo.tools.translate import LazyTranslate

from ..file.account_move_file import PRINTED
from ..file.print_rules import PRINT
from ..rule import WARNING, rule

_lt = LazyTranslate(__name__)


class AccountMove(models.Model):
    _inherit = "account.move"

    @rule(
        "print_unread",
        WARNING,
        PRINT,
        "settings",
        _lt(
            "The printed invoice holds no text that can be read, so nobody checked "
            "that it names your company: have wkhtmltopdf “with patched qt” installed "
            "on the server, or look at the PDF before you send it."
        ),
        number="portal.md §5.1, CGI annexe II 242 nonies A",
        depends=["chorus_print_unread", "chorus_format"],
    )
    def _chorus_check_print_unread(self):
        unread = self.chorus_print_unread and self._chorus_file_format() in PRINTED
        return {} if unread else None
