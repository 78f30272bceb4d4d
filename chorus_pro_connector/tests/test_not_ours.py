# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is somebody else's: documents, rows of the portal, dates of a wrong clock."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..chorus.portal.client import PortalClient
from ..models.flow.chorus_flow_deposit import SENDING_DEADLINE
from .sandbox_case import SandboxCase, other_company

SECRET = "Licenciement de Jean Dupont, confidentiel.pdf"
FOLLOW = "odoo.addons.chorus_pro_connector.models.status.account_move_follow"


@tagged("post_install", "-at_install")
class TestOthersDocuments(SandboxCase):
    def _call(self, records, method, *args, **kwargs):
        model = self.env[records._name].with_user(self.clerk)
        args = [records.ids, *args]
        return call_kw(model, method, args, kwargs)

    def _secret(self):
        secret = self.env["ir.attachment"].sudo()
        secret = secret.create(
            {
                # Every word that a check or a note could quote.
                "name": SECRET + "x" * 100 + ".exe",
                "raw": b"x",
                "res_model": "ir.cron",
                "res_id": self.env.ref("base.autovacuum_job").id,
            }
        )
        with self.assertRaises(AccessError):
            secret.with_user(self.clerk).read(["name"])
        return secret

    SPEC = {
        "chorus_attachment_ids": {"fields": {"name": {}}},
        "chorus_document_changes": {},
        "chorus_issues": {},
        "chorus_state": {},
    }

    def test_onchange(self):
        secret = self._secret()
        draft = self.invoice(post=False)
        for move in (self.env["account.move"], draft):
            for command in ([4, secret.id], [6, 0, secret.ids], [1, secret.id, {}]):
                values = {
                    "move_type": "out_invoice",
                    "partner_id": self.client().id,
                    "chorus_attachment_ids": [command],
                }
                with self.subTest(command), self.assertRaises(AccessError) as caught:
                    self._call(
                        move, "onchange", values, ["chorus_attachment_ids"], self.SPEC
                    )
                self.assertNotIn("Dupont", str(caught.exception))

    def test_saving(self):
        secret = self._secret()
        draft = self.invoice(post=False)
        for command in ([4, secret.id], [6, 0, secret.ids]):
            values = {"chorus_attachment_ids": [command]}
            for method, args in (
                ("write", [values]),
                ("web_save", [values, self.SPEC]),
            ):
                with self.subTest(f"{method} {command}"):
                    with self.assertRaises(AccessError) as caught:
                        self._call(draft, method, *args)
                    self.assertNotIn("Dupont", str(caught.exception))
        self.assertFalse(draft.chorus_attachment_ids)

    def test_own_documents_still_join(self):
        own = self.env["ir.attachment"].with_user(self.clerk)
        own = own.create({"name": "devis" * 40 + ".pdf", "raw": b"%PDF-1.7"})
        draft = self.invoice(post=False)
        values = {"chorus_attachment_ids": [[4, own.id]]}
        told = self._call(
            draft, "onchange", values, ["chorus_attachment_ids"], self.SPEC
        )
        self.assertIn("devis", told["value"]["chorus_document_changes"])
        self._call(draft, "write", values)
        self.assertEqual(draft.chorus_attachment_ids, own)

    def test_other_relations(self):
        """Clients, invoices and deposits of another company tell nothing either."""
        data, _user = other_company(self)
        partner = self.env["res.partner"].sudo()
        partner = partner.create(
            {"name": "Dupont confidentiel", "company_id": data["company"].id}
        )
        spec = {name: {} for name in ("chorus_issues", "chorus_state", "chorus_format")}
        spec |= {"partner_id": {}, "chorus_flow_line_ids": {}}
        spec["chorus_flow_id"] = {"fields": {"display_name": {}}}
        empty = self.env["account.move"]
        with self.assertRaises(AccessError) as caught:
            values = {"move_type": "out_invoice", "partner_id": partner.id}
            self._call(empty, "onchange", values, ["partner_id"], spec)
        self.assertNotIn("Dupont", str(caught.exception))
        sent = self.invoice()
        flow = self.send(sent)
        values = {
            "move_type": "out_invoice",
            "partner_id": self.client().id,
            "chorus_flow_line_ids": [[4, sent.chorus_flow_line_ids.id]],
            "chorus_flow_id": flow.id,
        }
        told = self._call(empty, "onchange", values, ["partner_id"], spec)
        self.assertNotIn(flow.name, str(told))
        self.assertNotIn("deposited", str(told))

    def test_summary_of_a_sending(self):
        data, _user = other_company(self)
        foreign = self.env["account.move"].with_company(data["company"])
        foreign = foreign.create(
            {"move_type": "out_invoice", "partner_id": self.buyer.id}
        )
        wizard = self.env["chorus.send.wizard"]
        spec = {
            "group_ids": {"fields": {"reason": {}}},
            "left_count": {},
            "move_ids": {},
        }
        values = {"move_ids": [[4, foreign.id]]}
        with self.assertRaises(AccessError):
            self._call(wizard, "onchange", values, ["move_ids"], spec)


@tagged("post_install", "-at_install")
class TestOthersRows(SandboxCase):
    def _lying(self, name, spoil):
        """Spoil what a search of the portal finds: ``spoil`` makes the list of rows."""
        search = getattr(PortalClient, name)

        def lying(portal, *args, **values):
            return spoil(list(search(portal, *args, **values)))

        return patch.object(PortalClient, name, lying)

    def _foreign(self, rows, **values):
        """Add rows that look like ours: of another supplier, or of another number."""
        return rows + [
            row._replace(identifier="777", status="MISE_EN_PAIEMENT", **values)
            for row in rows
        ]

    def test_identifiers_of_a_deposit(self):
        for values in ({"supplier": "99999999999999"}, {"number": "AUTRE-1"}):
            with self.subTest(values):
                move = self.invoice()
                flow = self.send(move)
                self.sandbox.advance()
                spoil = self._lying(
                    "search_invoices",
                    lambda rows, values=values: self._foreign(rows, **values),
                )
                with spoil:
                    flow.update_flow_status()
                self.assertEqual(move.chorus_state, "delivered")
                self.assertNotEqual(move.chorus_identifier, "777")

    def test_identifier_of_another_invoice(self):
        first = self.delivered()
        move = self.invoice()
        flow = self.send(move)
        self.sandbox.advance()
        taken = self._lying(
            "search_invoices",
            lambda rows: [
                row._replace(identifier=first.chorus_identifier) for row in rows
            ],
        )
        with taken:
            flow.update_flow_status()
        self.assertFalse(move.chorus_identifier)
        self.assertEqual(move.chorus_state, "deposited")
        self.run_follow()
        self.assertEqual(move.chorus_state, "delivered")
        self.assertNotEqual(move.chorus_identifier, first.chorus_identifier)

    def test_after_a_doubt(self):
        """A deposit in doubt adopts no flow of another supplier."""
        move = self.invoice()
        self.sandbox.fault("timeout_after")
        flow = self.send(move).sudo()
        self.assertEqual(flow.state, "unknown")
        self.sandbox.advance()
        foreign = self._lying(
            "search_invoices",
            lambda rows: [
                row._replace(supplier="99999999999999", flow_number="OTHER")
                for row in rows
            ],
        )
        with foreign:
            flow._chorus_verify()
        self.assertEqual((flow.state, flow.name), ("unknown", False))
        flow._chorus_verify()
        self.assertEqual(flow.state, "deposited")
        self.assertNotEqual(flow.name, "OTHER")

    @mute_logger(FOLLOW)
    def test_following(self):
        move = self.delivered()
        rows = {}

        def changed(reader, _since):
            reader.rows.update(rows)
            return True

        model = "odoo.addons.chorus_pro_connector.models.status.account_move_follow"
        with self.company._chorus_client() as portal:
            (row,) = portal.search_invoices(numeroFacture=move.name)
        for values in ({"supplier": "99999999999999"}, {"number": "AUTRE-1"}):
            spoilt = row._replace(status="MISE_EN_PAIEMENT", **values)
            rows = {row.identifier: spoilt}
            with self.subTest(values), patch(f"{model}.Reader.read", changed):
                self.run_follow()
            self.assertEqual(move.chorus_status, row.status)


@tagged("post_install", "-at_install")
class TestClockAhead(SandboxCase):
    AHEAD = timedelta(days=400)

    def _later(self, record, *names):
        for name in names:
            record.sudo()[name] = fields.Datetime.now() + self.AHEAD

    def _run(self):
        cron = self.env.ref("chorus_pro_connector.ir_cron_chorus_follow").sudo()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_sending_has_a_way_out(self):
        move = self.invoice()
        self.company.chorus_delay = 10
        move.action_chorus_send()
        flow = move.chorus_flow_id.sudo()
        flow._chorus_set_state("sending", attempts=1)
        self._later(flow, "attempt_date", "next_check", "waiting_since", "send_date")
        self._run()
        self.assertEqual(flow.state, "sending", "a worker may be at it")
        now = fields.Datetime.now()
        self.assertLessEqual(flow.attempt_date, now)
        self.assertLessEqual(flow.next_check, now + SENDING_DEADLINE)
        self.pass_time(flow, SENDING_DEADLINE)
        flow.next_check = now
        self._run()
        self.assertEqual(flow.state, "unknown")
        self.assertEqual(self.deposits(), [])

    def test_what_waits_leaves(self):
        move = self.invoice()
        self.company.chorus_delay = 10
        move.action_chorus_send()
        flow = move.chorus_flow_id.sudo()
        self.company.chorus_delay = 0
        self._later(flow, "next_check", "waiting_since", "send_date")
        self._run()
        self._run()
        self.assertEqual(flow.state, "deposited")

    def test_a_delay_is_no_wrong_date(self):
        self.company.chorus_delay = 3 * 24 * 60
        move = self.invoice()
        move.action_chorus_send()
        flow = move.chorus_flow_id.sudo()
        before = flow.send_date, flow.next_check
        self._run()
        self.assertEqual((flow.send_date, flow.next_check), before)
        self.assertEqual(self.deposits(), [])

    def test_pause(self):
        self.env["chorus.outage"].sudo().create(
            {
                "company_id": self.company.id,
                "origin": self.sandbox.url,
                "failures": 9,
                "pauses": 3,
                "since": fields.Datetime.now() + self.AHEAD,
                "paused_until": fields.Datetime.now() + self.AHEAD,
            }
        )
        self.assertFalse(self.company._chorus_own_pause())
        self.assertFalse(self.env["chorus.outage"]._chorus_paused_companies())
        move = self.invoice()
        self.send(move)
        self.assertEqual(move.chorus_state, "deposited")

    def test_token(self):
        self.send(self.invoice())
        token = self.env["chorus.token"].sudo().search([])
        old = token.token
        self._later(token, "expires")
        self.env.flush_all()
        self.sandbox.forget_requests()
        self.send(self.invoice())
        token.invalidate_recordset()
        self.assertEqual(len(self.sandbox.requests_of("oauth/token")), 1)
        self.assertNotEqual(token.token, old)

    def test_following(self):
        move = self.delivered()
        self._later(self.company, "chorus_last_status_search")
        self.sandbox.decide(move.name, "MISE_EN_PAIEMENT")
        self._run()
        self.assertEqual(move.chorus_state, "paid")
        read = self.company.chorus_last_status_search
        self.assertLessEqual(read, fields.Datetime.now())

    def test_directory(self):
        client = self.client()
        self._later(client, "chorus_checked")
        self.assertTrue(client._chorus_is_stale())
        self.assertIn(client, client._chorus_clients_in_use(self.company))

    def test_commands_are_refused_by_the_form_too(self):
        """A deposit cannot be typed in: what a form sends of it is not even read."""
        move = self.invoice(post=False)
        values = {"chorus_flow_line_ids": [Command.clear()]}
        told = move.with_user(self.clerk).onchange(
            values, ["chorus_flow_line_ids"], {"chorus_state": {}}
        )
        self.assertNotIn("chorus_state", told["value"])
