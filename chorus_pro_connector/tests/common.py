# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A French supplier, a public buyer, and builders of invoices between them."""

import io
from itertools import count
from unittest.mock import patch

import pikepdf

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

SUPPLIER_SIRET = "33254021516357"
BUYER_SIRET = "11000201100044"
IBAN = "FR7630006000011234567890189"
_numbers = count(1)  # names of taxes are unique, their printed labels need not be


def small_pdf(text="Facture"):
    """Return a one-page PDF that needs no font, for tests that do not look at it."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>",
    ]
    body, offsets = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n% " + text.encode() + b"\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, rows)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(parts) + 1)
    return body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(body)


def text_pdf(*lines):
    """Return a one-page PDF that shows ``lines``, for whoever reads its text."""
    document, output = pikepdf.new(), io.BytesIO()
    page = document.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    shown = b"".join(
        b"<%s> Tj 0 -20 Td " % line.encode("cp1252").hex().encode() for line in lines
    )
    page.obj.Contents = document.make_stream(b"BT /F1 12 Tf 50 800 Td %sET" % shown)
    document.save(output)
    return output.getvalue()


def patch_source_pdf(env):
    """Replace the rendering of invoices, a second each, by a small PDF.

    Usable as a context manager or with ``startClassPatcher``::

        cls.startClassPatcher(patch_source_pdf(cls.env))
    """
    lacks = env.registry["account.move"]._chorus_print_lacks
    return patch.multiple(
        env.registry["account.move"],
        _chorus_source_pdf=lambda move: small_pdf(),
        _chorus_source_pdfs=lambda moves: dict.fromkeys(moves.ids, small_pdf()),
        # It has no text to be read, which is nobody's fault here.
        _chorus_print_lacks=lambda move, pdf, terms: lacks(move, pdf, terms) or [],
    )


class ChorusInvoiceCommon(AccountTestInvoicingCommon):
    """``cls.clerk`` is an ordinary invoicing user; tests confirm and build as clerk.

    PDFs are not rendered unless the class sets ``render_pdf``.
    """

    render_pdf = False

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        # The chart's country comes with the company; its parties are ours.
        cls.company = cls.company_data["company"]
        cls.company.partner_id.write(
            {
                "name": "Ateliers du Loir",
                "street": "12 rue des Forges",
                "zip": "28200",
                "city": "Châteaudun",
                "country_id": cls.env.ref("base.fr").id,
                "vat": "FR23334175221",
                "company_registry": SUPPLIER_SIRET,
                "phone": "+33 2 37 00 00 00",
                "email": "facturation@ateliers.example",
                "peppol_eas": False,
                "peppol_endpoint": False,
            }
        )
        cls.buyer = cls.env["res.partner"].create(
            {
                "name": "Préfecture d'Eure-et-Loir",
                "is_company": True,
                "street": "1 place de la République",
                "zip": "28000",
                "city": "Chartres",
                "country_id": cls.env.ref("base.fr").id,
                "company_registry": BUYER_SIRET,
                "lang": cls._any_french(),
                "invoice_sending_method": "chorus_pro",
                "peppol_eas": False,
                "peppol_endpoint": False,
                "property_account_receivable_id": cls.company_data[
                    "default_account_receivable"
                ].id,
            }
        )
        # What the law wants to read on its paper, so that nothing is amiss.
        cls.company.report_footer = (
            "<p>SARL au capital de 10 000 € – RCS Chartres 332 540 215. Pénalités de "
            "retard : taux de la BCE + 8 points. Indemnité forfaitaire : 40 €. Pas "
            "d'escompte.</p>"
        )
        cls.bank_account = cls.env["res.partner.bank"].create(
            {
                "acc_number": IBAN,
                "partner_id": cls.company.partner_id.id,
                "company_id": cls.company.id,
                "allow_out_payment": True,
            }
        )
        cls.clerk = new_test_user(
            cls.env,
            "chorus_clerk",
            name="Camille Roux",
            email="camille.roux@ateliers.example",
            groups="base.group_user,account.group_account_invoice",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        if not cls.render_pdf:
            cls.startClassPatcher(patch_source_pdf(cls.env))

    @classmethod
    def _any_french(cls):
        """French when it is installed: the report follows the buyer's language."""
        languages = dict(cls.env["res.lang"].get_installed())
        return "fr_FR" if "fr_FR" in languages else "en_US"

    # === Taxes === #

    @classmethod
    def vat(cls, rate, category=None, code=None, **values):
        """Return a sale tax of ``rate`` per cent, made once per set of arguments."""
        name = values.pop("name", f"TVA {rate:g} %")
        if category:
            values["ubl_cii_tax_category_code"] = category
        if code:
            values["ubl_cii_tax_exemption_reason_code"] = code
        key = (name, rate, tuple(sorted(values.items())))
        taxes = cls.__dict__.get("_taxes")
        if taxes is None:
            taxes = cls._taxes = {}
        # What a test made is rolled back at its end.
        if key not in taxes or not taxes[key].exists():
            taxes[key] = cls.env["account.tax"].create(
                {
                    "name": f"{name} #{next(_numbers)}",
                    "invoice_label": name,
                    "amount": rate,
                    "amount_type": "percent",
                    "type_tax_use": "sale",
                    "company_id": cls.company.id,
                    "country_id": cls.env.ref("base.fr").id,
                    **values,
                }
            )
        return taxes[key]

    # === Invoices === #

    @classmethod
    def line(cls, name, price, taxes=None, quantity=1.0, **values):
        """Return the command of one line; ``taxes`` defaults to VAT at 20 %."""
        if taxes is None:
            taxes = cls.vat(20)
        return Command.create(
            {
                "name": name,
                "quantity": quantity,
                "price_unit": price,
                "tax_ids": [Command.set(taxes.ids)],
                **values,
            }
        )

    @classmethod
    def make_invoice(cls, lines, number="F-2026-001", post=True, **values):
        """Create, and confirm as ``clerk``, an invoice to the public buyer.

        :param lines: commands of :meth:`line`
        :return: account.move in the clerk's environment
        """
        move = (
            cls.env["account.move"]
            .with_user(cls.clerk)
            .create(
                {
                    "move_type": "out_invoice",
                    "name": number,
                    "partner_id": cls.buyer.id,
                    "invoice_date": "2026-03-16",
                    "invoice_date_due": "2026-04-15",
                    "invoice_payment_term_id": False,
                    "partner_bank_id": cls.bank_account.id,
                    "buyer_reference": "SFACETAT",
                    "purchase_order_reference": "EJ-1400012345",
                    "invoice_user_id": cls.clerk.id,
                    "invoice_line_ids": lines,
                    **values,
                }
            )
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def make_refund(cls, lines, number="A-2026-001", **values):
        """Like :meth:`make_invoice`, a credit note."""
        return cls.make_invoice(lines, number, **{"move_type": "out_refund", **values})

    @classmethod
    def make_xml(cls, move):
        """Return the XML of a move, as bytes, without making a PDF."""
        from ..chorus.formats.factur_x import make_xml

        return make_xml(move.env["chorus.en16931"]._get_terms(move))
