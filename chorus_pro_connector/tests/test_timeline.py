# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Four lanes: what the portal, the client and the bank did, each where it belongs."""

from lxml import html

from odoo.tests import tagged

from .test_clock import ClockCase


@tagged("post_install", "-at_install")
class TestTimeline(ClockCase):
    def lanes(self, move):
        """Return {title: text of the lane}."""
        move.invalidate_recordset(["chorus_timeline"])
        page = html.fromstring(move.chorus_timeline)
        return {
            lane.find(".//h6").text: " ".join(lane.text_content().split())
            for lane in page.xpath("//div[contains(@class, 'col-xl-3')]")
        }

    def head(self, move):
        return html.fromstring(move.chorus_timeline).find(".//p").text_content()

    def test_integrated_is_no_acceptance(self):
        """The file's lane says so, and the decision is empty."""
        move = self.delivered(self.client("12345678200051"))
        lanes = self.lanes(move)
        self.assertIn("File integrated", lanes["File"])
        self.assertIn("no acceptance", lanes["File"])
        self.assertIn("Mise à disposition", lanes["Delivery"])
        self.assertIn("Nothing yet", lanes["Client's decision"])
        self.assertIn("Nothing yet", lanes["Payment"])
        self.assertIn("The client has it, since", self.head(move))

    def test_each_fact_in_its_lane(self):
        move = self.followed(
            ("DEPOSEE", 8, 30),
            ("MISE_A_DISPOSITION", 8, 31),
            ("SUSPENDUE", 9, 2, "Il manque le bon de livraison"),
            ("MANDATEE", 9, 20),
            ("STATUT_DE_DEMAIN", 9, 21),
        )
        move.sudo().write(
            {"chorus_status": "MANDATEE", "chorus_status_date": "2026-09-20 10:00:00"}
        )
        self.pay(move, "2026-10-10")
        lanes = self.lanes(move)
        self.assertIn("complete the invoice", lanes["Client's decision"])
        self.assertIn("STATUT_DE_DEMAIN", lanes["Client's decision"])
        self.assertIn("Mandatée", lanes["Payment"])
        self.assertIn("Received", lanes["Payment"])
        self.assertLess(
            lanes["Payment"].index("Mandatée"), lanes["Payment"].index("Received")
        )
        self.assertIn("(70 days)", self.head(move))
        self.assertIn("Silence after", self.head(move))
        self.assertIn('title="MANDATEE"', move.chorus_timeline)
        move.commercial_partner_id.sudo().chorus_payment_not_reported = True
        self.lanes(move)
        self.assertIn("look at the bank", self.head(move))

    def test_what_others_wrote_is_text(self):
        """HTML, ten thousand characters, no date."""
        move = self.followed(
            ("SUSPENDUE", 9, 2, "<img src=x onerror=alert(1)>" * 400),
        )
        self.env["chorus.status.event"].sudo().create(
            {"move_id": move.id, "code": "REJETEE", "author": '"><script>x</script>'}
        )
        self.assertFalse(
            html.fromstring(move.chorus_timeline).xpath("//img | //script")
        )
        self.assertLess(len(move.chorus_timeline), 8000)
        self.assertIn("—", self.lanes(move)["Client's decision"])

    def test_an_invoice_that_was_not_sent_has_none(self):
        self.assertFalse(self.invoice().chorus_timeline)
