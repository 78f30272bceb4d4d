# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is printed and followed of a market, and who may see it."""

from ast import literal_eval

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .statement_case import StatementCommon

NUMBER = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})
REPORTS = {
    "report_decompte": "chorus.works.statement",
    "report_recapitulation": "chorus.works.market",
    "report_works_market_sheet": "chorus.works.market",
}


@tagged("post_install", "-at_install")
class TestWorksReports(StatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.running_market()
        cls.statements = cls.example_statements(cls.market, 3)

    def printed(self, report, user):
        """Return the text of a report as a user prints it."""
        records = self.statements[2] if report == "report_decompte" else self.market
        name = f"chorus_pro_connector_works.{report}"
        reports = self.env["ir.actions.report"].with_user(user)
        html, _kind = reports._render_qweb_html(name, records.ids)
        return html.decode().translate(NUMBER).replace("&nbsp;", " ")

    def test_statement(self):
        text = self.printed("report_decompte", self.clerk)
        for part in (
            "Projet de décompte mensuel n° 3",
            "149 373,60",  # works, cumulative
            "62 613,32",  # net
            "12 233,50",  # cap of the retention, the amendment in force
            "BT06 : 130,9 / 128,4",  # provisional: the last month that is known
            "1,017",
            "Volt et Fils",
        ):
            self.assertIn(part, text)

    def test_identity_sheet(self):
        text = self.printed("report_works_market_sheet", self.clerk)
        for part in (
            "Fiche d'identité du marché",
            "2026-0042",
            "Atelier Arcade, architectes",
            "Avenant n° 1",
            "Volt et Fils",
            "206 627,00",
            "1/3000 par jour",
        ):
            self.assertIn(part, text.replace("&#39;", "'"))

    def test_recapitulation(self):
        recap = self.market._works_recapitulation()
        totals = [text.translate(NUMBER) for text in recap["totals"]]
        self.assertEqual(
            totals[3:9],
            [
                "151 549,28",
                "180 858,74",
                "8 912,89",
                "11 280,95",
                "9 600,00",
                "151 064,90",
            ],
        )
        rows = [[text.translate(NUMBER) for text in row] for row in recap["rows"]]
        self.assertEqual([row[0] for row in rows], ["1", "2", "3"])
        self.assertEqual(rows[2][2], self.statements[2].move_id.name)
        self.assertIn("en retard de", rows[0][-1])
        self.assertEqual(self.market.amount_invoiced, 149373.60)
        self.assertIn(
            "Récapitulatif", self.printed("report_recapitulation", self.clerk)
        )

    def test_what_is_left_to_invoice(self):
        action = self.env.ref("chorus_pro_connector_works.works_to_invoice_action")
        found = self.market.search(literal_eval(action.domain))
        self.assertIn(self.market, found)
        self.assertEqual(self.market.amount_to_invoice, 57253.40)
        self.assertEqual(self.market.invoiced_percent, 72.29)

    def test_retentions_to_be_returned(self):
        action = self.env.ref("chorus_pro_connector_works.works_retention_action")
        domain = literal_eval(action.domain)
        lines = self.env["account.move.line"].with_user(self.clerk)
        held = lines.search([*domain, ("move_id", "in", self.statements.move_id.ids)])
        self.assertEqual(len(held), 3)
        self.assertEqual(round(sum(held.mapped("amount_residual")), 2), 8912.89)
        self.assertEqual(self.market.amount_retention_held, 8912.89)

    def test_who_sees_no_price_prints_none(self):
        for report in REPORTS:
            action = self.env["ir.actions.report"]._get_report(
                f"chorus_pro_connector_works.{report}"
            )
            with self.subTest(report):
                self.assertTrue(action.group_ids)
                # The template engine tells the access error as its cause.
                with self.assertRaisesRegex(Exception, "prices|access|droit"):
                    self.printed(report, self.foreman)
        with self.assertRaises(AccessError):
            self.statements[2].with_user(self.foreman)._works_printed()
        with self.assertRaises(AccessError):
            self.market.with_user(self.foreman)._works_recapitulation()
