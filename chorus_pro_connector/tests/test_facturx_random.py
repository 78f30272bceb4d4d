# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Any invoice at all: valid against schema and schematron, and balanced.

100 invoices in a normal run, the same ones each time; ``CHORUS_NIGHTLY=1`` makes 500,
others each time.
"""

import os
from types import SimpleNamespace

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common import ChorusInvoiceCommon
from .facturx_reader import compare
from .facturx_shapes_traps import foreign
from .outside import check_schematron, check_xsd

NIGHTLY = bool(os.environ.get("CHORUS_NIGHTLY"))
RUN = settings(
    max_examples=500 if NIGHTLY else 100,
    derandomize=not NIGHTLY,
    deadline=None,
    database=None,
    # An invoice costs a tenth of a second: the first failure is told as it is.
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def decimals(low, high):
    """Numbers that people type: up to six decimals, most with two."""
    return st.one_of(
        st.integers(low, high).map(float),
        st.integers(low * 100, high * 100).map(lambda n: n / 100),
        st.integers(low * 10**6, high * 10**6).map(lambda n: n / 10**6),
    )


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "price": st.one_of(decimals(0, 3), decimals(0, 5000), decimals(-50, 0)),
            "quantity": st.one_of(
                st.just(1.0), decimals(0, 20), decimals(0, 90000), decimals(-3, 0)
            ),
            "discount": st.one_of(
                st.just(0.0), st.sampled_from([5.0, 33.33, 12.5, 100.0])
            ),
            "tax": st.integers(0, 9),
        }
    ),
    min_size=1,
    max_size=6,
)


@tagged("post_install", "-at_install")
class TestFacturxRandom(ChorusInvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("uom.decimal_product_uom").digits = 6
        eco = cls.vat(
            0.37,
            name="Éco-participation",
            amount_type="fixed",
            include_base_amount=True,
            sequence=1,
        )
        stay = cls.vat(0.9, name="Taxe de séjour", amount_type="fixed", sequence=1)
        included = {"price_include_override": "tax_included"}
        cls.taxes = [
            cls.vat(20),
            cls.vat(10),
            cls.vat(5.5),
            cls.vat(2.1),
            cls.vat(8.5),
            cls.vat(20, name="TVA incluse", **included),
            cls.vat(5.5, name="TVA réduite incluse", **included),
            cls.vat(0, "E", "VATEX-FR-CGI261-4", name="Exonéré"),
            eco + cls.vat(20, name="TVA après éco", sequence=9),
            stay + cls.vat(10, name="TVA nuitée", sequence=9),
        ]
        # The yen has no cents.
        rates = {"USD": 1.0837, "GBP": 0.8712, "JPY": 161.37}
        cls.currencies = cls.env.ref("base.EUR")
        for code, rate in rates.items():
            cls.currencies += foreign(cls, code, rate)

    def make(self, lines, **values):
        """Make a draft; its quantities are turned over when its total is negative,
        for Odoo does not confirm such an invoice."""
        total = sum(
            line["price"] * line["quantity"] * (100 - line["discount"])
            for line in lines
        )
        sign = -1 if total < 0 else 1
        return self.make_invoice(
            [
                self.line(
                    f"Article {number}",
                    line["price"],
                    self.taxes[line["tax"]],
                    quantity=sign * line["quantity"],
                    discount=line["discount"],
                )
                for number, line in enumerate(lines, 1)
            ],
            post=False,
            **values,
        )

    def test_any_invoice_is_valid_and_balanced(self):
        counts = SimpleNamespace(judged=0)

        @RUN
        @given(
            lines=LINES,
            rounding=st.sampled_from(["round_per_line", "round_globally"]),
            kind=st.sampled_from(["out_invoice", "out_invoice", "out_refund"]),
            currency=st.sampled_from([0, 0, 0, 1, 2, 3]),
        )
        def judge(lines, rounding, kind, currency):
            self.env.invalidate_all()
            with self.cr.savepoint() as savepoint:
                self.company.tax_calculation_rounding_method = rounding
                currency = self.currencies[currency].id
                move = self.make(lines, move_type=kind, currency_id=currency)
                # Eco-taxes alone can still make it negative.
                assume(move.amount_total >= 0)
                xml = self.make_xml(move)
                self.assertEqual(check_xsd(xml), [])
                self.assertEqual(check_schematron(xml), [])
                compare(self, xml, move)
                counts.judged += 1
                savepoint.rollback()

        judge()
        self.assertGreaterEqual(counts.judged, RUN.max_examples)
