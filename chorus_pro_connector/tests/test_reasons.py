# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every published reason is understood; what is not can be given a meaning."""

from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..models.reason.chorus_reason import ACTORS, REASONS
from ..models.reason.reason_row import code_of
from .outside import published_reasons
from .test_clock import ClockCase

# Code and label of the codes of files.
LABELS = {
    "NON_TRANSMISE": "Destinataire non connecté",
    "REJ_SEMAN": "Rejet pour erreur sémantique",
    "REJ_UNI": "Rejet sur contrôle unicité",
    "REJ_COH": "Rejet sur contrôle cohérence de données",
    "REJ_ADR": "Rejet sur contrôle d'adressage",
    "REJ_CONT_B2G": "Rejet sur contrôles métier B2G",
    "IRR_ANTIVIRUS": "Contrôle anti-virus",
}
# Of these only the code is published.
CODES = (
    "AUTRE CMD_ERR RETRAIT_MAN_SERV REJ_REF_PJ REJ_ASS_PJ IRR_VIDE_F IRR_TYPE_F "
    "IRR_SYNTAX IRR_TAILLE_F IRR_NOM_F IRR_TAILLE_PJ IRR_NOM_PJ IRR_VID_PJ IRR_EXT_DOC"
).split()
# How people write, and what is meant.
FREE = {
    "Il manque le bon de livraison signé": "JUSTIF_ABS",
    "merci de fournir un RIB": "COORD_BANC_ERR",
    "NUMERO D'ENGAGEMENT ERRONE": "CMD_EJ_ERR",
    "Le bon de commande est absent": "CMD_EJ_ERR",
    "facture deja payee en mars": "DOUBLON",
}


@tagged("post_install", "-at_install")
class TestReasons(TransactionCase):
    def understood(self, text, lang="en_US"):
        reasons = self.env["chorus.reason"].with_context(lang=lang)
        return reasons._chorus_understand(text)

    def test_every_code_and_label(self):
        """The label with accents or without; the code before whatever is written."""
        # The published list (annex 7 of the DGFiP's specifications v3.2) as the sandbox
        # writes it; of AUTRE only the code says anything.
        published = dict(published_reasons.REASONS.items())
        del published["AUTRE"]
        for code, label in {**published, **LABELS}.items():
            with self.subTest(code):
                for text in (label, label.upper(), f"{code} - voir ci-dessous"):
                    self.assertEqual(self.understood(text).key, code, text)
        for code in CODES:
            with self.subTest(code):
                self.assertEqual(self.understood(f"{code} : DOUBLON").key, code)

    def test_how_people_write(self):
        for text, code in FREE.items():
            with self.subTest(text):
                self.assertEqual(self.understood(text).key, code)

    def test_a_word_is_no_code(self):
        self.assertEqual(code_of("Autre motif"), "")
        self.assertEqual(code_of("AUTRE MOTIF"), "")
        self.assertEqual(code_of("AUTRE : rappeler"), "AUTRE")
        self.assertEqual(code_of("[JUSTIF_ABS] PV"), "JUSTIF_ABS")
        self.assertIsNone(self.understood("Bonjour, rappelez-moi"))
        self.assertIsNone(self.understood("<p>Anomalie 4711</p>" * 600))
        self.assertIsNone(self.understood(False))

    def test_rows_are_whole(self):
        """Who repairs it is known, the field exists, the letter is a sentence."""
        fields = self.env["account.move"]._fields
        for row in REASONS:
            with self.subTest(row.code or row.needles):
                self.assertTrue(row.code or row.needles)
                self.assertIn(row.who, dict(ACTORS))
                places = ("", "client", "company", "lines")
                self.assertTrue(row.field in places or row.field in fields)
                self.assertLessEqual(len(row.letter), 250)
        codes = [row.code for row in REASONS if row.code]
        self.assertEqual(len(codes), len(set(codes)))

    def test_a_manager_gives_a_meaning(self):
        """It comes first, and is found whatever accents and capitals."""
        manager = new_test_user(
            self.env, "reason_manager", groups="account.group_account_manager"
        )
        clerk = new_test_user(
            self.env, "reason_clerk", groups="account.group_account_invoice"
        )
        values = {"text": "Visa du contrôleur", "meaning": "Wait.", "stops": "no"}
        with self.assertRaises(AccessError):
            self.env["chorus.reason"].with_user(clerk).create(values)
        self.env["chorus.reason"].with_user(manager).create(values)
        reasons = self.env["chorus.reason"].with_user(clerk)
        found = reasons._chorus_understand("Attente VISA DU CONTROLEUR, RIB absent")
        self.assertEqual((found.sentence, found.stops), ("Wait.", False))
        with self.assertRaisesRegex(ValidationError, "at least"):
            self.env["chorus.reason"].create({"text": "le", "meaning": "x"})


@tagged("post_install", "-at_install")
class TestReasonsOfEvents(ClockCase):
    def test_a_reason_that_is_not_ours_stops_nothing(self):
        move = self.followed(
            ("MISE_A_DISPOSITION", 9, 1), ("SUSPENDUE", 9, 6, "Erreur de routage")
        )
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 1))
        event = move.chorus_event_ids.filtered("comment")
        self.assertIn("without any change", event.meaning)
        self.assertIn("n'interrompt pas", event.letter)

    def test_a_meaning_counts_delays_anew(self):
        move = self.followed(
            ("MISE_A_DISPOSITION", 9, 1), ("SUSPENDUE", 9, 6, "Visa du contrôleur")
        )
        event = move.chorus_event_ids.filtered("comment")
        self.assertFalse(event.meaning or move.chorus_legal_due)
        action = event.action_chorus_give_meaning()
        self.assertEqual(action["context"]["default_text"], "Visa du contrôleur")
        reason = (
            self.env["chorus.reason"]
            .sudo()
            .create({"text": "VISA du controleur", "meaning": "Wait.", "stops": "no"})
        )
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 1))
        reason.stops = "yes"
        self.assertFalse(move.chorus_legal_due)
        reason.stops = "no"
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 1))
        reason.unlink()
        self.assertFalse(move.chorus_legal_due)
