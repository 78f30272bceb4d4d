# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The scheduled action: one transaction for each flow, longer and longer waits."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..chorus.portal.retry import BACK_OFF
from .sandbox_case import SandboxCase

REPORT = "transverses/consulterCRDetaille"


@tagged("post_install", "-at_install")
class TestFollow(SandboxCase):
    @mute_logger("odoo.addons.chorus_pro_connector.models.flow.chorus_flow_round")
    def test_one_failing_flow_stops_nothing(self):
        moves = self.invoice() | self.invoice() | self.invoice()
        self.queue(moves)
        bad = moves[1].chorus_flow_id
        model = self.env.registry["chorus.flow"]
        deposit = model._chorus_deposit

        def broken(flow, *values):
            if flow.id == bad.id:
                raise ZeroDivisionError
            return deposit(flow, *values)

        with patch.object(model, "_chorus_deposit", broken):
            self.run_follow()
        self.assertEqual(
            moves.mapped("chorus_state"), ["deposited", "queued", "deposited"]
        )
        self.assertEqual(bad.check_count, 1)
        self.assertGreater(bad.next_check, fields.Datetime.now() - timedelta(minutes=1))
        self.run_follow()
        self.assertEqual(bad.state, "deposited")

    def test_a_file_that_cannot_be_made_stops_nothing(self):
        moves = self.invoice() | self.invoice()
        self.queue(moves)
        model = self.env.registry["account.move"]
        build = model._chorus_build_file

        def broken(move, *values):
            if move.id == moves[0].id:
                raise UserError("The PDF of the invoice is damaged.")
            return build(move, *values)

        with patch.object(model, "_chorus_build_file", broken):
            self.run_follow()
        flow = moves[0].chorus_flow_id
        self.assertEqual(flow.state, "failed")
        self.assertEqual(flow.error_message, "The PDF of the invoice is damaged.")
        self.assertEqual(moves[1].chorus_state, "deposited")

    def test_the_company_reads_its_own_language(self):
        """Odoo's own user, who runs the scheduled action, speaks English."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.partner_id.sudo().lang = "fr_FR"
        move = self.invoice()
        self.queue(move | self.invoice())
        self.run_follow()
        self.sandbox.advance()
        self.run_follow()
        self.sandbox.decide(move.name, "SUSPENDUE", "Il manque le bon de livraison")
        self.run_follow()
        said = " ".join(move.message_ids.mapped("body"))
        self.assertIn("Fichier déposé sur Chorus Pro", said)
        self.assertIn("le délai légal de paiement", said)
        self.assertIn("Motif", said)
        for english in ("File deposited", "The client", "Reason given"):
            self.assertNotIn(english, said)

    def test_back_off(self):
        flow = self.send(self.invoice())
        waits = []
        with freeze_time("2026-11-02 08:00:00"):
            now = fields.Datetime.now()
            for _rank in range(len(BACK_OFF) + 2):
                flow.sudo()._chorus_wait()
                waits.append((flow.next_check - now).total_seconds() / 60)
        self.assertEqual(waits, [*BACK_OFF, BACK_OFF[-1], BACK_OFF[-1]])

    def test_not_due_is_left_alone(self):
        flow = self.send(self.invoice())
        self.sandbox.forget_requests()
        flow.sudo().next_check = fields.Datetime.now() + timedelta(hours=1)
        with self.enter_registry_test_mode():
            cron = self.env.ref("chorus_pro_connector.ir_cron_chorus_follow")
            cron.sudo().method_direct_trigger()
        self.assertEqual(self.sandbox.requests_of(REPORT), [])
