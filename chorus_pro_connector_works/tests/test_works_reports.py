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
    "report_left": "chorus.works.market",
    "report_retentions": "account.move.line",
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
        records = {
            "chorus.works.statement": self.statements[2],
            "chorus.works.market": self.market,
            "account.move.line": self.statements.sudo().move_id.line_ids.filtered(
                "chorus_is_retention"
            ),
        }[REPORTS[report]]
        name = f"chorus_pro_connector_works.{report}"
        reports = self.env["ir.actions.report"].with_user(user)
        html, _kind = reports._render_qweb_html(name, records.ids)
        return html.decode().translate(NUMBER).replace("&nbsp;", " ")

    def test_statement(self):
        text = self.printed("report_decompte", self.clerk)
        for part in (
            "Projet de décompte mensuel n° 3",
            "Montants en €",
            "149 373,60",  # works, cumulative
            "62 613,32",  # net
            "12 233,50",  # cap of the retention, the amendment in force
            "BT06 : 130,9 / 128,4",  # provisional: the last month that is known
            "1,017",
            "Volt et Fils",
            "Total des lots",
        ):
            self.assertIn(part, text)
        self.assertNotIn("sur 0,00", text, "no rate that nothing was executed of")

    def test_statement_of_an_order(self):
        """Its own amounts, not those of all orders; a firm price shows no revision."""
        market, orders = self.market_with_orders(
            "VOI-01",
            lambda at: {
                "purpose": "Rue des Lilas",
                "date": "2026-03-02",
                "commitment": f"ENG-{at}",
            },
            commitment="ENG-0",
        )
        statement = self.new_statement(
            market,
            order_id=orders[0].id,
            date="2026-03-31",
            period_start="2026-03-01",
            period_end="2026-03-31",
        )
        self.type_progress(statement, {"VOI-01": 12})
        printed = statement._works_printed()
        header = dict(printed["header"])
        self.assertEqual(
            header["Bon de commande n°"], "BC-1 du 02/03/2026, Rue des Lilas"
        )
        self.assertEqual(header["Engagement n°"], "ENG-1")
        recap = {name: text.translate(NUMBER) for name, text in printed["recap"]}
        self.assertEqual(recap["Montant initial du bon de commande HT"], "1 000,00")
        self.assertEqual(recap["Exécuté au-delà du bon de commande HT"], "200,00")
        self.assertNotIn("Avenants HT", recap)
        self.assertNotIn("Révision des prix HT", [row[0] for row in printed["rows"]])
        self.assertFalse(printed["revision"])

    def test_net_in_words(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        statement = self.statements[2]
        self.assertEqual(
            statement._works_printed()["in_words"],
            "Arrêté le présent décompte à la somme de soixante-deux mille six cent "
            "treize euros et trente-deux centimes.",
        )

    def test_a_title_stays_with_its_line(self):
        lot = self.market.lot_ids[0]
        lines = self.statements[2].line_ids.filtered(lambda row: row.lot_id == lot)
        lines.sudo().write({"heading": "Maçonnerie"})
        blocks = self.statements[2]._works_printed()["lines"]
        self.assertEqual(blocks[0]["lot"], "1 – Gros œuvre")
        self.assertEqual(blocks[0]["heading"], "Maçonnerie")
        self.assertEqual(
            [block["together"] for block in blocks],
            [True, False, False, False, False, True]  # lot 1: its title, its total
            + [True, False, False, True]
            + [True, False, True],
        )
        last = blocks[-1]["totals"]
        self.assertEqual([row[0] for row in last], ["Total du lot", "Total des lots"])
        self.assertEqual(last[1][1][1].translate(NUMBER), "149 373,60")

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
        self.statements[1].with_user(self.clerk).amount_admitted = 55000.0
        recap = self.market._works_recapitulation()
        totals = [text.translate(NUMBER) for text in recap["totals"]]
        self.assertEqual(
            totals[4:12],
            [
                "151 549,28",
                "180 858,74",
                "8 912,89",
                "11 280,95",
                "9 600,00",
                "151 064,90",
                "55 000,00",
                "0,00",
            ],
        )
        rows = [[text.translate(NUMBER) for text in row] for row in recap["rows"]]
        self.assertEqual([row[0] for row in rows], ["1", "2", "3"])
        self.assertEqual(rows[2][2], self.statements[2].move_id.name)
        self.assertIn("en retard de", rows[0][-1])
        self.assertEqual([row[-3] for row in rows], ["–", "55 000,00", "–"])
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
        action = self.market.browse().with_user(self.clerk).action_print_left()
        self.assertIn(self.market.id, action["context"]["active_ids"])
        text = self.printed("report_left", self.clerk)
        for part in ("Reste à facturer", "206 627,00", "149 373,60", "57 253,40"):
            self.assertIn(part, text)

    def test_retentions_to_be_returned(self):
        action = self.env.ref("chorus_pro_connector_works.works_retention_action")
        domain = literal_eval(action.domain)
        lines = self.env["account.move.line"].with_user(self.clerk)
        held = lines.search([*domain, ("move_id", "in", self.statements.move_id.ids)])
        self.assertEqual(len(held), 3)
        self.assertEqual(round(sum(held.mapped("amount_residual")), 2), 8912.89)
        self.assertEqual(self.market.amount_retention_held, 8912.89)
        action = held.chorus_action_print_retentions()
        self.assertEqual(action["context"]["active_ids"], held.ids)
        text = self.printed("report_retentions", self.clerk)
        for part in (
            "Retenues de garantie à restituer",
            "2026-0042",
            held[0].move_id.name,
            "4 323,75",
            "8 912,89",
            "dont échu avant le",
        ):
            self.assertIn(part, text)
        self.assertNotIn("avant la reprise", text)
        self.env.cr.execute(
            "UPDATE chorus_works_market SET opening_retention = 1234.5 WHERE id = %s",
            self.market.ids,
        )
        self.market.invalidate_recordset()
        self.assertIn("1 234,50", self.printed("report_retentions", self.clerk))
        every = lines.browse().chorus_action_print_retentions()
        self.assertLessEqual(set(held.ids), set(every["context"]["active_ids"]))

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
