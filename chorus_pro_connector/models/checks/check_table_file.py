# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rows that the making of the file finds, whose sentence names the line or amount.

Each is tried before the invoice is confirmed, by making all of its file but the PDF.
"""

from .check_row import Check


def _row(field, action, rule):
    return Check("danger", field, action, None, live=True, rule=rule)


FILE_CHECKS = {
    "line_without_name": _row("invoice_line_ids", "draft", "BR-25"),
    "line_without_vat": _row("invoice_line_ids", "draft", "BR-CO-04"),
    "several_vat": _row("invoice_line_ids", "draft", "BR-CO-04"),
    "tax_type": _row("invoice_line_ids", "draft", "BR-CO-17"),
    "tax_category": _row("invoice_line_ids", "draft", "BR-S-05, BR-E-05"),
    "mixed_out_of_scope": _row("invoice_line_ids", "draft", "BR-O-11"),
    "period": _row("invoice_line_ids", "draft", "BR-30"),
    "line_unbalanced": _row("invoice_line_ids", "draft", "BR-CO-10"),
    "vat_amount": _row("tax_totals", "draft", "BR-CO-17"),
    "unbalanced": _row("tax_totals", "draft", "BR-CO-15"),
    "currency_rate": _row("currency_id", "draft", "BR-53"),
    "currency_decimals": _row("currency_id", "draft", "BR-DEC-12"),
    "siret": _row("company_registry", "client", "BR-FR-CPRO-10"),
    "identifier": _row("company_registry", "client", "BR-FR-CPRO-03"),
    "identifier_length": _row("company_registry", "client", "BR-FR-CPRO-04 to 08"),
    "party_nameless": _row("name", "client", "BR-06, BR-07"),
    "buyer_vat": _row("vat", "client", "BR-IC-02, BR-AE-02"),
    "seller_vat": _row("vat", "company", "BR-S-02"),
    "country": _row("country_id", "client", "BR-09, BR-11"),
    "bank_account": _row("partner_bank_id", "bank", "G1.16"),
    "iban": _row("partner_bank_id", "bank", "G1.16, BR-FR-CPRO-39"),
    "number": _row("name", "draft", "G1.05, BR-FR-CPRO-02"),
    "original_number": _row("reversed_entry_id", "draft", "BR-FR-CPRO-02, 20"),
    "buyer_reference": _row("buyer_reference", "references", "spec §5.3, BT-10"),
    "purchase_order_reference": _row(
        "purchase_order_reference", "references", "BR-FR-CPRO-15"
    ),
    "contract_reference": _row("contract_reference", "references", "BR-FR-CPRO-14"),
    "note_too_long": _row("narration", "draft", "BR-FR-CPRO-42"),
    "payee": _row("chorus_format", "references", "spec §2.6, BG-10"),
    "logo": _row("logo", "company", "spec §5.1, Factur-X"),
    "pdf_corrupt": _row("invoice_pdf_report_id", "invoice", "spec §5.1, Factur-X"),
    "pdf_encrypted": _row("invoice_pdf_report_id", "invoice", "spec §5.1, Factur-X"),
    "pdf_empty": _row("invoice_pdf_report_id", "invoice", "spec §5.1, Factur-X"),
}
# A refusal that nobody has foreseen still stops the invoice, and opens it.
OTHER_CHECK = _row("invoice_line_ids", "invoice", "")
