# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Read a CII invoice back and compare it with the move, knowing nothing of the writer.

Only XPath, Decimal and the fields that an accountant sees in Odoo: whatever the mapping
got wrong cannot be repeated here by sharing its code.
"""

from decimal import ROUND_HALF_UP, Decimal

from lxml import etree

NS = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusiness"
    "InformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
AGREEMENT = "//ram:ApplicableHeaderTradeAgreement"
SETTLEMENT = "//ram:ApplicableHeaderTradeSettlement"
TOTALS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
BUYER_CITY = f"{AGREEMENT}/ram:BuyerTradeParty/ram:PostalTradeAddress/ram:CityName"
ADJUSTMENT = "ram:SpecifiedTradeAllowanceCharge[ram:ChargeIndicator/udt:Indicator='%s']"


def money(value):
    """Cents of a float that Odoo shows."""
    return Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def amount_due(move):
    """What the client owes of an invoice: a credit note reaches it as another document,
    with its own amount, whatever Odoo set off."""
    set_off = move.sudo().line_ids.matched_credit_ids.filtered(
        lambda partial: partial.credit_move_id.move_id.move_type == "out_refund"
    )
    return move.amount_residual + sum(set_off.mapped("debit_amount_currency"))


class Invoice:
    """A parsed invoice; ``text`` gives '' and ``number`` None for what is absent."""

    def __init__(self, xml):
        self.root = etree.fromstring(xml)

    def nodes(self, path, node=None):
        start = self.root if node is None else node
        return start.xpath(path, namespaces=NS)

    def text(self, path, node=None):
        found = self.nodes(path, node)
        assert len(found) <= 1, f"{path}: {len(found)} times"
        return (found[0].text or "") if found else ""

    def number(self, path, node=None):
        text = self.text(path, node)
        return Decimal(text) if text else None

    def total(self, name):
        return self.number(f"{TOTALS}/ram:{name}")

    @property
    def lines(self):
        return self.nodes("//ram:IncludedSupplyChainTradeLineItem")

    def vat_total(self, currency):
        return self.number(f"{TOTALS}/ram:TaxTotalAmount[@currencyID='{currency}']")

    def adjustments(self, node, kind):
        """Sum of allowances (kind 'false') or charges ('true') under ``node``."""
        path = f"{ADJUSTMENT % kind}/ram:ActualAmount"
        return sum((Decimal(n.text) for n in self.nodes(path, node)), Decimal(0))


def compare(test, xml, move, preceding=None):
    """Assert that ``xml`` says what ``move`` says, term by term.

    :param preceding: the invoice it must name; by default the one it reverses
    """
    invoice = Invoice(xml)
    compare_header(test, invoice, move, preceding or move.reversed_entry_id)
    compare_parties(test, invoice, move)
    compare_payment(test, invoice, move)
    compare_lines(test, invoice, move)
    compare_vat(test, invoice)
    compare_totals(test, invoice, move)
    return invoice


def compare_header(test, invoice, move, preceding):
    document = "//rsm:ExchangedDocument"
    expected = {
        f"{document}/ram:ID": move.name,
        f"{document}/ram:TypeCode": "381" if move.move_type == "out_refund" else "380",
        f"{document}/ram:IssueDateTime/udt:DateTimeString": move.invoice_date.strftime(
            "%Y%m%d"
        ),
        "//ram:GuidelineSpecifiedDocumentContextParameter/ram:ID": (
            "urn:cen.eu:en16931:2017"
        ),
        "//ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID": (
            move.chorus_framework
        ),
        f"{AGREEMENT}/ram:BuyerReference": move.buyer_reference or "",
        f"{AGREEMENT}/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID": (
            move.purchase_order_reference or ""
        ),
        f"{AGREEMENT}/ram:ContractReferencedDocument/ram:IssuerAssignedID": (
            move.contract_reference or ""
        ),
        f"{SETTLEMENT}/ram:InvoiceCurrencyCode": move.currency_id.name,
        f"{SETTLEMENT}/ram:InvoiceReferencedDocument/ram:IssuerAssignedID": (
            preceding.name or ""
        ),
    }
    for path, value in expected.items():
        test.assertEqual(seen(invoice.text(path)), seen(value), path)


def compare_parties(test, invoice, move):
    seller = invoice.nodes(f"{AGREEMENT}/ram:SellerTradeParty")[0]
    buyer = invoice.nodes(f"{AGREEMENT}/ram:BuyerTradeParty")[0]
    for party, partner in (
        (seller, move.company_id.partner_id),
        (buyer, move.commercial_partner_id),
    ):
        test.assertEqual(invoice.text("ram:Name", party), partner.name)
        identifier = "ram:GlobalID[@schemeID='0009']"
        test.assertEqual(invoice.text(identifier, party), partner.company_registry)
        legal = "ram:SpecifiedLegalOrganization/ram:ID[@schemeID='0002']"
        length = 9 if move.company_id.chorus_legal_id == "siren" else 14
        test.assertEqual(invoice.text(legal, party), partner.company_registry[:length])
        address = "ram:PostalTradeAddress/ram:"
        test.assertEqual(invoice.text(f"{address}CityName", party), partner.city)
        test.assertEqual(invoice.text(f"{address}PostcodeCode", party), partner.zip)
        test.assertEqual(
            invoice.text(f"{address}CountryID", party), partner.country_id.code
        )


def compare_payment(test, invoice, move):
    means = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans"
    code = invoice.text(f"{means}/ram:TypeCode")
    iban = invoice.text(f"{means}/ram:PayeePartyCreditorFinancialAccount/ram:IBANID")
    if move.move_type == "out_refund":
        test.assertFalse(invoice.nodes(means), "payment means on a credit note")
        return
    test.assertIn(code, "10 20 30 31 42 48 49 58 59 97".split())
    if code == "30":
        test.assertEqual(iban, move.partner_bank_id.sanitized_acc_number)
    due = "//ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString"
    if invoice.total("DuePayableAmount"):
        test.assertEqual(invoice.text(due), move.invoice_date_due.strftime("%Y%m%d"))


def seen(text):
    """Keep what a person would see of a text."""
    return "".join(char for char in text if char.isprintable()).strip()


def fixed_taxes(line):
    """Amount of the fixed taxes (per unit) of a line that are in the base of VAT."""
    taxes = line.tax_ids.flatten_taxes_hierarchy().sorted("sequence")
    vat = taxes.filtered(lambda tax: tax.amount_type == "percent")[:1]
    taxes = taxes[: list(taxes).index(vat)] if vat else taxes
    # A negative price is a return: the tax is given back with it.
    price = line.price_unit * (1 - line.discount / 100)
    quantity = -line.quantity if price < 0 else line.quantity
    return sum(
        money(line.currency_id.round(tax.amount * quantity))
        for tax in taxes.filtered(lambda tax: tax.amount_type == "fixed")
        if tax.include_base_amount
    )


def compare_lines(test, invoice, move):
    products = move.invoice_line_ids.filtered(lambda x: x.display_type == "product")
    products = products.sorted(lambda x: (x.sequence, x.id))
    test.assertEqual(len(invoice.lines), len(products))
    for number, (node, line) in enumerate(zip(invoice.lines, products, strict=True), 1):
        compare_line(test, invoice, node, line, str(number))


def compare_line(test, invoice, node, line, number):
    label = f"line {number} {line.name!r}"
    document = "ram:AssociatedDocumentLineDocument/ram:LineID"
    test.assertEqual(invoice.text(document, node), number)
    name = invoice.text("ram:SpecifiedTradeProduct/ram:Name", node)
    test.assertTrue(seen(name), label)
    test.assertTrue(seen(line.name).startswith(seen(name.rstrip("…"))), label)
    settlement = invoice.nodes("ram:SpecifiedLineTradeSettlement", node)[0]
    price = "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice"
    unit = invoice.number(f"{price}/ram:ChargeAmount", node)
    base = invoice.number(f"{price}/ram:BasisQuantity", node) or 1
    quantity = invoice.number("ram:SpecifiedLineTradeDelivery/ram:BilledQuantity", node)
    net = invoice.number(
        "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",
        settlement,
    )
    allowances = invoice.adjustments(settlement, "false")
    charges = invoice.adjustments(settlement, "true")
    # The equation of the line, and the amount that is booked.
    amount = quantity * unit / base - allowances + charges
    # Half a cent at most, for a line given away whose gross amount ends with one.
    test.assertLessEqual(abs(amount - net), Decimal("0.005"), label)
    booked = abs(money(line.amount_currency)) * (-1 if line.price_subtotal < 0 else 1)
    fixed = fixed_taxes(line)
    # Odoo rounds a fixed tax over the whole invoice: a cent (one whole yen) can be on
    # another line.
    drift = Decimal(str(line.currency_id.rounding)) if fixed else 0
    test.assertLessEqual(abs(net - booked - fixed), drift, f"{label}: net amount")
    test.assertEqual(abs(quantity), abs(Decimal(str(line.quantity))), label)
    test.assertLessEqual(-unit.as_tuple().exponent, 6, label)
    test.assertGreaterEqual(unit, 0, label)
    included = line.tax_ids.filtered("price_include")
    if not included:
        expected = abs(Decimal(str(line.price_unit)))
        test.assertLess(abs(unit / base - expected), Decimal("0.0000006"), label)
    given = quantity * unit / base * Decimal(str(line.discount)) / 100
    unit_of_money = Decimal(str(line.currency_id.rounding))
    if line.discount and net >= 0 and given >= unit_of_money:
        path = f"{ADJUSTMENT % 'false'}/ram:CalculationPercent"
        test.assertEqual(
            invoice.number(path, settlement), Decimal(str(line.discount)), label
        )


def compare_vat(test, invoice):
    """The breakdown covers lines and document amounts, per category and rate."""
    bases = {}

    def add(category, rate, amount):
        key = (category, Decimal(rate or 0))
        bases[key] = bases.get(key, Decimal(0)) + amount

    for node in invoice.lines:
        tax = "ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax/ram:"
        net = (
            "ram:SpecifiedLineTradeSettlement/"
            "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
        )
        add(
            invoice.text(f"{tax}CategoryCode", node),
            invoice.text(f"{tax}RateApplicablePercent", node),
            invoice.number(net, node),
        )
    for kind, sign in (("false", -1), ("true", 1)):
        for node in invoice.nodes(f"{SETTLEMENT}/{ADJUSTMENT % kind}"):
            add(
                invoice.text("ram:CategoryTradeTax/ram:CategoryCode", node),
                invoice.text("ram:CategoryTradeTax/ram:RateApplicablePercent", node),
                sign * invoice.number("ram:ActualAmount", node),
            )
    found = {}
    for node in invoice.nodes(f"{SETTLEMENT}/ram:ApplicableTradeTax"):
        category = invoice.text("ram:CategoryCode", node)
        rate = Decimal(invoice.text("ram:RateApplicablePercent", node) or 0)
        base = invoice.number("ram:BasisAmount", node)
        vat = invoice.number("ram:CalculatedAmount", node)
        found[category, rate] = base
        test.assertLess(abs(vat - base * rate / 100), 1)
        reason = invoice.text("ram:ExemptionReason", node)
        test.assertEqual(bool(reason), category in "E AE G K O".split(), category)
    test.assertEqual(found, bases)


def compare_totals(test, invoice, move):
    lines = sum(
        (
            invoice.number(
                "ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlement"
                "LineMonetarySummation/ram:LineTotalAmount",
                node,
            )
            for node in invoice.lines
        ),
        Decimal(0),
    )
    test.assertEqual(invoice.total("LineTotalAmount"), lines)
    vat = invoice.vat_total(move.currency_id.name)
    untaxed = invoice.total("TaxBasisTotalAmount")
    total = invoice.total("GrandTotalAmount")
    rounding = invoice.total("RoundingAmount") or 0
    paid = invoice.total("TotalPrepaidAmount") or 0
    due = invoice.total("DuePayableAmount")
    test.assertEqual(total, untaxed + vat)
    test.assertEqual(total + rounding, money(move.amount_total))
    test.assertEqual(due, total - paid + rounding)
    fixed = sum(
        money(line.amount_currency * move.direction_sign)
        for line in move.line_ids
        if line.tax_line_id.amount_type == "fixed"
    )
    test.assertEqual(vat, money(move.amount_tax) - fixed)
    test.assertEqual(untaxed, money(move.amount_untaxed) + fixed - rounding)
    if move.move_type == "out_refund":
        test.assertEqual(due, money(move.amount_total))
    elif move.chorus_framework == "A2":
        test.assertEqual((due, paid), (0, money(move.amount_total)))
    else:
        test.assertEqual(due, money(amount_due(move)))
    if move.currency_id != move.company_currency_id:
        accounting = invoice.vat_total(move.company_currency_id.name)
        booked = sum(
            money(line.balance * move.direction_sign)
            for line in move.line_ids
            if line.tax_line_id and line.tax_line_id.amount_type != "fixed"
        )
        test.assertEqual(accounting, booked)
