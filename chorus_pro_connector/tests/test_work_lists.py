# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where work stands: lists, counters, next action and owner of each invoice."""

from ast import literal_eval
from datetime import timedelta

from lxml import etree

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from ..models.work.work_lists import OURS, WORK_LISTS
from .act_case import ActCase
from .sandbox_case import COMMITMENT, SECRETS, other_company

HOME = "/odoo/customer-invoices"


class WorkCase(ActCase):
    def make_overdue(self, move, days=10):
        """Have the client receive an invoice so long ago that it is late by law."""
        events = move.sudo().chorus_event_ids
        received = events.filtered(lambda event: event.code == "MISE_A_DISPOSITION")
        received.date = fields.Datetime.now() - timedelta(days=30 + days)
        late = fields.Date.today() - move.chorus_legal_due
        self.assertIn(late.days, (days - 1, days, days + 1), "Paris, or here")
        return move

    def one_in_each(self):
        """Return {list: invoice}, one in each of them."""
        lacking = self.client(name="Lycée Sud", chorus_service_required=True)
        client = self.client(chorus_category="standard")
        moves = {
            "incomplete": self.invoice(lacking),
            "returned": self.decided("SUSPENDUE", "Il manque le bon"),
            "paid": self.decided("MISE_EN_PAIEMENT", None),
            "delivered": self.delivered(client),
            "overdue": self.make_overdue(self.delivered(client)),
            "sent": self.invoice(),
            "doubt": self.invoice(),
            "ready": self.invoice(),
        }
        self.send(moves["sent"])
        self.sandbox.fault("reset_before")
        self.send(moves["doubt"])
        self.env.flush_all()
        return moves

    def found(self, name, user=None):
        """Return the invoices that the action of a list shows, its filter on."""
        moves = self.env["account.move"].with_user(user or self.clerk)
        action = self.env.ref(f"chorus_pro_connector.action_chorus_work_{name}").sudo()
        view = self.env.ref(
            "chorus_pro_connector.view_account_invoice_filter_inherit_chorus"
        )
        (filter_,) = etree.fromstring(view.arch).iterfind(
            f".//filter[@name='chorus_{name}']"
        )
        self.assertEqual(
            literal_eval(action.context)[f"search_default_chorus_{name}"], 1
        )
        return moves.search(
            literal_eval(action.domain) + literal_eval(filter_.get("domain"))
        )

    def counts(self, user=None, companies=None):
        """Return {list: number} of the overview, as a user sees it."""
        cards = self.env["chorus.work.list"].with_user(user or self.clerk)
        cards = cards.with_context(
            allowed_company_ids=(companies or self.company).ids
        ).search([])
        cards.invalidate_recordset()
        return {card.code: card.number for card in cards}


@tagged("post_install", "-at_install")
class TestWorkLists(WorkCase):
    # === Lists and counters === #

    def test_each_list_has_its_invoice_and_its_counter(self):
        moves = self.one_in_each()
        self.assertEqual(moves.keys(), WORK_LISTS.keys())
        for name in WORK_LISTS:
            with self.subTest(name):
                expected = moves[name]
                if name == "delivered":
                    # What is overdue stands where it stood, and in its own list.
                    expected |= moves["overdue"]
                self.assertEqual(self.found(name), expected)
        counts = self.counts()
        self.assertEqual(counts, {name: len(self.found(name)) for name in WORK_LISTS})
        self.assertEqual(list(counts), list(WORK_LISTS), "in the order of the menu")

    def test_how_many_wait_for_us(self):
        """The counter of every screen: what is to complete, to send, to answer."""
        self.one_in_each()
        cards = self.env["chorus.work.list"].with_user(self.clerk)
        self.assertEqual(cards.chorus_count_waiting(), 3)
        counts = self.counts()
        self.assertEqual(sum(counts[name] for name in OURS), 3)
        stranger = new_test_user(self.env, "chorus_stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            cards.with_user(stranger).chorus_count_waiting()
        self.company.sudo().write({f"chorus_{key}": False for key in SECRETS})
        self.assertEqual(cards.chorus_count_waiting(), 0)

    def test_amounts(self):
        moves = self.one_in_each()
        cards = self.env["chorus.work.list"].with_user(self.clerk).search([])
        amounts = {card.code: card.amount for card in cards}
        self.assertEqual(amounts["delivered"], 240.0)
        self.assertEqual(amounts["overdue"], 120.0)
        self.assertEqual(amounts["paid"], moves["paid"].amount_total)

    def test_every_state_but_drafts_has_its_list(self):
        """An invoice of a state without a list would be lost to whoever looks."""
        states = [
            name
            for name, _label in self.env["account.move"]
            ._fields["chorus_state"]
            .selection
        ]
        named = set()
        for row in WORK_LISTS.values():
            for leaf in row.domain.iter_conditions():
                if leaf.field_expr == "chorus_state" and leaf.operator == "in":
                    named |= set(leaf.value)
        self.assertEqual(set(states) - named, {"no", "waiting"})

    def test_paid_at_the_bank_is_paid(self):
        """Many clients do not report their payments."""
        move = self.delivered()
        self.assertEqual(self.found("delivered"), move)
        self.env["account.payment.register"].with_user(self.clerk).with_context(
            active_model="account.move", active_ids=move.ids
        ).create({})._create_payments()
        self.assertIn(move.payment_state, ("in_payment", "paid"))
        self.assertFalse(self.found("delivered"))
        self.assertEqual(self.found("paid"), move)
        self.assertEqual(move.chorus_next_action, "Nothing is left to do.")

    def test_what_is_refused_waits_until_a_credit_note(self):
        move = self.decided("REJETEE", "Doublon")
        self.assertEqual(self.found("returned"), move)
        move.action_chorus_credit_and_replace()
        self.assertFalse(self.found("returned"))

    def test_one_table_for_menus_filters_and_cards(self):
        for name in WORK_LISTS:
            menu = self.env.ref(f"chorus_pro_connector.menu_chorus_work_{name}")
            action = self.env.ref(f"chorus_pro_connector.action_chorus_work_{name}")
            card = self.env.ref(f"chorus_pro_connector.work_list_{name}")
            self.assertEqual(menu.action, action)
            self.assertEqual((card.code, card.action_id), (name, action))
            self.assertEqual(card.with_user(self.clerk).action_open()["id"], action.id)

    # === Next action and owner === #

    def test_next_action_is_what_the_banner_says(self):
        for name, move in self.one_in_each().items():
            with self.subTest(name):
                move.invalidate_recordset()
                said = move.with_user(self.clerk).chorus_next_action
                self.assertTrue(said)
                alerts = move.with_user(self.clerk)._get_alerts().values()
                lines = [
                    f"{alert['action_text']}: {alert['message']}"
                    for alert in alerts
                    if alert.get("action_text")
                ]
                if name in ("incomplete", "returned", "overdue"):
                    self.assertIn(said, lines)

    def test_who_sent_it_has_it(self):
        colleague = new_test_user(
            self.env,
            "chorus_colleague",
            groups="base.group_user,account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        move = self.invoice(invoice_user_id=self.clerk.id)
        self.assertEqual(move.chorus_person_id, self.clerk)
        self.send(move.with_user(colleague))
        move.invalidate_recordset()
        self.assertEqual(move.with_user(self.clerk).chorus_person_id, colleague)
        bill = self.env["account.move"].create({"move_type": "in_invoice"})
        self.assertFalse(bill.chorus_person_id or bill.chorus_next_action)

    # === Who sees what === #

    def test_companies_are_apart(self):
        data, second = other_company(self)
        other = data["company"]
        self.connect(other, "fournisseur2")
        self.invoice()
        self.assertEqual(self.counts()["ready"], 1)
        self.assertEqual(set(self.counts(second, other).values()), {0})
        self.assertFalse(self.found("ready", second))

    def test_a_company_without_credentials_sees_nothing(self):
        self.invoice()
        root = self.env.ref("chorus_pro_connector.menu_chorus_root")
        menus = self.env["ir.ui.menu"].with_user(self.clerk)
        self.assertIn(root.id, menus.load_menus(False))
        self.company.sudo().write({f"chorus_{key}": False for key in SECRETS})
        shown = menus.load_menus(False)
        hidden = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
        self.assertGreater(len(hidden), 15)
        self.assertEqual(set(hidden.ids) & set(shown), set())
        self.assertEqual(set(self.counts().values()), {0})
        self.assertFalse(self.found("ready"))

    def test_the_old_places_are_empty(self):
        """Nothing is doubled: what stood below *Customers* has moved."""
        root = self.env.ref("chorus_pro_connector.menu_chorus_root")
        known = self.env["ir.model.data"].search(
            [("module", "=", "chorus_pro_connector"), ("model", "=", "ir.ui.menu")]
        )
        menus = self.env["ir.ui.menu"].browse(known.mapped("res_id"))
        elsewhere = menus.filtered(
            lambda menu: not menu.parent_path.startswith(root.parent_path)
        )
        # These serve administrators before anything is configured.
        before = self.env["ir.ui.menu"].union(
            *[
                self.env.ref(f"chorus_pro_connector.menu_chorus_{name}")
                for name in ("takeover", "rehearsal")
            ]
        )
        self.assertLessEqual(elsewhere, before)
        self.assertEqual(root.parent_id, self.env.ref("account.menu_finance"))
        actions = [menu.action for menu in menus if menu.action]
        self.assertEqual(len(actions), len(set(actions)))

    def test_configuration_is_for_managers(self):
        menus = self.env["ir.ui.menu"]
        part = self.env.ref("chorus_pro_connector.menu_chorus_configuration")
        self.assertNotIn(part.id, menus.with_user(self.clerk).load_menus(False))
        manager = new_test_user(
            self.env,
            "chorus_manager",
            groups="base.group_user,account.group_account_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        shown = menus.with_user(manager).load_menus(False)
        self.assertIn(part.id, shown)
        settings = self.env.ref("chorus_pro_connector.menu_chorus_settings")
        self.assertNotIn(settings.id, shown)

    # === Cost === #

    def queries(self, moves, names):
        """Count the queries of a list that shows ``names``, nothing being known yet."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        moves.with_user(self.clerk).web_read({name: {} for name in names})
        return self.env.cr.sql_log_count - before

    def test_owner_and_next_action_cost_the_same_for_many(self):
        def some(number):
            rejected = self.browse(
                self.invoice(self.client(COMMITMENT)) for _ in range(number)
            )
            for move in rejected:
                self.send(move)
            self.sandbox.advance()
            rejected.chorus_flow_id.update_flow_status()
            moves = rejected
            for _ in range(number):
                moves |= self.invoice(self.client(chorus_service_required=True))
                moves |= self.invoice()
                moves |= self.decided("SUSPENDUE", "Il manque le bon")
                moves |= self.decided("REJETEE", "Doublon")
                moves |= self.decided("MISE_EN_PAIEMENT", None)
                moves |= self.make_overdue(self.delivered())
            return moves

        few, many = some(1), some(3)
        names = ["chorus_person_id", "chorus_next_action"]
        self.queries(few, names)
        self.assertEqual(self.queries(few, names), self.queries(many, names))

    def browse(self, moves):
        return self.env["account.move"].browse([move.id for move in moves])

    def test_as_many_queries_for_all_counters(self):
        """One counts, one more finds refusals that are dealt with."""

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            moves = self.env["account.move"].with_user(self.clerk)
            self.company.with_user(self.clerk)._chorus_is_configured()
            moves.env.companies.ids  # noqa: B018
            before = self.env.cr.sql_log_count
            moves._chorus_count_work(WORK_LISTS)
            return self.env.cr.sql_log_count - before

        self.invoice()
        queries()
        self.assertEqual(queries(), 2)
        self.invoice()
        self.invoice()
        self.assertEqual(queries(), 2)


@tagged("post_install", "-at_install")
class TestWorkScreens(WorkCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.clerk.sudo().write({"password": "chorus_clerk", "lang": "en_US"})
        self.one_in_each()

    def test_each_menu_opens_its_list(self):
        self.start_tour(HOME, "chorus_work_menus", login="chorus_clerk")

    def test_the_overview_counts_and_opens(self):
        self.start_tour(HOME, "chorus_work_overview", login="chorus_clerk")
