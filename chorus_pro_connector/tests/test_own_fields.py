# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Nobody but the connector writes what the portal said; guards look at the deposit."""

import json

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.models import LOG_ACCESS_COLUMNS
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from ..models.connection.own_fields import OWN_FIELDS
from .sandbox_case import SandboxCase

ADDON = "chorus_pro_connector"


@tagged("post_install", "-at_install")
class TestOwnFields(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "chorus_manager",
            groups="base.group_system,account.group_account_manager,"
            "base.group_partner_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _call(self, records, method, *args, user=None, **kwargs):
        """Call as a browser or another program does, with ``self.clerk``'s rights."""
        model = self.env[records._name].with_user(user or self.clerk)
        args = [records.ids, *args] if records else list(args)
        return call_kw(model, method, args, kwargs)

    def _value(self, records, name):
        """Return a value that differs from what is stored, as another program sends
        it."""
        field = records._fields[name]
        if field.type in ("one2many", "many2many"):
            return [[5]]
        if field.type == "selection":
            return field.get_values(self.env)[-1]
        values = {
            "boolean": True,
            "binary": "Zm9yZ2Vk",
            "date": "2020-01-01",
            "datetime": "2020-01-01 00:00:00",
            "integer": 7,
            "json": {"header": "forged"},
            "many2one": 1,
        }
        return values.get(field.type, "forged")

    def test_list_is_complete(self):
        """A field declared read-only is ours; one that the list forgets fails here."""
        for name, own in OWN_FIELDS.items():
            declared = {
                field.name
                for field in self.env[name]._fields.values()
                if field._module == ADDON
                and field.name not in LOG_ACCESS_COLUMNS
                and field.readonly
                and not field.related
                and (field.store or field.type == "one2many")
            }
            with self.subTest(name):
                self.assertEqual(declared, set(own))

    def _records(self):
        move = self.delivered()
        partner = move.commercial_partner_id
        service = self.env["chorus.service"].create(
            {"partner_id": partner.id, "code": "S1"}
        )
        return move, partner, service, self.company

    def test_nobody_writes(self):
        """Written, saved by a form, imported; by the clerk and by administrators."""
        for record in self._records():
            for user in (self.clerk, self.manager):
                for name in sorted(OWN_FIELDS[record._name]):
                    self._assert_refused(record, name, user)

    def _assert_refused(self, record, name, user):
        value = self._value(record, name)
        before = record.sudo()[name]
        for context in ({}, {"su": True, "chorus_confirmed": True, "install_mode": 1}):
            for method, args in (
                ("write", [{name: value}]),
                ("web_save", [{name: value}, {}]),
                ("copy", [{name: value}]),
            ):
                if method == "copy" and record == self.company:
                    continue  # Odoo duplicates none
                with self.subTest(f"{record._name}.{name} {method} {user.login}"):
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        self._call(record, method, *args, user=user, context=context)
        if record._fields[name].type in ("char", "text", "selection", "datetime"):
            loaded = self._call(
                record.browse(), "load", [".id", name], [[str(record.id), value]]
            )
            self.assertFalse(loaded["ids"], name)
            self.assertTrue(loaded["messages"], name)
        self.env.invalidate_all()
        self.assertEqual(record.sudo()[name], before)

    def test_sentence(self):
        move = self.invoice()
        with self.assertRaisesRegex(AccessError, "Only the Chorus Pro connector"):
            self._call(move, "write", {"chorus_state": "ready"})
        fields = move.fields_get(["chorus_state", "chorus_framework"])
        self.assertTrue(fields["chorus_state"]["readonly"])
        self.assertFalse(fields["chorus_framework"]["readonly"])

    def _values(self, **values):
        return {
            "move_type": "out_invoice",
            "partner_id": self.client().id,
            "invoice_line_ids": [self.line("Prestation", 100.0)],
            **values,
        }

    def test_nobody_creates_with_them(self):
        for name in sorted(OWN_FIELDS["account.move"]):
            value = self._value(self.env["account.move"], name)
            with self.subTest(name), self.assertRaises(AccessError):
                values = self._values(**{name: value})
                self._call(self.env["account.move"], "create", [values])
            with self.subTest(name), self.assertRaises(AccessError):
                context = {f"default_{name}": value}
                values = self._values()
                self._call(
                    self.env["account.move"], "create", [values], context=context
                )

    def test_through_another_record(self):
        """A path through the partner or the lines of the deposit leads no further."""
        move = self.delivered()
        forged = [Command.update(move.id, {"chorus_status": "REJETEE"})]
        with self.assertRaises(AccessError):
            self._call(move.partner_id, "write", {"invoice_ids": forged})
        line = move.chorus_flow_line_ids
        for command in (
            Command.update(line.id, {"superseded": True}),
            [5],
            [2, line.id],
        ):
            with self.subTest(command), self.assertRaises(AccessError):
                self._call(move, "write", {"chorus_flow_line_ids": [command]})
        other = self.invoice()
        with self.assertRaises(AccessError):
            values = {"chorus_flow_line_ids": [[4, line.id]]}
            self._call(other, "write", values)

    def test_the_attachment_behind_the_file(self):
        move = self.invoice()
        file = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "=", move.id),
                ("res_field", "=", "chorus_file"),
            ]
        )
        self.assertTrue(file)
        for method, args in (("write", [{"datas": "Zm9yZ2Vk"}]), ("unlink", [])):
            with self.subTest(method), self.assertRaises(AccessError):
                self._call(file, method, *args)

    def test_defaults_of_the_user(self):
        """Neither the context nor a default of the user's own reaches our records."""
        for model, field, value in (
            ("account.move", "chorus_state", "paid"),
            ("chorus.flow", "name", "FORGED"),
            ("chorus.flow.line", "outcome", "accepted"),
        ):
            default = self.env["ir.default"].with_user(self.clerk)
            default.create(
                {
                    "field_id": self.env["ir.model.fields"]._get(model, field).id,
                    "json_value": json.dumps(value),
                    "user_id": self.clerk.id,
                }
            )
        move = self.invoice()
        self.assertEqual(move.chorus_state, "ready")
        context = {
            "default_name": "FORGED",
            "default_outcome": "accepted",
            "default_superseded": True,
            "default_doubtful": True,
            "default_attempts": 9,
        }
        self._call(move, "action_chorus_send", context=context)
        flow = move.chorus_flow_id
        self.assertNotEqual(flow.name, "FORGED")
        self.assertEqual((flow.doubtful, flow.attempts), (False, 1))
        self.assertEqual(move.chorus_flow_line_ids.outcome, "pending")
        self.assertFalse(move.chorus_flow_line_ids.superseded)
        self.assertEqual(move.chorus_state, "deposited")

    def test_import_of_other_fields(self):
        """Invoices of another system still come in, with all that a user may say."""
        client = self.client()
        loaded = self._call(
            self.env["account.move"],
            "load",
            [
                "move_type",
                "partner_id/.id",
                "buyer_reference",
                "chorus_framework",
                "invoice_line_ids/name",
                "invoice_line_ids/price_unit",
            ],
            [["out_invoice", str(client.id), "SERVICE-1", "A2", "Repas", "120.5"]],
        )
        self.assertFalse(loaded["messages"])
        move = self.env["account.move"].browse(loaded["ids"])
        self.assertEqual(move.buyer_reference, "SERVICE-1")
        self.assertEqual(move.chorus_framework, "A2")
        self.assertEqual(move.amount_untaxed, 120.5)
        self.assertIn(move.chorus_state, ("incomplete", "waiting"))


@tagged("post_install", "-at_install")
class TestGuards(SandboxCase):
    """The stored state is wrong: what the buttons do follows the deposit all the
    same."""

    def _forge(self, move, state="ready"):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET chorus_state = %s WHERE id = %s", [state, move.id]
        )
        move.invalidate_recordset(["chorus_state"])
        self.assertEqual(move.chorus_state, state)

    def _states(self):
        """Yield an invoice for each stage of a deposit that locks it."""
        self.company.chorus_delay = 10
        queued = self.invoice()
        queued.action_chorus_send()
        yield "queued", queued
        self.company.chorus_delay = 0
        deposited = self.invoice()
        self.send(deposited)
        yield "deposited", deposited
        yield "delivered", self.delivered()

    def test_reset_and_cancel(self):
        for state, move in self._states():
            deposits = len(self.deposits())
            self._forge(move)
            for attempt in (
                move.button_draft,
                move.button_cancel,
                lambda move=move: move.write({"state": "draft"}),
                lambda move=move: move.write({"state": "cancel"}),
                lambda move=move: move.load(
                    [".id", "state"], [[str(move.id), "draft"]]
                )["ids"]
                or move._chorus_check_unlocked(),
            ):
                with self.subTest(state), self.assertRaises(UserError):
                    attempt()
            self.assertEqual(move.state, "posted")
            self.assertEqual(len(self.deposits()), deposits)

    def test_send(self):
        for state, move in self._states():
            deposits = len(self.deposits())
            self._forge(move)
            with (
                self.subTest(state),
                self.assertRaises(RedirectWarning),
                self.env.cr.savepoint(),
            ):
                move.action_chorus_send()
            other = self.invoice()
            self._forge(move)
            wizard = self.env["chorus.send.wizard"].with_user(self.clerk)
            wizard = wizard.create({"move_ids": (move | other).ids})
            self.assertEqual(wizard.ready_move_ids, other)
            self.assertEqual(len(self.deposits()), deposits)
            self.assertEqual(len(move.chorus_flow_line_ids), 1)

    def test_a_state_that_claims_a_deposit(self):
        """An invoice that never left is not kept back by a column that says so."""
        move = self.invoice()
        self._forge(move, "paid")
        self.send(move)
        self.assertEqual(len(self.deposits()), 1)
        self.assertEqual(move.chorus_state, "deposited")
