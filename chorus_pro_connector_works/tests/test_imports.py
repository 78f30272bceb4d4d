# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lines and indices out of a table: shown first, made whole or not at all."""

import base64
import io

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .works_case import WorksCommon

BILL = """Lot;N°;Désignation;U;Qté;PU HT;Montant HT;TVA
Lot 1 – Gros œuvre;;Maçonnerie;;;;;
;1.2;Déblais;m³;420;32,50;13 650,00;20
;1.3;Béton;m³;85;310,00;26 350,00;20
2;2.1;TGBT;ft;;;22 400,00;10
;;Total HT;;;;62 400,00;
"""


@tagged("post_install", "-at_install")
class TestImports(WorksCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.make_market(lot_ids=[], signed_amount=62400.0)
        cls.vat(20), cls.vat(10)

    def window(self, **values):
        action = self.market.action_import_lines()
        model = self.env[action["res_model"]].with_user(self.clerk)
        with Form(model.with_context(**action["context"])) as form:
            for name, value in values.items():
                form[name] = value
        return form.record

    def test_preview_then_import(self):
        window = self.window(text=BILL, tax_id=self.vat(20))
        window.action_preview()
        statuses = window.line_ids.mapped("status")
        self.assertEqual(statuses, ["heading", "line", "line", "line", "skipped"])
        self.assertEqual((window.count, window.error_count), (3, 0))
        self.assertEqual(window.amount, 62400.0)
        self.assertFalse(self.market.line_ids, "a preview makes nothing")

        window.action_import()
        lots = self.market.lot_ids
        self.assertEqual(lots.mapped("code"), ["1", "2"])
        self.assertEqual(lots.mapped("name"), ["Gros œuvre", "Lot 2"])
        lines = self.market.line_ids.sorted("sequence")
        self.assertEqual(lines.mapped("code"), ["1.2", "1.3", "2.1"])
        self.assertEqual(lines.mapped("kind"), ["unit", "unit", "fixed"])
        self.assertEqual(lines[0].heading, "Maçonnerie")
        self.assertEqual(lines.mapped("tax_id.amount"), [20.0, 10.0])
        self.assertEqual(self.market.signed_gap, 0.0)

    def test_a_second_table_of_the_same_lots(self):
        self.window(text=BILL, tax_id=self.vat(20)).action_import()
        more = (
            "Lot;N°;Désignation;U;Qté;PU HT\n"
            "LOT N° 1 : Gros œuvre;1.4;Dalle;m²;2;10\n"
            "Peinture et sols;3.1;Peinture;m²;2;10\n"
        )
        self.window(text=more, tax_id=self.vat(20)).action_import()
        self.assertEqual(self.market.lot_ids.mapped("code"), ["1", "2", "3"])
        self.assertEqual(self.market.lot_ids[2].name, "Peinture et sols")
        added = self.market.line_ids.filtered(lambda line: line.code == "1.4")
        self.assertEqual(added.lot_id, self.market.lot_ids[0])

    def test_nothing_of_a_table_with_errors(self):
        text = BILL.replace("32,50", "trente") + "2;2.2;Câbles;m;1;1,1234567;;5,5\n"
        window = self.window(text=text)
        window.action_preview()
        # Hundreds of rows: what is to be corrected stands first.
        wrong = window.line_ids[:2]
        self.assertEqual(set(wrong.mapped("status")), {"error"})
        self.assertEqual(wrong.mapped("number"), [3, 7])
        self.assertIn("“trente” is not a number", wrong[0].problem)
        self.assertIn("more than 6 decimals", wrong[1].problem)
        with self.assertRaisesRegex(UserError, "nothing was made"):
            window.action_import()
        self.assertFalse(self.market.line_ids or self.market.lot_ids)
        self.assertEqual(window.text, text, "what was pasted is still there")

    def test_vat_that_does_not_exist(self):
        window = self.window(text=BILL.replace(";10\n", ";13,7\n"))
        window.action_preview()
        problems = window.line_ids.filtered("problem").mapped("problem")
        self.assertEqual(problems, ["There is no sales VAT of 13.7 %."])

    def test_numbers_in_sentences_are_written_as_the_user_does(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        text = BILL.replace("13 650,00", "13 650,5").replace(";10\n", ";5,25\n")
        window = self.window(text=text)
        window.with_context(lang="fr_FR").action_preview()
        problems = " ".join(window.line_ids.filtered("problem").mapped("problem"))
        # Which blank stands between thousands is the language's choice.
        plain = " ".join(problems.split())
        self.assertIn("13 650,50", plain)
        self.assertIn("5,25", plain)

    def test_vat_of_services_is_proposed(self):
        """Works are services: goods of the same rate owe their VAT earlier."""
        goods, works = self.vat(20), self.vat(20, tax_scope="service")
        self.company.sudo().account_sale_tax_id = goods
        wizard = self.env["chorus.works.import"].with_user(self.clerk)
        market = self.make_market(number="2026-0009")
        self.assertEqual(wizard.create({"market_id": market.id}).tax_id, works)

    def test_workbook(self):
        book = openpyxl.Workbook()
        for row in BILL.splitlines()[:3]:
            book.active.append(row.split(";"))
        content = io.BytesIO()
        book.save(content)
        window = self.window(file=base64.b64encode(content.getvalue()))
        window.action_import()
        self.assertEqual(self.market.line_ids.amount, 13650.0)

    def test_takeover(self):
        """A market under way comes with what its lines had."""
        self.market.write({"opening_number": 3, "opening_date": "2026-03-31"})
        text = (
            "N°;Désignation;U;Qté;PU;Cumul\n"
            "1;Déblais;m³;420;32,50;100\n"
            "2;Installation;ft;1;18000;25\n"
        )
        self.window(text=text, tax_id=self.vat(20)).action_import()
        executed = self.market.line_ids._works_executed()
        amounts = [float(executed[line].amount) for line in self.market.line_ids]
        self.assertEqual(amounts, [3250.0, 4500.0])

    def test_a_market_under_way_comes_whole(self):
        """Lines, what they had, header of the takeover, earlier pieces: one import."""
        text = (
            "N°;Désignation;U;Qté;PU HT;Avancement\n"
            "1;Déblais;m³;420;32,50;50 %\n"
            "2;Installation;ft;1;18000;4 500,00 €\n"
        )
        window = self.window(text=text, tax_id=self.vat(20))
        window.action_preview()
        self.assertTrue(window.is_takeover)
        self.assertEqual(window.opening_amount, 11325.0)
        with self.assertRaisesRegex(UserError, "Executed until"):
            window.action_import()
        self.assertFalse(self.market.line_ids or self.market.lot_ids)
        window.write(
            {
                "opening_number": 2,
                "opening_date": "2026-04-30",
                "opening_retention": 566.25,
                "advance_received": 9000.0,
                "advance_received_date": "2026-03-01",
                "opening_advance_repaid": 100.0,
                "pieces_text": "FAC-1;1;a4;31/03/2026;5 000,00;6 000,00;5 700,00\n"
                "FAC-2;2;A4;2026-04-30;6 325,00;7 590,00;trois",
            }
        )
        with self.assertRaisesRegex(UserError, "row 2: “trois” is not a number"):
            window.action_preview()
        window.pieces_text = window.pieces_text.replace("trois", "7 210,50")
        window.action_import()
        market = self.market
        executed = market.line_ids._works_executed()
        amounts = [float(executed[line].amount) for line in market.line_ids]
        self.assertEqual(amounts, [6825.0, 4500.0])
        self.assertEqual(market.line_ids.mapped("opening_mode"), ["percent", "amount"])
        self.assertEqual((market.opening_number, market.opening_retention), (2, 566.25))
        self.assertEqual(market.opening_advance_repaid, 100.0)
        self.assertEqual(market.amount_invoiced, 11325.0)
        earlier = market.earlier_piece_ids
        self.assertEqual(earlier.mapped("number"), ["FAC-1", "FAC-2"])
        self.assertEqual(earlier.mapped("framework"), ["A4", "A4"])
        self.assertEqual(earlier.mapped("amount_net"), [5700.0, 7210.5])
        self.assertEqual(str(earlier[1].date), "2026-04-30")
        market.signed_amount = 31650.0
        market.action_start()
        statement = self.env["chorus.works.statement"].with_user(self.clerk)
        statement = statement.create({"market_id": market.id})
        self.assertEqual((statement.number, statement.amount_works), (3, 0.0))
        self.assertEqual(statement.line_ids.mapped("value"), [50.0, 4500.0])

    def test_what_was_executed_needs_a_takeover(self):
        market = self.make_market(number="2026-0003")
        market.line_ids.opening_value = 10.0
        with self.assertRaisesRegex(UserError, "executed in part before"):
            market.action_start()

    def test_nothing_pasted(self):
        with self.assertRaisesRegex(UserError, "Paste the table"):
            self.window(text=" \n").action_preview()
        with self.assertRaisesRegex(UserError, "save it again as XLSX"):
            self.window(file=base64.b64encode(b"PK\x03\x04nothing")).action_preview()

    # === Indices === #

    def paste(self, text, **values):
        model = self.env["chorus.works.index.paste"].with_user(self.clerk)
        company = self.company.id
        return model.create({"text": text, "company_id": company, **values})

    def test_indices(self):
        self.paste("BT01;03/2026;130,1\nBT01;04/2026;130,9").action_import()
        # Pasted again with one month more: what is known and the same stays.
        window = self.paste("BT01;04/2026;130,9\nBT01;05/2026;131,6")
        window.action_preview()
        self.assertEqual(window.line_ids.mapped("is_known"), [True, False])
        window.action_import()
        index = self.env["chorus.works.index"].search([("code", "=", "BT01")])
        values = index.value_ids.sorted("month").mapped("value")
        self.assertEqual(values, [130.1, 130.9, 131.6])

        window = self.paste("BT01;05/2026;140\nBT01;06/2026;1\nBT01;06/2026;1")
        window.action_preview()
        problems = window.line_ids.mapped("problem")
        self.assertIn("is known already, as 131.6", problems[0])
        self.assertFalse(problems[1])
        self.assertIn("this month twice", problems[2])
        with self.assertRaisesRegex(UserError, "nothing was added"):
            window.action_import()
        self.assertEqual(len(index.value_ids), 3)
