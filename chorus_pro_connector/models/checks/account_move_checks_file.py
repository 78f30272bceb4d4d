# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What only the making of the file can find, tried before it matters."""

import base64
import io
import logging

from PIL import Image

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

from ...chorus.errors import FileError
from ...chorus.pdf.pdfa import open_pdf
from ..en16931.terms import refuse
from ..file.account_move_file import PDF, PRINTED
from ..states import OPEN_STATES

_logger = logging.getLogger(__name__)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_file_issues(self, known):
        """Return the issue that would stop the file, in a list of one or none.

        :param known: issues found otherwise; what stands at the same field as one that
            stops the invoice already is not said twice
        """
        self.ensure_one()
        # What is being typed is looked at once it is saved.
        if self.chorus_state not in OPEN_STATES or not isinstance(self.id, int):
            return []
        error = self._chorus_file_refusal()
        if error is None:
            return []
        return self._chorus_refusal_issue(self._chorus_refusal_of(error), known)

    def _chorus_file_refusal(self):
        """Return the UserError that making the file would raise, or None."""
        try:
            terms = self._chorus_terms()
            if self._chorus_file_format() == PDF:
                self._chorus_check_submission(terms)
            # A file that was made says that all of it could be read.
            if not self.chorus_file:
                self._chorus_check_printed()
        except UserError as error:
            return error
        except FileError as error:
            return self._chorus_file_error(error)
        except Exception:
            # The form must open all the same; making the file will say it.
            _logger.exception("Checks of the file of invoice %s", self.id)
        return None

    def _chorus_check_printed(self):
        """Refuse what the printed invoice is made of, when it cannot be read.

        :raise FileError: ``pdf_corrupt``, ``pdf_encrypted``, ``pdf_empty``: the PDF
            that *Send & Print* left
        :raise UserError: the logo
        """
        if self._chorus_file_format() not in PRINTED:
            return
        if (printed := self._chorus_stored_print()) is not None:
            open_pdf(printed or b"").close()
            return
        # Forms read with ``bin_size``: the logo would come as its size.
        company = self.company_id.with_context(bin_size=False)
        if company.logo and not _is_picture(base64.b64decode(company.logo)):
            raise refuse(
                "logo",
                self.env._(
                    "The logo of %(company)s is damaged: choose the picture again on "
                    "the company.",
                    company=company.name,
                ),
                "company_id",
            )


def _is_picture(content):
    """Tell whether ``content`` (bytes) is a picture that a report can show."""
    if guess_mimetype(content) == "image/svg+xml":
        return True
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.verify()
    except Exception:
        # Damaged pictures meet Pillow's and Python's errors of every kind.
        return False
    return True
