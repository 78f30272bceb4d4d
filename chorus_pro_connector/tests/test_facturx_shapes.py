# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Each shape of invoice: the file that was agreed on, read back, and judged.

After a wanted change of the mapping, write the golden files again and read the diff::

    CHORUS_GOLDEN=write setup/test.sh chorus_pro_connector/tests/test_facturx_shapes.py
"""

import os
from pathlib import Path

from lxml import etree

from odoo.tests import tagged

from ..chorus.structured import make_structured
from . import (  # noqa: F401  add their shapes
    facturx_shapes_document,
    facturx_shapes_odd,
    facturx_shapes_traps,
)
from .common import ChorusInvoiceCommon
from .facturx_reader import compare
from .facturx_shapes import SHAPES

from checkers import check_schematron, check_xsd  # isort: skip  path set by common
from sandbox.judge import cii, ubl  # isort: skip  path set by common

READERS = {"cii": cii, "ubl": ubl}
# The portal's own types of identifiers are in no list of the standard.
PARTY_TYPES = "Value of '@schemeID' is not allowed."
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
        for kind in READERS:
            self.check_structured(move, kind)
        # The same invoice gives the same bytes, from a cold cache as well.
        move.env.invalidate_all()
        self.assertEqual(self.make_xml(move), xml)

    def check_structured(self, move, kind):
        """The other formats are as right, and say the same."""
        terms = move.env["chorus.en16931"]._get_terms(move)
        xml = make_structured(terms, kind)
        self.assertEqual(check_xsd(xml), [])
        problems = [p for p in check_schematron(xml) if not p.endswith(PARTY_TYPES)]
        self.assertEqual(problems, [])
        seen = READERS[kind].read(etree.fromstring(xml), [])
        for value, term in (
            (seen.numero, "BT-1"),
            (seen.type, "BT-3"),
            (seen.cadre, "BT-23"),
            (seen.service, "BT-10"),
            (seen.engagement, "BT-13"),
            (seen.marche, "BT-12"),
            (seen.devise, "BT-5"),
            (seen.ht, "BT-109"),
            (seen.montant_tva, "BT-110"),
            (seen.ttc, "BT-112"),
            (seen.acompte, "BT-113"),
            (seen.arrondi, "BT-114"),
            (seen.a_payer, "BT-115"),
        ):
            self.assertEqual(value, str(terms.get(term) or ""), term)
        self.assertEqual(
            [(row["quantite"], row["prix"], row["ht"]) for row in seen.lignes],
            [(row["BT-129"], row["BT-146"], row["BT-131"]) for row in terms["BG-25"]],
        )

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
