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
