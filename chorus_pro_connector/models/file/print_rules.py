# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What only the making of the file can find: the print, the picture, the weight.

Each bears the code of the ``FileError`` that the plain part raises; ``%(detail)s`` is
what the error names.
"""

from odoo.tools.translate import LazyTranslate

from ..rule import reported

_lt = LazyTranslate(__name__)

PRINT = "invoice_pdf_report_id"

reported(
    "logo",
    "logo",
    "company",
    _lt("The logo of %(detail)s is damaged: choose the picture again on the company."),
    "portal.md §5.1, Factur-X",
)
reported(
    "pdf_corrupt",
    PRINT,
    "invoice",
    _lt("The PDF of the invoice is damaged: print it again."),
    "portal.md §5.1, Factur-X",
)
reported(
    "pdf_encrypted",
    PRINT,
    "invoice",
    _lt("The PDF of the invoice is protected by a password: remove it."),
    "portal.md §5.1, Factur-X",
)
reported(
    "pdf_empty",
    PRINT,
    "invoice",
    _lt("The PDF of the invoice is empty: print it again."),
    "portal.md §5.1, Factur-X",
)
reported(
    "pdf_font",
    PRINT,
    "invoice",
    _lt(
        "The PDF of the invoice lacks a font: choose another one in the layout of "
        "documents. %(detail)s"
    ),
    "portal.md §5.1, Factur-X",
)
reported(
    "print_lacks",
    PRINT,
    "print",
    _lt(
        "The printed invoice does not show %(detail)s, which its file has: complete "
        "the layout of documents or the report, then print it again for Chorus Pro."
    ),
    "portal.md §5.1, CGI annexe II 242 nonies A",
)
reported(
    "pdf_missing",
    PRINT,
    "invoice",
    _lt(
        "The invoice could not be printed: check the report chosen for this customer "
        "or journal."
    ),
    "portal.md §5.1, Factur-X",
)
reported(
    "attachment_name",
    "chorus_attachment_ids",
    "references",
    _lt("A joined document has no usable name: rename it. %(detail)s"),
    "BR-FR-CPRO-30, 41",
)
reported(
    "file_size",
    "chorus_attachment_ids",
    "references",
    _lt(
        "The file would weigh %(detail)s MB, and Chorus Pro takes 10 MB: remove a "
        "joined document, or make it lighter."
    ),
    "portal.md §5.1",
)
reported(
    "file_size_alone",
    "invoice_line_ids",
    "invoice",
    _lt(
        "The file would weigh %(detail)s MB without any joined document, and Chorus "
        "Pro takes 10 MB: choose the format CII in the tab “Chorus Pro”, use lighter "
        "pictures in the layout of documents, or make several invoices."
    ),
    "portal.md §5.1",
)
reported(
    "file_invalid",
    "invoice_line_ids",
    "invoice",
    _lt(
        "The file would not be valid: report this to who maintains the connector. "
        "%(detail)s"
    ),
    "BR-01",
)
