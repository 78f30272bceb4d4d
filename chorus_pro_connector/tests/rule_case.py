# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a user reads of one rule, in either language."""

import random
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from ..models.rule import RULES
from .common import ChorusInvoiceCommon


class RuleCase(ChorusInvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.company.partner_id.lang = "en_US"

    @contextmanager
    def alone(self):
        """What is made within, or patched by ``patch_row``, is gone afterwards."""
        with self.cr.savepoint() as savepoint:
            with ExitStack() as self.patches:
                yield
            savepoint.rollback()
        self.env.invalidate_all()

    def patch_row(self, target, name, value):
        """Patch until the end of the row, not of the test."""
        self.patches.enter_context(patch.object(target, name, value))

    def noise(self, size):
        """Return bytes that no archive makes smaller, the same in each run."""
        return random.Random(4).randbytes(size)

    def sentence(self, move, code, lang):
        """Return what a user of ``lang`` reads of ``code``; '' when nothing."""
        move = move.with_context(lang=lang)
        if RULES[code].is_reported:
            found = [
                row
                for row in move.sudo()._chorus_making_problems()
                if row["code"] == code
            ]
            return move._chorus_rule_sentence(code, found[0]["params"]) if found else ""
        for live in (False, True):
            for issue in move.sudo()._chorus_find_issues(live=live):
                if issue["code"] == code:
                    self.assertEqual(issue["level"], RULES[code].level)
                    return move._chorus_issue_message(issue)
        return ""
