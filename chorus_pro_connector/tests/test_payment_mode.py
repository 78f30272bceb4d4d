# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The payment mode that a user chose, in every format and in what it asks for."""

import base64

from lxml import etree

from odoo.tests import tagged

from ..chorus.formats.factur_x import extract_xml
from ..chorus.formats.portal_words import MEANS
from .outside import cii, ubl
from .sandbox_case import FREE, SandboxCase

SUBMIT = "factures/soumettre"


@tagged("post_install", "-at_install")
class TestPaymentMode(SandboxCase):
    def codes(self, move):
        """Return (code of the means, IBAN) as each syntax is read back."""
        found = []
        for kind, reader in (("cii", cii), ("ubl", ubl)):
            move.chorus_format = kind
            _name, content = move._chorus_build_file()
            ((code, iban),) = reader.read(etree.fromstring(content), []).paiements
            found.append((code, bool(iban)))
        self.assertEqual(found[0], found[1])
        return found[0]

    def test_each_mode_is_named_in_the_data(self):
        modes = dict(self.env["account.move"]._fields["chorus_payment_mode"].selection)
        self.assertEqual(set(modes), set(MEANS))
        for mode, code in MEANS.items():
            with self.subTest(mode):
                move = self.invoice(chorus_payment_mode=mode)
                self.assertEqual(self.codes(move), (code, mode == "VIREMENT"))

    def test_without_a_choice_the_payment_method_says_it(self):
        self.assertEqual(self.codes(self.invoice()), ("30", True))

    def test_the_portal_gets_its_own_word_beside_a_plain_pdf(self):
        client = self.client(FREE, chorus_format="pdf")
        for mode in MEANS:
            with self.subTest(mode):
                self.sandbox.forget_requests()
                move = self.invoice(client, chorus_payment_mode=mode)
                self.send(move)
                (sent,) = self.sandbox.requests_of(SUBMIT)
                references = sent["request"]["references"]
                self.assertEqual(references["modePaiement"], mode)

    def test_only_a_transfer_asks_for_an_account(self):
        move = self.invoice(post=False, partner_bank_id=False)
        self.assertEqual(self.dangers(move), ["bank_missing"])
        move.chorus_payment_mode = "CHEQUE"
        self.assertEqual(self.dangers(move), [])
        move.chorus_payment_mode = "VIREMENT"
        self.assertEqual(self.dangers(move), ["bank_missing"])

    def dangers(self, move):
        move.partner_bank_id = False
        return [issue["code"] for issue in move._chorus_dangers()]

    def test_a_cheque_reaches_the_client_and_a_credit_note_names_none(self):
        move = self.delivered(chorus_payment_mode="CHEQUE")
        self.assertEqual(self.codes_sent(move), [("20", "")])
        refund = self.invoice(move_type="out_refund", chorus_payment_mode="CHEQUE")
        self.assertEqual(self.codes_sent(refund), [])

    def codes_sent(self, move):
        content = base64.b64decode(move.with_context(bin_size=False).chorus_file)
        return cii.read(etree.fromstring(extract_xml(content)), []).paiements
