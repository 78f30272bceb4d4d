# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What waits for the accountant, counted on the card of the sales journal."""

import json
from ast import literal_eval

from lxml import etree

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..models.work.account_journal import CARD
from .sandbox_case import COMMITMENT, SECRETS, SandboxCase, other_company

# The filter that shows all counters but what is ready.
WAITING = "chorus_problem"


@tagged("post_install", "-at_install")
class TestJournalCard(SandboxCase):
    def card(self, journal=None, user=None, companies=None):
        """Return what the card of a journal shows of Chorus Pro, {} for nothing."""
        journal = journal or self.company_data["default_journal_sale"]
        env = self.env(
            user=user or self.clerk,
            context={"allowed_company_ids": (companies or self.company).ids},
        )
        env.invalidate_all()
        data = json.loads(env["account.journal"].browse(journal.id).kanban_dashboard)
        return data.get("chorus", {})

    def another_journal(self):
        first = self.company_data["default_journal_sale"]
        return first.copy({"default_account_id": first.default_account_id.id})

    def decided(self, status):
        move = self.delivered()
        self.sandbox.decide(move.name, status, "Motif")
        move.chorus_flow_id.update_flow_status()
        return move

    def one_of_each(self, **values):
        """Make invoices of every state that waits; return {state: invoice}."""
        moves = {
            "incomplete": self.invoice(self.client(chorus_service_required=True)),
            "rejected": self.invoice(self.client(COMMITMENT)),
            "action": self.decided("SUSPENDUE"),
            "refused": self.decided("REJETEE"),
            "ready": self.invoice(),
            "unknown": self.invoice(),
        }
        self.send(moves["rejected"])
        self.sandbox.advance()
        moves["rejected"].action_chorus_update_status()
        self.sandbox.fault("reset_before")
        self.send(moves["unknown"])
        found = {state: move.chorus_state for state, move in moves.items()}
        self.assertEqual(found, {state: state for state in moves})
        return moves

    def filters(self):
        view = "chorus_pro_connector.view_account_invoice_filter_inherit_chorus"
        arch = etree.fromstring(self.env.ref(view).arch)
        return {
            node.get("name"): node.get("domain") for node in arch.iterfind(".//filter")
        }

    # === Values === #

    def test_each_state_in_its_counter(self):
        moves = self.one_of_each()
        counts = {"incomplete": 1, "returned": 3, "doubt": 1, "ready": 1}
        self.assertEqual(self.card(), counts)
        # What the client refused and a credit note cancels waits no more.
        moves["refused"].action_chorus_credit_and_replace()
        self.assertEqual(self.card(), {**counts, "returned": 2})

    def test_a_counter_opens_as_many(self):
        self.one_of_each()["refused"].action_chorus_credit_and_replace()
        moves = self.env["account.move"].with_user(self.clerk)
        counts, filters = self.card(), self.filters()
        for counter, number in counts.items():
            domain = literal_eval(filters[f"chorus_{counter}"])
            self.assertEqual(moves.search_count(domain), number, counter)
        waiting = sum(counts.values()) - counts["ready"]
        self.assertEqual(moves.search_count(literal_eval(filters[WAITING])), waiting)

    def test_each_link_names_a_filter_and_shows_credit_notes_too(self):
        arch = self.env["account.journal"].with_user(self.clerk)
        view = self.env.ref("account.account_journal_dashboard_kanban_view")
        arch = etree.fromstring(arch.get_view(view.id, "kanban")["arch"])
        links = arch.xpath("//div[@name='chorus']/a")
        named = [list(literal_eval(link.get("context"))) for link in links]
        self.assertEqual(
            named,
            [["search_default_chorus_problem", "search_default_chorus_ready"]]
            + [[f"search_default_chorus_{name}"] for name in CARD],
        )
        known = {f"search_default_{name}" for name in self.filters()}
        self.assertLessEqual({key for keys in named for key in keys}, known)
        journal = self.company_data["default_journal_sale"].with_user(self.clerk)
        credit = self.invoice(move_type="out_refund")
        self.assertEqual(self.card(), {"ready": 1})
        action = journal.with_context(search_default_chorus_ready=1).open_action()
        found = self.env["account.move"].search(action["domain"])
        self.assertIn(credit, found)
        self.assertEqual(action["context"]["search_default_chorus_ready"], 1)

    def test_nothing_where_nothing_waits(self):
        self.delivered()
        self.assertEqual(self.card(), {})

    # === Who sees what === #

    def test_a_company_without_credentials_shows_nothing(self):
        self.invoice()
        self.assertEqual(self.card(), {"ready": 1})
        self.company.sudo().write({f"chorus_{key}": False for key in SECRETS})
        self.assertEqual(self.card(), {})

    def test_each_journal_counts_its_own(self):
        other = self.another_journal()
        self.invoice()
        self.invoice(journal_id=other.id)
        self.invoice(journal_id=other.id)
        self.assertEqual(self.card(), {"ready": 1})
        self.assertEqual(self.card(other), {"ready": 2})

    def test_companies_are_apart(self):
        data, second = other_company(self)
        self.connect(data["company"], "fournisseur2")
        self.invoice()
        self.clerk.sudo().company_ids = [Command.link(data["company"].id)]
        both = self.company | data["company"]
        own = self.company_data["default_journal_sale"]
        journal = data["default_journal_sale"]
        self.assertEqual(self.card(own, companies=both), {"ready": 1})
        self.assertEqual(self.card(journal, companies=both), {})
        self.assertEqual(self.card(journal, user=second, companies=data["company"]), {})

    def test_who_does_not_invoice_is_told_nothing(self):
        reader = new_test_user(
            self.env,
            "chorus_reader",
            groups="base.group_user,account.group_account_readonly",
            company_id=self.company.id,
        )
        self.invoice()
        self.assertEqual(self.card(user=reader), {})
        view = self.env.ref("account.account_journal_dashboard_kanban_view")
        for user, seen in ((reader, False), (self.clerk, True)):
            journals = self.env["account.journal"].with_user(user)
            arch = journals.get_view(view.id, "kanban")["arch"]
            self.assertEqual('name="chorus"' in arch, seen)

    def test_a_rule_of_records_counts(self):
        """A clerk who may see some invoices only is told of those."""
        mine, _other = self.invoice(), self.invoice()
        self.env["ir.rule"].sudo().create(
            {
                "name": "Only one",
                "model_id": self.env["ir.model"]._get_id("account.move"),
                "domain_force": f"[('id', '=', {mine.id})]",
            }
        )
        self.assertEqual(self.card(), {"ready": 1})

    # === Cost === #

    def test_as_many_queries_for_all_journals(self):
        first = self.company_data["default_journal_sale"]
        journals = first | self.another_journal() | self.another_journal()
        for journal in journals:
            self.invoice(journal_id=journal.id)

        def queries(found):
            found = found.with_user(self.clerk).with_context(
                allowed_company_ids=self.company.ids
            )
            self.env.flush_all()
            self.env.invalidate_all()
            found.mapped("type")
            self.company.with_user(self.clerk)._chorus_is_configured()
            before = self.env.cr.sql_log_count
            counts = found._chorus_card_counts()
            self.assertEqual(list(counts.values()), [{"ready": 1}] * len(found))
            return self.env.cr.sql_log_count - before

        queries(first)
        self.assertEqual([queries(first), queries(journals)], [2, 2])
