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


def _add_test(name):
    def test(self):
        self.check(name)

    test.__name__ = f"test_{name}"
    test.__doc__ = f"Shape {name.replace('_', ' ')}."
    setattr(TestFacturxShapes, test.__name__, test)


for _name in SHAPES:
    _add_test(_name)
