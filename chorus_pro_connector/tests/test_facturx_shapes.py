# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Each shape of invoice; how it is judged stands in ``facturx_case.py``."""

from pathlib import Path

from odoo.tests import tagged

from . import (  # noqa: F401  add their shapes
    facturx_shapes_document,
    facturx_shapes_odd,
    facturx_shapes_traps,
)
from .facturx_case import FacturxShapeCase
from .facturx_reader import compare
from .facturx_shapes import SHAPES

GOLDEN = Path(__file__).parent / "golden"


@tagged("post_install", "-at_install")
class TestFacturxShapes(FacturxShapeCase):
    shapes = SHAPES
    golden = GOLDEN

    def test_golden_files_all_have_their_shape(self):
        self.assertEqual({path.stem for path in GOLDEN.glob("*.xml")}, set(SHAPES))

    def test_the_reader_notices_one_wrong_cent_or_code(self):
        """The judge is judged: each corruption of a right file must be seen."""
        move = SHAPES["several_rates"](self)
        xml = self.make_xml(move).decode()
        compare(self, xml.encode(), move)
        for right, wrong in (
            ("<ram:LineTotalAmount>1234.56<", "<ram:LineTotalAmount>1234.57<"),
            ("<ram:ChargeAmount>78.90<", "<ram:ChargeAmount>78.89<"),
            ("<ram:GrandTotalAmount>", "<ram:GrandTotalAmount>1"),
            ("<ram:BasisAmount>100.00<", "<ram:BasisAmount>100.01<"),
            ("<ram:DuePayableAmount>", "<ram:DuePayableAmount>1"),
            (">SFACETAT<", ">AUTRE<"),
            (">11000201100044<", ">11000201100045<"),
            ("<ram:ID>A1<", "<ram:ID>B1<"),
            ("<ram:IBANID>FR76", "<ram:IBANID>FR77"),
        ):
            self.assertIn(right, xml)
            with self.subTest(wrong), self.assertRaises(AssertionError):
                compare(self, xml.replace(right, wrong).encode(), move)


TestFacturxShapes.add_tests()
