# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The whole list of reasons, counted: forty of the State's accountants, eleven rows of
the standard of the reform, ten that people met, and what files are refused for."""

from odoo.tests import TransactionCase, tagged

from ..models.reason.chorus_reason import FROM_THE_PORTAL, REASONS
from ..models.reason.reason_row import (
    ACCOUNTANT,
    BOTH,
    CLIENT_ACTS,
    DIRECTORY,
    US,
    find,
)
from ..models.reason.reasons_flow import REASONS as OF_FILES
from .outside import published_reasons
from .test_rejection_words import TEXTS

# Codes of the standard (XP Z12-012) that the State's list has not, by row.
STANDARD = (
    ("RETRAIT_MAN_SERV",),
    ("NON_TRANSMISE",),
    ("REJ_SEMAN",),
    ("REJ_UNI",),
    ("REJ_COH",),
    ("REJ_ADR",),
    ("REJ_CONT_B2G",),
    ("REJ_REF_PJ", "REJ_ASS_PJ"),
    ("IRR_VIDE_F", "IRR_TYPE_F", "IRR_SYNTAX", "IRR_TAILLE_F", "IRR_NOM_F"),
    ("IRR_TAILLE_PJ", "IRR_NOM_PJ", "IRR_VID_PJ", "IRR_EXT_DOC"),
    ("IRR_ANTIVIRUS",),
)
# Texts that people met: what must be understood of each.
MET = (
    {"IRRECEVABILITE: cvc-complex-type.2.4.b: ram:X": "does not follow the format"},
    {"L'element (GrossPriceProductTradePrice) est obligatoire [...]": "gross price"},
    {"Le lot de facture a été importé correctement sous le n° 42": "as a batch"},
    {
        "N° SIRET émetteur 33254021516357 le flux FSO1117A_CPP001_CPP0042 a été "
        "rejetée pour le(s) motif(s) suivants": "look at the deposit"
    },
    {
        "Échec de l'authentification à Chorus Pro": "test the connection",
        "Echec de la connexion à votre compte Chorus Pro": "test the connection",
    },
    {"L'adresse électronique (MDT-73) est invalide": "does not use it"},
    {"GDP_MSG_11.001": "cannot be done in the present status"},
    {"GDP_MSG_11.022": "too large"},
    {
        "GDP_MSG_11.008": "does not know this invoice",
        "GDP_MSG_11.005": "may not act",
        "GDP_MSG_11.033": "not suspended any more",
    },
    {
        "Impossible de générer la ventilation TVA : aucune taxe configurée comme "
        "TVA": "found no VAT"
    },
)
# What the portal says of data that come beside a plain PDF (portal.md §6.3).
SUBMITTED = {
    "Le service exécutant est obligatoire pour ce destinataire": "service code",
    "Destinataire introuvable": "does not find the recipient",
    "Destinataire inactif": "does not find the recipient",
    "Type de pièce jointe inconnu": "kind of a joined document",
    "La facture n'a pas pu être analysée": "could not read",
    "Synthèse de l'en-tête incorrecte": "could not read",
    "Les contrôles de cohérence ne sont pas valides": "could not read",
}
# Who repairs it, where it is not us alone.
WHO = {
    "AUTRE": CLIENT_ACTS,
    "CMD_EJ_ERR": BOTH,
    "CMD_ERR": BOTH,
    "CONTACT_ACHTR": CLIENT_ACTS,
    "CONTRAT_TERM": BOTH,
    "EMMET_INC": BOTH,
    "LIVR_INCOMP": CLIENT_ACTS,
    "MARCHE_TERM": BOTH,
    "QUALITE_ERR": CLIENT_ACTS,
    "ROUTAGE_ERR": DIRECTORY,
    "ST_CT_NON_DECLAR": BOTH,
    "TRANSAC_INC": BOTH,
    "TRANSF_PMNT_REGIE": ACCOUNTANT,
    "RETRAIT_MAN_SERV": CLIENT_ACTS,
    "NON_TRANSMISE": DIRECTORY,
}
# What interrupts the delay for sure, and what never does; of the others people judge.
STOPS = {"JUSTIF_ABS"}
STOPS_NOTHING = {
    "ANNUL_ENC",
    "ROUTAGE_ERR",
    "SUPPR_COMP_AVOIR",
    "TRANSF_PMNT_REGIE",
    "RETRAIT_MAN_SERV",
}


@tagged("post_install", "-at_install")
class TestReasonsList(TransactionCase):
    def understood(self, text, lang="en_US", table=REASONS):
        reasons = self.env["chorus.reason"].with_context(lang=lang)
        return reasons._chorus_understand(text, table)

    def codes(self):
        return [*published_reasons.REASONS.keys(), "CMD_ERR", *sum(STANDARD, ())]

    def test_none_is_left_out(self):
        """Sixty-one rows, and the twenty-one that files had before."""
        published = published_reasons.REASONS.keys()
        counts = (len(published), len(STANDARD), len(MET))
        self.assertEqual((counts, sum(counts)), ((40, 11, 10), 61))
        self.assertEqual(len(OF_FILES), 21)
        have = {row.code for row in REASONS if row.code}
        self.assertEqual(have, set(self.codes()), "no code without its source")

    def test_who_repairs_and_what_stops(self):
        for code in self.codes():
            found = self.understood(f"{code} : voir")
            with self.subTest(code):
                self.assertEqual((found.key, found.who), (code, WHO.get(code, US)))
                stops = (code in STOPS) or (False if code in STOPS_NOTHING else None)
                self.assertEqual(found.stops, stops)

    def test_what_people_met(self):
        for texts in (*MET, SUBMITTED):
            for text, words in texts.items():
                with self.subTest(text):
                    found = self.understood(text, table=FROM_THE_PORTAL)
                    self.assertIn(words, found.sentence)

    def test_accents_and_capitals_are_no_matter(self):
        said = [*TEXTS, *SUBMITTED, *(text for texts in MET for text in texts)]
        labels = dict(published_reasons.REASONS.items())
        del labels["AUTRE"]
        for text in (*said, *labels.values()):
            plain = text.translate(str.maketrans("éèêàÉ", "eeeaE"))
            with self.subTest(text):
                row = find(REASONS, text)
                self.assertTrue(row)
                for other in (plain, plain.lower(), text.upper()):
                    self.assertEqual(find(REASONS, other), row)

    def test_all_of_it_in_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        french = self.env["chorus.reason"].with_context(lang="fr_FR")
        english = self.env["chorus.reason"].with_context(lang="en_US")
        for row in REASONS:
            with self.subTest(row.key):
                said = french.env._(row.words)
                self.assertNotEqual(said, english.env._(row.words))
                self.assertRegex(said, r"[.!?…]$")
