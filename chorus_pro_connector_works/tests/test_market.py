# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A market is entered once; what is wrong is one sentence, and nothing is lost."""

from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from . import works_example as example
from .works_case import WorksCommon


@tagged("post_install", "-at_install")
class TestMarket(WorksCommon):
    def refused(self, words, function):
        """Check that a call is refused with one sentence that holds ``words``."""
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            function()
        sentence = str(caught.exception)
        self.assertIn(words, sentence)
        self.assertNotIn("\n", sentence.strip())

    # === The worked example === #

    def test_amounts_of_the_example(self):
        market = self.example_market()
        self.assertEqual(market.amount_initial, 200002.00)
        self.assertEqual(market.amount_initial_total, 236882.40)
        self.assertEqual(market.signed_gap, 0.0)
        self.assertEqual(market.advance_amount, float(example.ADVANCE))
        self.assertEqual(market._works_advance_parts(), example.ADVANCE_PARTS)
        self.assertEqual(market.retention_cap, 11844.12)
        market.action_start()
        self.assertEqual(market.state, "running")

    def test_amendment_of_the_example(self):
        market = self.example_market()
        market.action_start()
        self.example_amendment(market)
        self.assertEqual(market.amount_untaxed, 206627.00)
        self.assertEqual(market.amount_total, 244669.90)
        self.assertEqual(market.amount_amendments, 6625.00)
        self.assertEqual(market.retention_cap, 12233.50)
        self.assertEqual(market.advance_amount, float(example.ADVANCE))
        self.assertIn("65", market.advance_words)
        self.assertEqual(market.advance_threshold, 159035.44)
        # Before its date the market is what was signed.
        day = market.amendment_ids.date_effect.replace(day=30, month=4)
        self.assertEqual(market._works_total_on(day), Decimal("236882.40"))
        ventilation = next(
            terms for terms in market._works_lines_on() if terms.line.code == "3.3"
        )
        self.assertEqual(ventilation.quantity, Decimal(6))
        self.assertEqual(ventilation.line.quantity, 4.0, "as it was signed")

    # === Bad input === #

    def test_number(self):
        self.refused("Type the market number", lambda: self.make_market(number=False))
        self.refused("51 characters", lambda: self.make_market(number="9" * 51))
        market = self.make_market(number="\u200b 2026\u00a0-\u202f1 ")
        self.assertEqual(market.number, "2026 - 1")

    def test_parties(self):
        market = self.make_market(moe_id=False)
        self.refused("Project manager (MOE)", market.action_start)
        market.moe_id = self.moe
        self.moe.sudo().chorus_structure_state = "inactive"
        self.refused("inactive on Chorus Pro", market.action_start)
        self.moe.sudo().chorus_structure_state = "active"
        self.moe.company_registry = False
        self.refused("no SIRET", market.action_start)
        self.moe.company_registry = "21280085600013"
        market.client_id = False
        self.refused("Client (MOA)", market.action_start)
        self.assertEqual(market.state, "draft")

    def test_parties_are_told_on_the_form(self):
        """The banner says it before *Start*, and as long as the market is open."""
        market = self.make_market(moe_id=False)
        self.assertIn("Fill in “Project manager (MOE)”.", market.warnings)
        market.moe_id = self.moe
        self.assertNotIn("MOE", market.warnings or "")
        moe, client = self.moe.sudo(), self.buyer.sudo()
        moe.chorus_structure_state = "none"
        self.assertIn("knows no structure under the SIRET", market.warnings)
        self.refused("knows no structure", market.action_start)
        moe.chorus_structure_state = "active"
        market.action_start()
        moe.chorus_structure_state = "inactive"
        self.assertIn("“Project manager (MOE)”: Atelier Arcade", market.warnings)
        client.chorus_works_authority = "no"
        self.assertIn("“Client (MOA)”: Chorus Pro does not mark", market.warnings)
        market.is_private = True
        self.assertFalse(market.warnings)

    def test_lines_foot(self):
        market = self.make_market(signed_amount=100000.01)
        self.assertEqual(market.signed_gap, -0.01)
        self.refused("until they agree", market.action_start)
        market.signed_amount = 100000.00
        market.action_start()

    def test_price_decimals(self):
        lot = self.make_market().lot_ids
        self.refused(
            "more than 6 decimals",
            lambda: self.make_line(lot, "1.2", "unit", 1.0, 12.3456789),
        )
        line = self.make_line(lot, "1.2", "unit", 1000.0, 12.345678)
        self.assertEqual(line.amount, 12345.68)
        self.refused("more than 6", lambda: line.write({"price": 1.0000001}))
        self.assertEqual(line.price, 12.345678)

    def test_indices(self):
        index = self.env["chorus.works.index"].with_user(self.clerk)
        bt01 = index.create({"code": "bt 01"})
        self.assertEqual(bt01.code, "BT01")
        bt01.value_ids.create(
            {"index_id": bt01.id, "month": "2026-03-17", "value": 130.1}
        )
        self.assertEqual(bt01._works_value("2026-03-31").value, 130.1)
        self.refused(
            "BT01 already has a value for 03/2026",
            lambda: bt01.value_ids.create(
                {"index_id": bt01.id, "month": "2026-03-02", "value": 131.0}
            ),
        )
        self.refused("above zero", lambda: bt01.value_ids.write({"value": 0.0}))

    def test_formula(self):
        market = self.example_market()
        lot = market.lot_ids[0]
        self.assertEqual(lot.formula, "C = 0,15 + 0,85 × BT06/BT06₀")
        self.refused("instead of 1", lambda: lot.write({"fixed_part": 0.2}))
        lot.formula_ids.value_zero = 0.0
        self.refused("at month zero", market.action_start)

    def test_retention(self):
        market = self.make_market()
        self.refused("allows 5", lambda: market.write({"retention_rate": 5.01}))
        self.refused(
            "allows 3",
            lambda: market.write({"is_large_buyer": True, "is_small_business": True}),
        )
        market.write({"is_large_buyer": True, "retention_rate": 3.0})
        self.refused("Guarantor", lambda: market.write({"retention_mode": "surety"}))

    def test_dates(self):
        market = self.make_market(date_start="2026-03-01")
        self.assertEqual(str(market.date_end), "2026-08-31")
        self.refused("is before", lambda: market.write({"date_end": "2026-02-01"}))
        market.date_reception_effect = "2026-07-24"
        self.assertEqual(str(market.date_warranty_end), "2027-07-24")
        self.assertEqual(str(market.date_retention_due), "2027-08-23")

    # === Terms === #

    def test_frameworks_follow_the_role(self):
        market = self.make_market()
        shown = ["framework_monthly", "framework_final", "framework_general"]
        self.assertEqual([market[name] for name in shown], ["A4", "A7", "A8"])
        market.write({"role": "joint_contractor", "holder_id": self.moe.id})
        self.assertEqual([market[name] for name in shown], ["A13", "A14", False])
        market.is_private = True
        self.assertEqual([market[name] for name in shown], ["A1", "A1", False])
        self.assertEqual(market.prepaid_content, "due_ever")

    def test_regime(self):
        market = self.make_market()
        self.assertEqual((market.days_final_draft, market.days_tacit), (30, 10))
        market.regime_id = self.env.ref("chorus_pro_connector_works.regime_2009")
        days = (market.days_final_draft, market.days_general, market.days_tacit)
        self.assertEqual(days, (45, 40, 0))
        market.days_general = 60
        self.assertEqual(market.days_general, 60)

    def test_advance(self):
        market = self.make_market()
        self.assertEqual(market.advance_rate, 30.0, "option A, a small business")
        self.assertEqual(market.advance_amount, 36000.0)
        self.assertEqual((market.advance_start, market.advance_end), (65.0, 80.0))
        self.refused("type the reason", lambda: market.write({"advance_amount": 1.0}))
        market.write({"advance_amount": 30000.0, "advance_reason": "AE, article 4"})
        self.assertEqual(market.advance_amount, 30000.0)
        market.write({"duration_months": 24, "advance_reason": False})
        self.assertEqual(market.advance_amount, 18000.0)
        market.write({"advance_option": "own", "advance_rate": 40.0})
        self.assertEqual((market.advance_start, market.advance_end), (0.0, 80.0))
        market.advance_rate = 4.0
        self.assertIn("the least is 5", market.warnings)

    def test_an_advance_is_due_above_a_threshold_only(self):
        market = self.make_market()
        self.assertIn("Due: above 50 000 €", market.advance_rule)
        market.duration_months = 2
        self.assertEqual(market.advance_amount, 0.0)
        self.assertIn("the client may grant one", market.advance_rule)
        market.write({"advance_option": "own", "advance_rate": 4.0})
        self.assertEqual(market.advance_amount, 4800.0)
        self.assertNotIn("the least is", market.warnings or "")
        market.write({"advance_option": "a", "duration_months": 0})
        self.assertEqual(market.advance_amount, 36000.0, "a duration not yet known")
        market.duration_months = 6
        market.line_ids.price = 50000.0
        self.assertEqual(market.advance_amount, 0.0)
        market.line_ids.price = 50000.01
        self.assertEqual(market.advance_amount, 18000.0)
        market.is_private = True
        self.assertEqual(market.advance_amount, 0.0)
        self.assertIn("No rule of public procurement", market.advance_rule)

    def test_tranches(self):
        market = self.make_market()
        lot = market.lot_ids
        optional = market.tranche_ids.create(
            {"market_id": market.id, "name": "Tranche optionnelle", "kind": "optional"}
        )
        self.make_line(lot, "9.1", "fixed", 1.0, 5000.0, tranche_id=optional.id)
        self.assertEqual(market.amount_initial, 100000.0)
        self.assertEqual(market.amount_untaxed, 100000.0)
        market.action_start()
        statement = self.env["chorus.works.statement"].with_user(self.clerk)
        values = {"market_id": market.id, "date": "2026-03-31"}
        values |= {"period_start": "2026-03-01", "period_end": "2026-03-31"}
        self.assertEqual(statement.create(values).line_ids.mapped("code"), ["1.1"])
        market.statement_ids.unlink()
        optional.date_affirmed = "2026-03-15"
        self.assertEqual(market.amount_untaxed, 105000.0)
        codes = statement.create(values).line_ids.mapped("code")
        self.assertEqual(codes, ["1.1", "9.1"])

    def test_a_joint_group(self):
        """The sharing table is to make what was signed; the pro rata is a memo."""
        market = self.make_market(group_kind="joint", role="representative")
        self.assertIn("one representative", market.warnings)
        partners = (self.company.partner_id, self.subcontractor)
        market.member_ids.create(
            [
                {
                    "market_id": market.id,
                    "partner_id": partner.id,
                    "share": share,
                    "is_representative": partner == partners[0],
                    "lot_ids": [(6, 0, lots.ids)],
                }
                for partner, share, lots in zip(
                    partners,
                    (75000.0, 24000.0),
                    (market.lot_ids, market.lot_ids.browse()),
                    strict=True,
                )
            ]
        )
        self.assertNotIn("one representative", market.warnings)
        self.assertIn("The shares of the members make", market.warnings)
        market.member_ids[1].share = 25000.0
        self.assertNotIn("The shares", market.warnings or "")
        self.assertEqual(market.member_ids.mapped("percent"), [75.0, 25.0])
        before = (market.amount_untaxed, market.advance_amount)
        market.write(
            {
                "pro_rata_rate": 1.5,
                "pro_rata_manager_id": partners[0].id,
                "pro_rata_note": "convention du 2 mars",
            }
        )
        self.assertEqual((market.amount_untaxed, market.advance_amount), before)
        sheet = market._works_sheet()
        self.assertIn(
            "(75 %), lot 1, mandataire", sheet["members"][0].replace("\xa0", " ")
        )
        self.assertIn("convention du 2 mars", sheet["pro_rata"])
        self.refused("between 0 and 100", lambda: market.write({"pro_rata_rate": 101}))

    # === Signed is signed === #

    def test_lines_of_a_started_market(self):
        market = self.make_market()
        line = market.line_ids
        line.price = 100000.0
        market.action_start()
        for change in (
            lambda: line.write({"price": 90000.0}),
            lambda: line.unlink(),
            lambda: self.make_line(market.lot_ids, "1.9", "fixed", 1, 1),
        ):
            self.refused("was signed", change)
        # What was not signed stays open, and forms may send what has not changed.
        line.write({"heading": "Titre", "price": 100000.0})
        self.refused("Only a manager", market.action_back_to_draft)
        market.with_user(self.manager).action_back_to_draft()
        line.price = 99999.0

    def test_opening_figures_once_statements_go_on(self):
        market = self.make_market()
        self.refused(
            "A market taken over needs", lambda: market.write({"opening_number": 2})
        )
        market.write({"opening_number": 2, "opening_date": "2026-03-31"})
        market.lot_ids.opening_revision = 120.0
        posted = patch.object(
            self.env.registry["chorus.works.market"],
            "_works_has_posted",
            lambda market: True,
        )
        with posted:
            for change in (
                lambda: market.write({"opening_number": 3}),
                lambda: market.lot_ids.write({"opening_revision": 0.0}),
            ):
                self.refused("the figures of the takeover", change)

    def test_state_is_not_written(self):
        market = self.make_market()
        with self.assertRaises(AccessError):
            market.write({"state": "closed"})
        with self.assertRaises(AccessError):
            self.make_market(state="running")

    def test_new_price_closes_a_unit_line(self):
        market = self.make_market(opening_number=2, opening_date="2026-03-31")
        line = self.make_line(market.lot_ids, "1.2", "unit", 50.0, 10.0)
        line.opening_value = 20.0
        market.signed_amount = 100500.0
        market.action_start()
        amendment = market.amendment_ids.with_user(self.manager).create(
            {
                "market_id": market.id,
                "date": "2026-04-01",
                "date_effect": "2026-04-01",
                "signed_file": "c2lnbsOp",
                "line_ids": [(0, 0, {"line_id": line.id, "price": 12.0})],
            }
        )
        amendment.action_put_in_force()
        terms = {row.line: row for row in market._works_lines_on()}
        new = line.replaced_by_id
        self.assertTrue(terms[line].closed)
        self.assertEqual(terms[line].amount, Decimal("200.00"))
        self.assertEqual(terms[new].amount, Decimal("360.00"))
        self.assertEqual(amendment.amount, 60.0)
        self.assertEqual(market.amount_untaxed, 100560.0)
        self.assertEqual(line.price, 10.0)

    def test_amendment_is_signed_and_by_a_manager(self):
        market = self.make_market()
        market.action_start()
        amendment = market.amendment_ids.create({"market_id": market.id})
        self.refused("Only a manager", amendment.action_put_in_force)
        amendment = amendment.with_user(self.manager)
        self.refused("fill in", amendment.action_put_in_force)
        lot = market.lot_ids
        row = {"lot_id": lot.id, "name": "Moins-value", "price": -1000.0}
        amendment.write(
            {
                "date": "2026-04-01",
                "date_effect": "2026-04-01",
                "signed_file": "c2lnbsOp",
                "line_ids": [(0, 0, row)],
            }
        )
        amendment.action_put_in_force()
        self.assertEqual(market.amount_untaxed, 99000.0)
        self.refused("is in force", lambda: amendment.write({"date": "2026-05-01"}))
        self.refused("is in force", lambda: amendment.line_ids.write({"quantity": 2.0}))

    def test_an_added_line_has_the_vat_of_its_lot(self):
        market = self.example_market()
        market.action_start()
        amendment = self.example_amendment(market.sudo(), put_in_force=False)
        added = amendment.line_ids.filtered(lambda row: not row.line_id)
        self.assertEqual(added.tax_id, added.lot_id.tax_id)
        added.with_user(self.manager).tax_id = False
        self.refused("Regards” has no VAT", amendment.action_put_in_force)
        self.assertEqual(amendment.state, "draft")

    def test_lines_tell_what_is_in_force_of_them(self):
        market = self.example_market()
        market.action_start()
        self.example_amendment(market.sudo())
        lines = {line.code: line for line in market.line_ids}
        self.assertEqual((lines["3.3"].quantity, lines["3.3"].amount), (4, 3250.0))
        self.assertEqual(lines["3.3"].quantity_in_force, 6)
        self.assertEqual(lines["3.3"].amount_in_force, 4875.0)
        self.assertEqual(
            round(sum(market.line_ids.mapped("amount_in_force")), 2),
            market.amount_untaxed,
        )

    def test_a_long_purpose_makes_no_long_name(self):
        market = self.make_market(purpose="Réhabilitation " * 20)
        self.assertLessEqual(len(market.display_name), 80)
        self.assertTrue(market.display_name.endswith("…"))

    def test_an_advance_received_before_the_lines_were_entered(self):
        market = self.make_market(lot_ids=[])
        market.write(
            {"advance_received": 30000.0, "advance_received_date": "2026-03-15"}
        )
        lot = self.make_lot(market, "1", "Gros œuvre", self.vat(20))
        self.make_line(lot, "1.1", "fixed", 1.0, 100000.0)
        self.assertTrue(market.advance_amount)
        self.assertEqual(market.advance_amount, market.advance_computed)
