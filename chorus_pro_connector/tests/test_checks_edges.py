# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where each rule begins and ends: the invoices of ``rule_edges.py``."""

from odoo.tests import tagged

from ..models.rule import RULES
from . import rule_edges_content  # noqa: F401  adds its own
from .rule_case import RuleCase
from .rule_edges import SILENT, TOLD


@tagged("post_install", "-at_install")
class TestChecksEdges(RuleCase):
    def look(self, functions, look):
        """Call ``look(what is yielded, code of the rule)``; tell all that fails."""
        wrong = []
        for function in functions:
            name = function.__name__
            code = max((code for code in RULES if name.startswith(code)), key=len)
            with self.alone():
                try:
                    for found in function(self):
                        look(found, code)
                except AssertionError as error:
                    wrong.append(f"{name}: {error}")
        self.assertEqual(wrong, [])

    def said(self, move, code):
        return self.sentence(move.with_user(self.clerk), code, "en_US")

    def test_beside_its_limit_a_rule_is_silent(self):
        self.look(
            SILENT, lambda move, code: self.assertEqual(self.said(move, code), "")
        )

    def test_beyond_its_limit_a_rule_speaks(self):
        self.look(
            TOLD, lambda found, code: self.assertIn(found[1], self.said(found[0], code))
        )

    def test_no_next_number_without_journal_or_date(self):
        """Of a form that is being filled in, both may be empty."""
        for missing in ("journal_id", "date"):
            move = self.env["account.move"].new(
                {"move_type": "out_invoice", missing: False}
            )
            self.assertEqual(move._chorus_next_number(), "", missing)
