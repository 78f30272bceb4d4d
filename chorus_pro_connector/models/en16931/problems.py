# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What only the mapping can find, line by line or once amounts are added up.

The mapping reports them (``report`` in terms.py); everything that a look at the fields
can tell is a rule with a predicate instead (models/checks).
"""

from odoo.tools.translate import LazyTranslate

from ..rule import reported

_lt = LazyTranslate(__name__)

reported(
    "several_vat",
    "invoice_line_ids",
    "draft",
    _lt(
        "Line %(number)s (%(name)s) has several VAT rates (%(taxes)s); keep one per "
        "line."
    ),
    "BR-CO-04",
)
reported(
    "tax_type",
    "invoice_line_ids",
    "draft",
    _lt(
        "The tax %(tax)s of line %(number)s (%(name)s) is not a percentage of the "
        "price: use a percentage."
    ),
    "BR-CO-17",
)
reported(
    "tax_category",
    "invoice_line_ids",
    "draft",
    _lt(
        "The tax %(tax)s of line %(number)s (%(name)s) is at %(rate)s%% but its "
        "category is %(category)s: correct its tax category code."
    ),
    "BR-S-05, BR-E-05",
)
reported(
    "mixed_out_of_scope",
    "invoice_line_ids",
    "draft",
    _lt(
        "Lines outside the scope of VAT (category O) cannot be on the same invoice as "
        "others: use category E for them, or two invoices."
    ),
    "BR-O-11",
)
reported(
    "period",
    "invoice_line_ids",
    "draft",
    _lt(
        "The period of line %(number)s (%(name)s) ends before it begins: correct its "
        "dates."
    ),
    "BR-30",
)
reported(
    "line_unbalanced",
    "invoice_line_ids",
    "draft",
    _lt(
        "Line %(number)s (%(name)s) does not balance: quantity × price makes "
        "%(gross)s, %(net)s is booked. Enter its price again."
    ),
    "BR-CO-10",
)
reported(
    "vat_amount",
    "tax_totals",
    "draft",
    _lt(
        "VAT at %(rate)s%% comes to %(vat)s on the invoice and to %(expected)s by its "
        "base: correct the tax lines, or round taxes globally in the accounting "
        "settings."
    ),
    "BR-CO-17",
)
reported(
    "unbalanced",
    "tax_totals",
    "draft",
    _lt(
        "The lines and taxes add up to %(computed)s and the invoice to %(booked)s: "
        "reset it to draft and confirm it again."
    ),
    "BR-CO-15",
)
reported(
    "currency_rate",
    "currency_id",
    "draft",
    _lt("The currency %(currency)s has no rate: enter one."),
    "BR-53",
)
reported(
    "currency_decimals",
    "currency_id",
    "draft",
    _lt(
        "The currency %(currency)s has more than two decimals, which the European "
        "standard does not allow: invoice in another currency."
    ),
    "BR-DEC-12",
)
reported(
    "note_too_long",
    "narration",
    "draft",
    _lt(
        "The terms and conditions are too long for the file: keep the essential and "
        "join the whole as a document."
    ),
    "BR-FR-CPRO-42",
)
reported(
    "other",
    "invoice_line_ids",
    "invoice",
    _lt("The invoice cannot become a file for Chorus Pro. %(reason)s"),
    "BR-01",
)
