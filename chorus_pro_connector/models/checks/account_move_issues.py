# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Running the rules: what is stored, what is looked at when it matters, the words."""

from itertools import chain

from odoo import models

from ..connection.once import ISSUES, once
from ..rule import DANGER, RULES, predicates, rules_of
from ..states import OPEN_STATES


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_state_dependencies(self):
        # EXTENDS 'chorus_pro_connector', room invoice: what the stored rules look at.
        rules = (row.depends for row in rules_of(self) if not row.live)
        return list(
            dict.fromkeys(
                [
                    *super()._chorus_state_dependencies(),
                    "chorus_content",
                    *chain.from_iterable(rules),
                ]
            )
        )

    # === Finding === #

    def _chorus_find_issues(self, live=False, dangers=False):
        """Run the predicates: a list of {code, message, level, field, action, params}.

        The message is in the language of the company; whoever shows an issue calls
        :meth:`_chorus_issue_message` to read it in the user's.

        :param live: the rules that are never stored, or the others
        :param dangers: only those that keep the invoice from being sent
        """
        self.ensure_one()
        checked = self._chorus_is_checked()
        if not checked and not self._chorus_waits_for_original():
            return []
        found = []
        for code, predicate, subject in predicates(live, dangers, early=not checked):
            look = getattr(self, predicate, None)
            if not look:
                # Of an addon that this database lacks.
                continue
            params = once(self[subject], ISSUES, code, look) if subject else look()
            if params is not None:
                found.append({"code": code, "params": params})
        return self._chorus_as_issues(found)

    def _chorus_as_issues(self, problems):
        """Return problems (:func:`~..rule.problem`) as issues, as they are stored."""
        lang = problems and self.company_id.partner_id.lang
        record = self.with_context(lang=lang) if lang else self
        issues = []
        for row in problems:
            rule = RULES[row["code"]]
            issues.append(
                {
                    "code": rule.code,
                    "level": rule.level,
                    "field": rule.field,
                    "action": rule.action,
                    "params": row["params"],
                    "message": record._chorus_rule_sentence(rule.code, row["params"]),
                }
            )
        return issues

    def _chorus_reported_issues(self, problems, known):
        """Return the issues of what was reported, unless their field is named already.

        :param problems: of the mapping or of the print
        :param known: issues found otherwise
        """
        return self._chorus_as_issues(self._chorus_unnamed(problems, known))

    def _chorus_unnamed(self, problems, known):
        """Return the first problem of each field that no danger of ``known`` names.

        One cause shows at several places: the first one is told.
        """
        named = {issue["field"] for issue in known if issue["level"] == DANGER}
        fresh = {}
        for row in problems:
            fresh.setdefault(RULES[row["code"]].field, row)
        return [row for field, row in fresh.items() if field not in named]

    def _chorus_stored_issues(self):
        # EXTENDS 'chorus_pro_connector', room invoice. Nothing of what has left:
        # should it come back, its flow changes, and all is looked at again.
        issues = super()._chorus_stored_issues()
        if self._chorus_has_left():
            return issues
        issues += self._chorus_find_issues()
        if not self._chorus_is_checked():
            return issues
        problems = self._chorus_known_content().get("problems", [])
        return issues + self._chorus_reported_issues(problems, issues)

    def _chorus_all_issues(self, dangers=False):
        """Return the stored issues and those of the moment.

        :param dangers: of the moment, only those that keep the invoice from being sent
        """
        self.ensure_one()
        record = self.sudo()
        # What the makers find is asked of them anew.
        stored = [
            issue
            for issue in self.chorus_issues or []
            if issue["code"] in RULES and not RULES[issue["code"]].is_reported
        ]
        issues = record._chorus_find_issues(live=True, dangers=dangers) + stored
        # What is being typed is looked at once it is saved.
        if self.chorus_state not in OPEN_STATES or not isinstance(self.id, int):
            return issues
        return issues + record._chorus_reported_issues(
            record._chorus_making_problems(), issues
        )

    def _chorus_file_obstacles(self, problems):
        # EXTENDS 'chorus_pro_connector', room file: the last guard of what leaves.
        issues = self._chorus_find_issues(dangers=True)
        sentences = [self._chorus_issue_message(issue) for issue in issues]
        others = self._chorus_unnamed(problems, issues)
        return sentences + super()._chorus_file_obstacles(others)

    def _chorus_dangers(self):
        """Return the issues that keep this invoice from being sent."""
        return [
            issue
            for issue in self._chorus_all_issues(dangers=True)
            if issue["level"] == DANGER
        ]

    def _chorus_stored_dangers(self):
        """Return what keeps this invoice from being sent, as far as lists know."""
        self.ensure_one()
        issues = self.sudo()._chorus_find_issues(live=True, dangers=True)
        issues += self.chorus_issues or []
        return [issue for issue in issues if issue["level"] == DANGER]

    def _chorus_asked(self):
        """Return (code, sentence) of each rule that somebody must have read."""
        self.ensure_one()
        asked = []
        for row in RULES.values():
            look = row.asks and getattr(self, row.predicate, None)
            params = look() if look else None
            if params is not None:
                asked.append((row.code, self._chorus_rule_sentence(row.code, params)))
        return asked

    def _chorus_issue_message(self, issue):
        """Return the sentence of an issue in the user's language."""
        if issue["code"] not in RULES:
            # Of a rule that another version knew.
            return issue["message"]
        return self._chorus_rule_sentence(issue["code"], issue["params"])
