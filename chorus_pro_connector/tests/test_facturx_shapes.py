# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Each shape of invoice: the file that was agreed on, read back, and judged.

After a wanted change of the mapping, write the golden files again and read the diff::

    CHORUS_GOLDEN=write setup/test.sh chorus_pro_connector/tests/test_facturx_shapes.py
"""

import os
from pathlib import Path

from odoo.tests import tagged

from . import facturx_shapes_document  # noqa: F401  adds its shapes
from .common import ChorusInvoiceCommon
from .facturx_reader import compare
from .facturx_shapes import SHAPES

from checkers import check_schematron, check_xsd  # isort: skip  path set by common

GOLDEN = Path(__file__).parent / "golden"


@tagged("post_install", "-at_install")
class TestFacturxShapes(ChorusInvoiceCommon):
    def check(self, name):
        move = SHAPES[name](self)
        xml = self.make_xml(move)
        self.assertEqual(check_xsd(xml), [])
        self.assertEqual(check_schematron(xml), [])
        compare(self, xml, move)
        self.compare_golden(name, xml)
        # The same invoice gives the same bytes, from a cold cache as well.
        move.env.invalidate_all()
        self.assertEqual(self.make_xml(move), xml)

    def compare_golden(self, name, xml):
        path = GOLDEN / f"{name}.xml"
        if os.environ.get("CHORUS_GOLDEN") == "write":
            path.write_bytes(xml)
        self.assertTrue(path.exists(), f"{path.name}: no golden file")
        self.assertEqual(
            xml.decode().splitlines(), path.read_text("utf-8").splitlines()
        )

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


def _add_test(name):
    def test(self):
        self.check(name)

    test.__name__ = f"test_{name}"
    test.__doc__ = f"Shape {name.replace('_', ' ')}."
    setattr(TestFacturxShapes, test.__name__, test)


for _name in SHAPES:
    _add_test(_name)
