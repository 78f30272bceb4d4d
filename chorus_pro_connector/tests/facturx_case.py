# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Each shape of invoice: the file that was agreed on, read back, and judged.

After a wanted change of the mapping, write the golden files again and read the diff::

    CHORUS_GOLDEN=write setup/test.sh chorus_pro_connector/tests/test_facturx_shapes.py
"""

import os

from lxml import etree

from ..chorus.formats.structured import make_structured
from ..chorus.formats.submission import make_submission
from . import submission_reader
from .common import ChorusInvoiceCommon
from .facturx_reader import compare
from .outside import check_schematron, check_xsd, cii, ubl

READERS = {"cii": cii, "ubl": ubl}
# The portal's own types of identifiers are in no list of the standard.
PARTY_TYPES = "Value of '@schemeID' is not allowed."


class FacturxShapeCase(ChorusInvoiceCommon):
    """``shapes``: name → function of the test that returns a confirmed invoice;
    ``golden``: folder of the files agreed on, one for each name."""

    shapes = {}
    golden = None

    @classmethod
    def add_tests(cls):
        """Give the class one test for each of its shapes."""

        def make(name):
            def test(self):
                self.check(name)

            test.__name__ = f"test_{name}"
            test.__doc__ = f"Shape {name.replace('_', ' ')}."
            return test

        for name in cls.shapes:
            setattr(cls, f"test_{name}", make(name))

    def check(self, name):
        """Make the shape ``name``, and compare all that can be said of its file.

        :return: account.move
        """
        move = self.shapes[name](self)
        xml = self.make_xml(move)
        self.assertEqual(check_xsd(xml), [])
        self.assertEqual(check_schematron(xml), [])
        compare(self, xml, move, self.preceding(move))
        self.compare_golden(name, xml)
        submission = make_submission(move.env["chorus.en16931"]._get_terms(move))
        submission_reader.compare(self, submission, xml)
        for kind in READERS:
            self.check_structured(move, kind)
        self.check_page(move)
        # The same invoice gives the same bytes, from a cold cache as well.
        move.env.invalidate_all()
        self.assertEqual(self.make_xml(move), xml)
        return move

    def check_page(self, move):
        """The printed page has the amounts of the file, in the same places."""
        terms = move.env["chorus.en16931"]._get_terms(move)
        page = move._chorus_page()
        totals, rows = page["totals"], page["total_rows"]
        due = rows[-1][1] if rows else totals["total_amount_currency"]
        self.assertAlmostEqual(totals["total_amount_currency"], float(terms["BT-112"]))
        self.assertAlmostEqual(due, float(terms["BT-115"]))
        if totals["subtotals"]:
            untaxed = totals["subtotals"][0]["base_amount_currency"]
            self.assertAlmostEqual(untaxed, float(terms["BT-109"]))
        self.assertNotIn("cash_rounding_base_amount_currency", totals)
        between = sum(amount for _label, amount in rows[:-1])
        rounding = float(terms.get("BT-114", 0))
        self.assertAlmostEqual(between, float(terms.get("BT-113", 0)) + rounding)

    def preceding(self, move):
        """Return the invoice that ``move`` must name, as the user sees it in Odoo."""
        return move.reversed_entry_id

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
        path = self.golden / f"{name}.xml"
        if os.environ.get("CHORUS_GOLDEN") == "write":
            path.write_bytes(xml)
        self.assertTrue(path.exists(), f"{path.name}: no golden file")
        self.assertEqual(
            xml.decode().splitlines(), path.read_text("utf-8").splitlines()
        )
