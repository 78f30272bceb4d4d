# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who may see and do what in a market, role by role."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.chorus_pro_connector.tests.sandbox_case import other_company

from .works_case import WorksCommon

READ, WRITE, CREATE, UNLINK = "read", "write", "create", "unlink"
NOTHING, LOOK, WORK, ALL = (
    (),
    (READ,),
    (READ, WRITE, CREATE),
    (READ, WRITE, CREATE, UNLINK),
)
# Model → what (site, user, manager, auditor, employee) may do.
MATRIX = {
    "chorus.works.market": (LOOK, WORK, ALL, LOOK, NOTHING),
    "chorus.works.tranche": (LOOK, ALL, ALL, LOOK, NOTHING),
    "chorus.works.order": (LOOK, ALL, ALL, LOOK, NOTHING),
    "chorus.works.lot": (LOOK, ALL, ALL, LOOK, NOTHING),
    "chorus.works.formula": (NOTHING, ALL, ALL, LOOK, NOTHING),
    "chorus.works.lot.opening": (NOTHING, ALL, ALL, LOOK, NOTHING),
    "chorus.works.line": (LOOK, ALL, ALL, LOOK, NOTHING),
    "chorus.works.amendment": (NOTHING, WORK, ALL, LOOK, NOTHING),
    "chorus.works.amendment.line": (NOTHING, ALL, ALL, LOOK, NOTHING),
    "chorus.works.member": (NOTHING, ALL, ALL, LOOK, NOTHING),
    "chorus.works.earlier.piece": (NOTHING, ALL, ALL, LOOK, NOTHING),
    "chorus.works.subcontract": (NOTHING, WORK, ALL, LOOK, NOTHING),
    "chorus.works.subcontract.version": (NOTHING, ALL, ALL, LOOK, NOTHING),
    "chorus.works.subcontract.request": (NOTHING, ALL, ALL, LOOK, NOTHING),
    "chorus.works.index": (NOTHING, WORK, ALL, LOOK, NOTHING),
    "chorus.works.index.value": (NOTHING, ALL, ALL, LOOK, NOTHING),
    "chorus.works.regime": (LOOK, LOOK, ALL, LOOK, NOTHING),
    "chorus.works.import": (NOTHING, ALL, ALL, NOTHING, NOTHING),
    "chorus.works.import.line": (NOTHING, ALL, ALL, NOTHING, NOTHING),
    "chorus.works.index.paste": (NOTHING, ALL, ALL, NOTHING, NOTHING),
    "chorus.works.index.paste.line": (NOTHING, ALL, ALL, NOTHING, NOTHING),
}
# A word that every field with money in it has in its name.
MONEY = ("amount", "price", "retention", "advance", "share", "penalt", "opening_r")


@tagged("post_install", "-at_install")
class TestMarketRights(WorksCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls.other_user("auditor", "account.group_account_readonly")
        cls.employee = cls.other_user("employee", "base.group_user")
        cls.market = cls.example_market()
        cls.market.action_start()
        cls.amendment = cls.example_amendment(cls.market)

    @classmethod
    def other_user(cls, login, group):
        return new_test_user(
            cls.env,
            f"works_{login}",
            groups=f"base.group_user,{group}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def tracked(self, record):
        """Return a record whose changes are told in the chatter, as outside tests."""
        self.run_tracking()
        return record.with_context(tracking_disable=False, mail_notrack=False)

    def run_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def test_matrix(self):
        people = (self.foreman, self.clerk, self.manager, self.auditor, self.employee)
        for model, rights in MATRIX.items():
            for user, allowed in zip(people, rights, strict=True):
                found = tuple(
                    operation
                    for operation in (READ, WRITE, CREATE, UNLINK)
                    if self.env[model].with_user(user).has_access(operation)
                )
                with self.subTest(model=model, user=user.login):
                    self.assertEqual(found, allowed)

    def test_every_model_is_in_the_matrix(self):
        """A model of the market that is added later is judged too."""
        room = ".models.market."
        mine = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("chorus.works.")
            and not model._abstract
            and any(room in str(base.__module__) for base in model.__mro__[1:3])
        }
        self.assertEqual(mine - MATRIX.keys(), set())

    def test_site_sees_no_price(self):
        self.foreman.group_ids |= self.env.ref("base.group_allow_export")
        market = self.market.with_user(self.foreman)
        for record in (market, market.lot_ids, market.line_ids):
            shown = record.fields_get(attributes=["type"])
            seen = [
                name
                for name, field in shown.items()
                if field["type"] != "date" and any(word in name for word in MONEY)
            ]
            with self.subTest(record._name):
                self.assertEqual(seen, [])
                self.assertTrue(record.read())
        line = market.line_ids[0]
        for attempt in (
            lambda: line.read(["price"]),
            lambda: line.search([("amount", ">", 0)]),
            lambda: line.search([], order="amount"),
            lambda: line.formatted_read_group([], [], ["amount:sum"]),
            lambda: market.read(["signed_amount"]),
            lambda: market.search([("amendment_ids.amount", ">", 0)]),
            lambda: market.export_data(["line_ids/price"]),
            lambda: line.write({"heading": "Titre"}),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_site_opens_the_form(self):
        """Nothing in the form needs what a site user may not read."""
        for model in ("chorus.works.market", "chorus.works.line"):
            views = (
                self.env[model]
                .with_user(self.foreman)
                .get_views([(False, "form"), (False, "list")])
            )
            for view in views["views"].values():
                self.assertNotIn('name="price"', view["arch"])
                self.assertNotIn('name="amount', view["arch"])

    def test_chatter_tells_the_site_no_amount(self):
        self.tracked(self.market).signed_amount = 200002.01
        self.run_tracking()
        messages = self.market.with_user(self.foreman).message_ids
        values = messages.sudo().tracking_value_ids._filter_has_field_access(
            self.env(user=self.foreman)
        )
        self.assertNotIn("signed_amount", values.field_id.mapped("name"))
        self.assertIn(
            "signed_amount",
            self.market.message_ids.sudo().tracking_value_ids.field_id.mapped("name"),
        )

    def test_other_companies_see_nothing(self):
        company = other_company(self)[0]["company"]
        stranger = new_test_user(
            self.env,
            "works_stranger",
            groups="base.group_user,chorus_pro_connector_works.group_works_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        records = [
            self.market,
            self.market.lot_ids,
            self.market.lot_ids.formula_ids,
            self.market.line_ids,
            self.market.subcontract_ids,
            self.amendment,
            self.amendment.line_ids,
            self.market.lot_ids.formula_ids.index_id,
        ]
        for record in records:
            with self.subTest(record._name):
                self.assertTrue(record)
                model = record.with_user(stranger)
                self.assertFalse(model.search([("id", "in", record.ids)]))
                with self.assertRaises(AccessError):
                    model.read(["display_name"])

    # === Dates with legal effect, steps of a manager === #

    def test_legal_dates(self):
        market = self.market.with_user(self.clerk)
        market.date_reception_notified = "2026-07-31"
        with self.assertRaisesRegex(ValidationError, "legal effect"):
            market.date_reception_notified = "2026-08-01"
        with self.assertRaisesRegex(ValidationError, "legal effect"):
            market.date_notification = False
        market.date_notification = market.date_notification
        self.tracked(
            market.with_user(self.manager)
        ).date_reception_notified = "2026-08-01"
        self.run_tracking()
        tracked = market.message_ids.sudo().tracking_value_ids.field_id.mapped("name")
        self.assertIn("date_reception_notified", tracked)

    def test_steps_of_a_manager(self):
        market = self.market.with_user(self.clerk)
        for step in ("action_back_to_draft", "action_terminate", "action_close"):
            with (
                self.subTest(step),
                self.assertRaisesRegex(UserError, "Only a manager"),
            ):
                getattr(market, step)()
        with self.assertRaisesRegex(ValidationError, "Acceptance notified on"):
            market.action_receive()
        market.write(
            {
                "date_reception_notified": "2026-07-31",
                "date_reception_effect": "2026-07-24",
            }
        )
        market.action_receive()
        market.action_final()
        with self.assertRaisesRegex(UserError, "cannot become"):
            market.action_final()
        market.with_user(self.manager).action_close()
        self.assertEqual(market.state, "closed")
