# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The dashboard: its files hold, it opens as an accountant, with data and without."""

import json
import re

from odoo.tests import HttpCase, tagged
from odoo.tools import file_open
from odoo.tools.translate import code_translations

from odoo.addons.chorus_pro_connector.models.work.work_lists import OURS
from odoo.addons.chorus_pro_connector.tests.sandbox_case import SandboxCase
from odoo.addons.spreadsheet.utils.validate_data import (
    fields_in_spreadsheet,
    menus_xml_ids_in_spreadsheet,
)

FILES = "chorus_pro_connector_dashboard/data/files"
ADDON = "chorus_pro_connector_dashboard"
BOOKS = ("chorus", "chorus_sample")


def book(name):
    with file_open(f"{FILES}/{name}_dashboard.json") as file:
        return json.load(file)


def formulas(data):
    return [
        cell
        for sheet in data["sheets"]
        for cell in sheet["cells"].values()
        if cell.startswith("=")
    ]


@tagged("post_install", "-at_install")
class TestDashboard(SandboxCase, HttpCase):
    @property
    def dashboard(self):
        return self.env.ref(f"{ADDON}.dashboard_chorus")

    # === The files === #

    def test_every_field_and_menu_exists(self):
        data = book("chorus")
        found = fields_in_spreadsheet(data)
        self.assertEqual(set(found), {"chorus.report", "chorus.return.report"})
        for model, names in found.items():
            for name in names:
                rows = self.env[model]
                for step in name.split("."):
                    self.assertIn(step, rows._fields)
                    rows = rows[step] if rows._fields[step].relational else rows
        menus = menus_xml_ids_in_spreadsheet(data)
        self.assertGreater(len(menus), 4)
        for name in menus:
            self.assertTrue(self.env.ref(name).action, name)

    def test_measures_are_stored_and_can_be_summed(self):
        for pivot in book("chorus")["pivots"].values():
            fields = self.env[pivot["model"]].fields_get()
            for measure in pivot["measures"]:
                if measure["fieldName"] != "__count":
                    self.assertTrue(fields[measure["fieldName"]]["aggregator"])
            for row in pivot["rows"]:
                self.assertTrue(fields[row["fieldName"]]["groupable"])

    def test_our_turn_is_that_of_the_menus(self):
        (condition,) = book("chorus")["pivots"]["1"]["domain"]
        self.assertEqual(condition, ["move_id.chorus_work_list", "in", list(OURS)])

    def test_each_chart_says_what_it_shows(self):
        """A telephone shows the charts alone, without the cells around them."""
        for name in ("chorus", "chorus_sample"):
            for figure in book(name)["sheets"][0]["figures"]:
                self.assertTrue(figure["data"]["title"]["text"], figure["id"])

    def test_every_formula_names_a_pivot_that_is_there(self):
        data = book("chorus")
        named = {
            number
            for formula in formulas(data)
            for number in re.findall(r"PIVOT(?:\.VALUE)?\((\d+)", formula)
        }
        self.assertEqual(named, set(data["pivots"]))
        for formula in formulas(data):
            self.assertEqual(formula.count("("), formula.count(")"), formula)

    def test_the_tables_have_headings_that_can_be_translated(self):
        """What a pivot calls its own measures stays as it was written."""
        live, sample = (book(name)["sheets"][0]["cells"] for name in BOOKS)
        for cell in (f"{column}{row}" for row in (42, 56) for column in "ABCEFG"):
            self.assertRegex(live[cell], r'^=_t\("[A-Z][a-z ]+"\)$')
            self.assertEqual(live[cell], sample[cell])

    def test_filters_reach_every_figure(self):
        data = book("chorus")
        filters = {row["id"] for row in data["globalFilters"]}
        charts = [
            figure["data"]
            for figure in data["sheets"][0]["figures"]
            if figure["data"]["type"].startswith("odoo_")
        ]
        self.assertEqual(len(charts), 4)
        for row in (*data["pivots"].values(), *charts):
            self.assertEqual(set(row["fieldMatching"]), filters)

    def test_the_sample_asks_the_database_nothing(self):
        sample = book("chorus_sample")
        self.assertEqual((sample["pivots"], sample["lists"]), ({}, {}))
        self.assertFalse(
            any("ODOO." in one or "PIVOT" in one for one in formulas(sample))
        )
        shown = {figure["id"] for figure in sample["sheets"][0]["figures"]}
        live = {figure["id"] for figure in book("chorus")["sheets"][0]["figures"]}
        self.assertEqual(shown, live)

    def test_french(self):
        """Spreadsheets are translated in the browser, as Odoo's own are."""
        french = code_translations.get_web_translations(ADDON, "fr_FR")["messages"]
        known = {row["id"]: row["string"] for row in french}
        for term in ("Our turn", "Overdue", "Days to pay by client", "Period"):
            self.assertTrue(known.get(term), term)
            self.assertNotEqual(known[term], term)

    # === Shown === #

    def read(self):
        self.authenticate("chorus_clerk", "chorus_clerk")
        self.env.flush_all()
        url = f"/spreadsheet/dashboard/data/{self.dashboard.id}"
        return self.url_open(url, cookies={"cids": str(self.company.id)}).json()

    def test_sample_then_data(self):
        self.clerk.sudo().write({"password": "chorus_clerk"})
        self.assertTrue(self.read()["is_sample"])
        self.invoice()
        answer = self.read()
        self.assertNotIn("is_sample", answer)
        self.assertEqual(answer["translation_namespace"], ADDON)
        self.assertEqual(answer["snapshot"]["pivots"], book("chorus")["pivots"])

    def test_every_pivot_can_be_asked_by_a_clerk(self):
        self.delivered()
        self.invoice()
        self.env.flush_all()
        answers = {}
        for number, pivot in book("chorus")["pivots"].items():
            rows = self.env[pivot["model"]].with_user(self.clerk)
            measures = [measure["id"] for measure in pivot["measures"]]
            groups = [row["fieldName"] for row in pivot["rows"]]
            answers[pivot["name"]] = rows.formatted_read_group(
                pivot["domain"], groups, measures
            )
            self.assertTrue(number)
        self.assertEqual(answers["KPI - Our turn"][0]["__count"], 1)
        (waiting,) = answers["KPI - Waiting for the client"]
        self.assertEqual(
            (waiting["__count"], waiting["amount_waiting:sum"]), (1, 120.0)
        )

    def test_it_opens_in_a_browser(self):
        """Charts and formulas are computed there: one that fails is seen there only."""
        self.delivered()
        self.clerk.sudo().write({"password": "chorus_clerk", "lang": "en_US"})
        self.env.flush_all()
        self.start_tour("/odoo/dashboards", "chorus_dashboard", login="chorus_clerk")
