# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Read the file of a statement back and compare it with the statement, term by term.

Knows what the form of a statement shows and nothing of the mapping. Amounts are those
of the month unless ``whole``: all since the start, less what was stated before.
"""

from collections import defaultdict
from decimal import Decimal as D

from odoo.addons.chorus_pro_connector.tests.facturx_reader import (
    AGREEMENT,
    SETTLEMENT,
    Invoice,
    compare_vat,
    money,
)

DOCUMENT = "//rsm:ExchangedDocument"
DATE = "udt:DateTimeString"
# What each choice of the market deducts of the total (BT-113).
DEDUCTED = {
    "due_now": ("advance", "subcontract", "penalty", "retention"),
    "due_ever": ("advance", "subcontract", "penalty"),
    "advance_only": ("advance",),
    "none": (),
}


def figure(statement, name, whole):
    suffix = "_cumulative" if whole else ""
    return money(statement[f"amount_{name}{suffix}"])


def deducted(statement):
    """Return what the month deducts, by the choice of its market."""
    names = DEDUCTED[statement.market_id.prepaid_content]
    return sum(
        (
            money(statement[f"amount_{name}"])
            for name in names
            if name != "advance" or not statement.is_advance_before_vat
        ),
        D(0),
    )


def expected_bases(statement, whole):
    """Return {rate in %: base} of all that is stated, from the rows of the form."""
    found = defaultdict(D)

    def add(rate, amount):
        if amount:
            found[money(rate * 100)] += amount

    for row in statement.line_ids:
        add(row.rate, money(row.cumulative_amount if whole else row.month_amount))
    for row in statement.other_ids.filtered("tax_id"):
        amount = row.amount if whole else row.month_amount
        add(row.tax_id.amount / 100, money(amount))
    for row in statement.revision_ids:
        add(row.rate, money(row.cumulative if whole else row.month))
    if statement.is_advance_before_vat:
        rows = statement.rate_ids
        if whole:
            domain = [("market_id", "=", statement.market_id.id)]
            rows = statement.sudo().search(
                [*domain, ("state", "=", "posted"), ("number", "<=", statement.number)]
            )
            rows = rows.rate_ids
        for row in rows:
            add(row.rate, -money(row.advance))
    return dict(found)


def compare_statement(test, xml, statement, framework, whole=False, previous=None):
    """Assert that ``xml`` says what a posted statement says.

    :param previous: (number, date) of the piece that BT-25 must name; none by default
    """
    invoice = Invoice(xml)
    statement = statement.sudo()
    sign = -1 if statement.move_id.move_type == "out_refund" else 1
    compare_header(test, invoice, statement, framework, whole, previous)
    compare_amounts(test, invoice, statement, whole, sign)
    compare_rates(test, invoice, statement, whole, sign)
    compare_line_equations(test, invoice)
    compare_vat(test, invoice)
    return invoice


def compare_header(test, invoice, statement, framework, whole, previous):
    market, move = statement.market_id, statement.move_id
    start = statement.period_start
    if whole:
        start = min(market.statement_ids.mapped("period_start"))
    credit = move.move_type == "out_refund"
    period = f"{SETTLEMENT}/ram:BillingSpecifiedPeriod"
    original = f"{SETTLEMENT}/ram:InvoiceReferencedDocument"
    expected = {
        f"{DOCUMENT}/ram:ID": move.name,
        f"{DOCUMENT}/ram:TypeCode": "381" if credit else "380",
        f"{DOCUMENT}/ram:IssueDateTime/{DATE}": f"{statement.date:%Y%m%d}",
        "//ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID": framework,
        f"{AGREEMENT}/ram:ContractReferencedDocument/ram:IssuerAssignedID": (
            market.number
        ),
        f"{AGREEMENT}/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID": (
            market.commitment or ""
        ),
        f"{AGREEMENT}/ram:BuyerTradeParty/ram:GlobalID": (
            market.client_id.company_registry
        ),
        f"{AGREEMENT}/ram:BuyerReference": market.client_service_id.code or "",
        f"{AGREEMENT}/ram:SellerTradeParty/ram:GlobalID": (
            market.company_id.partner_id.company_registry
        ),
        f"{period}/ram:StartDateTime/{DATE}": f"{start:%Y%m%d}",
        f"{period}/ram:EndDateTime/{DATE}": f"{statement.period_end:%Y%m%d}",
        f"{original}/ram:IssuerAssignedID": previous[0] if previous else "",
    }
    for path, value in expected.items():
        test.assertEqual(invoice.text(path), value, path)


def compare_amounts(test, invoice, statement, whole, sign):
    """BT-106 to BT-115."""
    untaxed = sign * figure(statement, "untaxed", whole)
    total = sign * figure(statement, "total", whole)
    paid = D(0)
    if sign > 0:
        paid = deducted(statement)
    due = sign * figure(statement, "total", False) - paid
    if whole:
        paid += money(statement.amount_total_previous)
    test.assertEqual(invoice.total("LineTotalAmount"), untaxed)
    test.assertEqual(invoice.total("TaxBasisTotalAmount"), untaxed)
    test.assertEqual(invoice.vat_total("EUR"), sign * figure(statement, "tax", whole))
    test.assertEqual(invoice.total("GrandTotalAmount"), total)
    test.assertEqual(invoice.total("TotalPrepaidAmount") or D(0), paid)
    # The amount to be paid is that of the month, whatever the rest is of.
    test.assertEqual(invoice.total("DuePayableAmount"), due)
    if statement.market_id.prepaid_content == "due_now" and sign > 0:
        test.assertEqual(due, money(statement.amount_net))


def compare_rates(test, invoice, statement, whole, sign):
    """BG-23: base and VAT of each rate."""
    found = {}
    for node in invoice.nodes(f"{SETTLEMENT}/ram:ApplicableTradeTax"):
        rate = invoice.number("ram:RateApplicablePercent", node) or D(0)
        found[money(rate)] = (
            invoice.number("ram:BasisAmount", node),
            invoice.number("ram:CalculatedAmount", node),
        )
    taxes = {
        money(row.rate * 100): money(row.tax_cumulative if whole else row.tax)
        for row in statement.rate_ids
    }
    bases = expected_bases(statement, whole)
    kept = {rate: found[rate] for rate in found if any(found[rate])}
    test.assertEqual(
        kept,
        {
            rate: (sign * base, sign * taxes.get(rate, D(0)))
            for rate, base in bases.items()
            if base or taxes.get(rate)
        },
    )


def compare_line_equations(test, invoice):
    """BT-131 is quantity times price, to the cent, and no price is below zero."""
    for at, node in enumerate(invoice.lines, 1):
        price = invoice.number(
            "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/"
            "ram:ChargeAmount",
            node,
        )
        quantity = invoice.number(
            "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity", node
        )
        net = invoice.number(".//ram:LineTotalAmount", node)
        test.assertGreaterEqual(price, 0)
        test.assertLessEqual(abs(quantity * price - net), D("0.005"))
        number = invoice.text("ram:AssociatedDocumentLineDocument/ram:LineID", node)
        test.assertEqual(number, str(at))


def line_amounts(invoice):
    """Return [(name, amount)] of the lines of a file."""
    return [
        (
            invoice.text("ram:SpecifiedTradeProduct/ram:Name", node),
            invoice.number(".//ram:LineTotalAmount", node),
        )
        for node in invoice.lines
    ]
