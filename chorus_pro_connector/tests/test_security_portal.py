# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What comes from outside: answers that lie, files of others, addresses of nobody."""

from unittest.mock import patch
from urllib.parse import urlsplit

import requests

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..chorus.portal.transport import Transport
from .sandbox_case import COMMITMENT, SandboxCase, other_company

EVIL = "https://evil.example/steal"
POISON = f'<img src="{EVIL}" onerror="alert(1)"><a href="{EVIL}">x</a>'
# Members that are texts of people or of the portal, by the end of their names.
TEXTS = (
    "libelle",
    "libelleErreurDP",
    "libelleErreur",
    "codeErreur",
    "natureErreur",
    "Commentaire",
    "commentaireEtatCourant",
    "UtilisateurNom",
    "UtilisateurPrenom",
    "designationStructure",
    "raisonSocialeStructure",
    "libelleStructure",
    "libelleService",
    "nomService",
    "numeroFluxDepot",
    "etatCourantDepotFlux",
    "lien",
    "url",
)


def poisoned(value, key=""):
    """Return an answer of the portal with HTML and links in each of its texts."""
    if isinstance(value, dict):
        extra = {"lien": EVIL, "url": EVIL, "suivant": EVIL}
        return {name: poisoned(item, name) for name, item in {**value, **extra}.items()}
    if isinstance(value, list):
        return [poisoned(item, key) for item in value]
    if isinstance(value, str) and key.endswith(TEXTS):
        return f"{value} {POISON}"
    return value


@tagged("post_install", "-at_install")
class TestSecurityPortal(SandboxCase):
    # === Answers that inject === #

    def _poison(self, *keys):
        """From now on the portal's texts are hostile."""
        interpret = Transport._interpret

        def hostile(transport, *args, **kwargs):
            answer = interpret(transport, *args, **kwargs)
            self.poisoned += 1
            return {
                name: value if name in keys else poisoned(value, name)
                for name, value in answer.items()
            }

        self.poisoned = 0
        self.startPatcher(patch.object(Transport, "_interpret", hostile))

    def _assert_harmless(self, records):
        """No element of theirs in any text that is shown as HTML."""
        bodies = records.sudo().message_ids.mapped("body")
        notes = self.env["mail.activity"].sudo().search([]).mapped("note")
        shown = "\n".join(map(str, [*bodies, *filter(None, notes)]))
        self.assertIn("&lt;img", shown, "the portal's words are shown, as words")
        for element in ("<img", '<a href="https://evil', "<script"):
            self.assertNotIn(element, shown)

    def test_texts_of_the_portal_are_never_html(self):
        self._poison("etatCourantDepotFlux", "numeroFluxDepot")
        move, wrong = self.invoice(), self.invoice(self.client(COMMITMENT))
        for invoice in move | wrong:
            self.send(invoice)
        self.sandbox.advance()
        for invoice in move | wrong:
            invoice.chorus_flow_id.update_flow_status()
        self.assertEqual(wrong.chorus_state, "rejected")
        self.assertEqual(move.chorus_state, "delivered")
        self.sandbox.decide(move.name, "SUSPENDUE", f"Motif {POISON}")
        move.action_chorus_update_status()
        self.run_follow()
        self.assertEqual(move.chorus_state, "action")
        self.assertGreater(self.poisoned, 5)
        self._assert_harmless(move)
        self._assert_harmless(wrong)

    def test_a_hostile_flow_number_is_never_html(self):
        self._poison()
        move = self.invoice()
        flow = self.send(move)
        self.assertIn(POISON, flow.name)
        self._assert_harmless(move)
        manager = new_test_user(
            self.env,
            "chorus_manager",
            groups="base.group_user,account.group_account_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        flow.with_user(manager).action_chorus_give_up()
        self._assert_harmless(move)

    def test_the_directory_is_never_html(self):
        self._poison()
        client = self.client(name="Commune")
        client.with_user(self.clerk).action_chorus_check_structure()
        self.assertGreater(self.poisoned, 0)
        bodies = "\n".join(map(str, client.sudo().message_ids.mapped("body")))
        self.assertNotIn("<img", bodies)

    # === Addresses === #

    def test_only_the_configured_addresses_are_called(self):
        """Links in answers are words; a redirection is not an address either."""
        called = []
        send = requests.Session.send

        def noted(session, request, **values):
            called.append(request.url)
            return send(session, request, **values)

        self._poison("etatCourantDepotFlux", "numeroFluxDepot")
        with patch.object(requests.Session, "send", noted):
            move = self.invoice()
            flow = self.send(move)
            self.sandbox.advance()
            flow.update_flow_status()
            flow.get_invoice_identifiers()
            move.action_chorus_update_status()
            move.partner_id.with_user(self.clerk).action_chorus_check_structure()
            self.run_follow()
        ours = [url for url in called if "/_sandbox/" not in url]
        self.assertGreater(len(ours), 5)
        base = urlsplit(self.sandbox.url)
        for url in ours:
            parts = urlsplit(url)
            self.assertEqual((parts.scheme, parts.netloc), (base.scheme, base.netloc))
            self.assertRegex(parts.path, r"^/(api/oauth/token|cpro/[a-zA-Z]+/v1/.+)$")

    def test_redirections_lead_nowhere(self):
        send = requests.Session.send
        called = []

        def moved(session, request, **values):
            called.append(request.url)
            response = send(session, request, **values)
            if request.url.endswith("deposer/flux"):
                response.status_code = 307
                response.headers["Location"] = EVIL
            return response

        move = self.invoice()
        with patch.object(requests.Session, "send", moved):
            move.action_chorus_send()
        self.assertFalse([url for url in called if "evil" in url])
        # Something may have taken the file before it sent us elsewhere.
        self.assertEqual(move.chorus_flow_id.state, "unknown")

    def test_clear_text_is_refused(self):
        for address in (
            "http://chorus-pro.example",
            "ftp://chorus-pro.example",
            "https://user:word@chorus-pro.example",
            "http://127.0.0.1.evil.example",
            "//chorus-pro.example",
        ):
            with self.subTest(address):
                self.connect(self.company, chorus_api_url=address)
                self.sandbox.forget_requests()
                move = self.invoice()
                kind, sentence = self.params(move.action_chorus_send())
                self.assertEqual(kind, "danger")
                self.assertIn("addresses", sentence)
                self.assertEqual(self.deposits(), [])

    # === Documents of others === #

    def test_a_document_that_one_may_not_read_is_not_joined(self):
        data, stranger = other_company(self)
        theirs = self.env["ir.attachment"].create(
            {
                "name": "salaires.csv",
                "raw": b"secret of the other company",
                "company_id": data["company"].id,
                "res_model": "account.move",
                "res_id": self._bill_of(data).id,
            }
        )
        with self.assertRaises(AccessError):
            theirs.with_user(self.clerk).read(["raw"])
        move = self.invoice()
        for command in (Command.link(theirs.id), Command.set(theirs.ids)):
            with self.subTest(command), self.assertRaises(AccessError):
                move.with_user(self.clerk).write({"chorus_attachment_ids": [command]})
        with self.assertRaises(AccessError):
            self.invoice(chorus_attachment_ids=[Command.link(theirs.id)])

    def _bill_of(self, data):
        company = data["company"]
        return (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "in_invoice",
                    "journal_id": data["default_journal_purchase"].id,
                    "partner_id": self.env["res.partner"].create({"name": "X"}).id,
                }
            )
        )

    def test_batch_with_what_is_not_ours(self):
        """Ids are easily changed in a browser: each one is checked."""
        data, _stranger = other_company(self)
        bill = self.invoice(move_type="in_invoice", partner_bank_id=False)
        foreign = self._bill_of(data)
        mine = self.invoice()
        wizards = self.env["chorus.send.wizard"].with_user(self.clerk)
        with self.assertRaises(AccessError):
            (mine | foreign.with_user(self.clerk)).action_chorus_send()
        with self.assertRaises(AccessError):
            wizard = wizards.create({"move_ids": [Command.set((mine | foreign).ids)]})
            wizard.action_send()
        wizard = wizards.create({"move_ids": [Command.set((mine | bill).ids)]})
        wizard.ready_move_ids = bill
        with self.assertRaisesRegex(UserError, "is ready any more"):
            wizard.action_send()
        self.run_follow()
        self.assertEqual(self.deposits(), [])
