# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An accountant of a building firm works in French, in the browser."""

from odoo.tests import HttpCase, tagged

from odoo.addons.chorus_pro_connector.tests.french_case import InFrench

from .test_statement_admitted import AdmittedMixin
from .test_works_validation import WorksValidationCase

INBOX = "/odoo/action-chorus_pro_connector.action_chorus_validation"
STATEMENT = "/odoo/action-chorus_pro_connector_works.works_statement_action"


class InFrenchWorks(InFrench):
    tours = "chorus_works_french"
    browser_size = "1440x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.module_chorus_pro_connector_works")._update_translations(
            ["fr_FR"]
        )


@tagged("post_install", "-at_install")
class TestWorksFrench(InFrenchWorks, AdmittedMixin, WorksValidationCase, HttpCase):
    def test_a_request_is_accepted(self):
        self.asked()
        self.listed()
        self.tour("validation", url=INBOX)
        self.assertEqual(self.request_of().decision, "accepted")
        self.assertFalse(self.listed().waiting)

    def test_the_next_statement_starts_from_what_was_admitted(self):
        self.connect(self.company)
        statement = self.posted_statements(self.market, 1)
        self.send_statement(statement)
        self.associate(
            "moe",
            statement.move_id.chorus_identifier,
            "A15",
            "EA-1",
            montantHtTotal=27374.60,
            montantTVA=5474.92,
            montantTtcTotal=32849.52,
            montantAPayer=31226.52,
        )
        self.follow()
        self.tour("admitted", url=f"{STATEMENT}/{statement.id}")
        last = statement._works_last()
        self.assertEqual((last.adjusts, last.previous_id), ("admitted", statement))
        self.assertEqual(round(last.amount_total, 2), -2185.92)
