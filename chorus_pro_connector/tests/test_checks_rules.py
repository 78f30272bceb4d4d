# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every row of the table is provoked; every rule of the portal has its row or reason.

What is said of each invoice that breaks a row stands whole in ``golden/rules.json``;
``CHORUS_GOLDEN=write`` writes it anew. The rules BR-FR-CPRO are those of portal.md
§5.5; ``readme/RULES.md`` says for each where it is kept.
"""

import json
import os
import re
from pathlib import Path
from unittest.mock import Mock, patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..chorus.errors import FileError
from ..models.file import account_move_making
from ..models.rule import DANGER, RULES, Rule, predicates
from . import (  # noqa: F401  add theirs
    rule_provocations_content,
    rule_provocations_file,
)
from .rule_case import RuleCase
from .rule_provocations import PROVOCATIONS

RULE = re.compile(r"BR-|G\d|portal\.md §\d|GDP_MSG")
# Names that Python or another row has already.
PROVOCATIONS["country"] = PROVOCATIONS.pop("country_missing")
# Numbers of portal.md §5.5; the standard keeps the others for what cannot be checked.
CPRO = {*range(1, 16), 17, 19, 20, *range(23, 28), *range(30, 45)}
# What only the finished file tells; see test_every_error_of_the_file_has_words.
MADE = {
    "attachment_name",
    "file_invalid",
    "file_size",
    "file_size_alone",
    "pdf_font",
    "pdf_missing",
}
# Other addons have rules of their own, and provoke them.
OURS = {
    code for code, row in RULES.items() if row.words._module == "chorus_pro_connector"
}
# What makes the names of taxes unique; other tests make some too.
UNIQUE = re.compile(r"#\d+")
GOLDEN = Path(__file__).parent / "golden" / "rules.json"
TABLE = Path(__file__).parents[1] / "readme" / "RULES.md"


@tagged("post_install", "-at_install")
class TestChecksRules(RuleCase):
    def provoked(self, code):
        """Assert that the row speaks both languages and leads to its field."""
        check = RULES[code]
        move = PROVOCATIONS[code](self).with_user(self.clerk)
        english = self.sentence(move, code, "en_US")
        french = self.sentence(move, code, "fr_FR")
        self.assertRegex(english, r"\S{3}.*[.)%/]$", code)
        self.assertRegex(french, r"\S{3}.*[.)%/]$")
        self.assertNotEqual(english, french)
        self.assertNotIn("%(", english + french)
        if code != "not_configured":
            self.assertRegex(check.number, RULE)
        issues = move._chorus_all_issues()
        found = {issue["field"]: issue for issue in issues}
        self.assertIn(check.field, found, issues)
        if check.level == "danger":
            levels = [i["level"] for i in issues if i["field"] == check.field]
            self.assertIn("danger", levels)
        # All that is said of it, but that nobody has configured these tests.
        self.found[code] = [
            f"{issue['level']} {issue['code']}: "
            + UNIQUE.sub("#", move._chorus_issue_message(issue))
            for issue in issues
            if issue["code"] == code or issue["code"] != "not_configured"
        ]

    @mute_logger("odoo.sql_db")
    def test_every_row_is_provoked(self):
        self.found = {}
        for code in OURS - MADE:
            with self.subTest(code), self.alone():
                self.provoked(code)
        if os.environ.get("CHORUS_GOLDEN") == "write":
            text = json.dumps(self.found, ensure_ascii=False, indent=1, sort_keys=True)
            GOLDEN.write_text(text + "\n", "utf-8")
        self.assertEqual(self.found, json.loads(GOLDEN.read_text("utf-8")))

    def test_every_error_of_the_file_has_words(self):
        """Each FileError stops the sending in a sentence, in both languages."""
        move = self.make_invoice([self.line("Grille", 1.0)]).with_user(self.clerk)
        for code in sorted(MADE):
            raised = "xsd" if code == "file_invalid" else code
            broken = Mock(side_effect=FileError(raised, "DejaVu"))
            said = set()
            for lang in ("en_US", "fr_FR"):
                with self.subTest(f"{code} {lang}"):
                    speaker = move.with_context(lang=lang)
                    move.sudo()._chorus_drop_file()
                    with patch.object(account_move_making, "make_pdf", broken):
                        with self.assertRaises(UserError) as caught:
                            speaker._chorus_build_file()
                    sentence = str(caught.exception)
                    params = {"detail": "DejaVu"}
                    if code == "file_invalid":
                        params = {"detail": "xsd: DejaVu"}
                    self.assertEqual(
                        sentence, speaker._chorus_rule_sentence(code, params)
                    )
                    said.add(sentence)
            self.assertEqual(len(said), 2, said)

    def test_a_good_invoice_provokes_none(self):
        move = self.make_invoice([self.line("Grille", 1.0)], post=False)
        for code in OURS:
            if code != "not_configured":
                self.assertEqual(self.sentence(move, code, "en_US"), "", code)

    def test_rules_of_an_addon_that_this_database_lacks(self):
        """The table is the process's, which may serve another database that has it."""
        elsewhere = Rule(
            "elsewhere", DANGER, "ref", "", "Never", depends=("gone",), asks=True
        )
        move = self.make_invoice([self.line("Pose", 10.0)])
        with patch.dict(RULES, {"elsewhere": elsewhere}):
            predicates.cache_clear()
            self.addCleanup(predicates.cache_clear)
            self.assertIn("elsewhere", [row[0] for row in predicates(False, True)])
            self.assertNotIn("gone", move._chorus_state_dependencies())
            for issue in move._chorus_all_issues():
                self.assertNotEqual(issue["code"], "elsewhere")
            move._chorus_asked()
            move.ref = "another"
            self.env.flush_all()

    def test_every_number_has_its_row_or_its_reason(self):
        """Read the table of the documentation: it promises no check that is not."""
        named = {}
        for row in TABLE.read_text("utf-8").splitlines():
            if match := re.match(r"\| ([\d, ]+) \|(.*)\|(.*)\|$", row):
                for number in match[1].split(","):
                    named[int(number)] = re.findall(r"`([a-z_]+)`", match[3])
        self.assertEqual(set(named), CPRO)
        for number, codes in named.items():
            for code in codes:
                self.assertIn(code, RULES, number)
        # And the numbers of the table of checks stand at their rows.
        for code, check in RULES.items():
            for number in numbers(check.number):
                self.assertIn(code, named[number], number)


def numbers(rule):
    """Return the CPRO numbers of a rule such as ``G1.05, BR-FR-CPRO-04 to 08, 20``."""
    text = rule.partition("BR-FR-CPRO-")[2]
    found = {int(n) for n in re.findall(r"\b\d\d\b", text)}
    if " to " in text:
        first, last = re.search(r"(\d\d) to (\d\d)", text).groups()
        found |= set(range(int(first), int(last) + 1))
    return found
