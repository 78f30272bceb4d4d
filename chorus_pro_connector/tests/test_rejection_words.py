# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Each text of the portal that is known (portal.md §6.3) is told in plain words."""

from odoo.tests import TransactionCase, tagged

CII = "FichierXml.SupplyChainTradeTransaction."
AGREEMENT = f"{CII}ApplicableHeaderTradeAgreement."
MEANS = (
    f"{CII}ApplicableHeaderTradeSettlement."
    "SpecifiedTradeSettlementPaymentMeans.TypeCode.value"
)
PARTY = "AccountingSupplierParty.Party.PartyIdentification.ID.value"
# What the portal writes → what must be understood.
TEXTS = {
    f"L'engagement juridique ({AGREEMENT}BuyerReference.value) est obligatoire.": (
        "demands a service code"
    ),
    f"L'engagement juridique ({AGREEMENT}BuyerOrderReferencedDocument."
    "IssuerAssignedID.value) est obligatoire.": "demands a commitment number",
    "L'engagement juridique (numeroBonCommande) est obligatoire.": (
        "demands a commitment number"
    ),
    "L'engagement juridique (codeServiceExecutant) est obligatoire.": (
        "demands a service code"
    ),
    f"L'element {MEANS} est obligatoire.": "payment means is missing",
    "Le champ identifiant de la facture (FichierXml.ExchangedDocument.ID.value) ne "
    "doit pas depasser 20 caracteres": "longer than 20",
    f"L'element ({CII}BusinessProcessSpecifiedDocumentContextParameter.ID) est "
    "incorrect": "does not accept this invoicing framework",
    "L'element (AppliedTradeAllowanceCharge.ActualAmount.value) est obligatoire si "
    f"l'element ({CII}IncludedSupplyChainTradeLineItem.SpecifiedLineTradeAgreement."
    "GrossPriceProductTradePrice) est renseigne.": "gross price",
    "L'identifiant fournisseur de la demande de paiement (balise : "
    f"{PARTY}) n'est pas reference dans notre systeme.": "SIRET of your company",
    f"La structure (balise {PARTY}) n'utilise pa": "is not active",
    "L'identifiant destinataire de la demande de paiement (balise : x) n'est pas "
    "reference dans notre systeme.": "SIRET of the client",
    "L'identifiant du valideur (balise : x) n'est pas référencé dans notre système.": (
        "SIRET of the validator"
    ),
    "Vous avez déjà déposé une demande de paiement avec ce numéro de facture pour "
    "cette structure": "already has an invoice with this number",
}


@tagged("post_install", "-at_install")
class TestRejectionWords(TransactionCase):
    def explain(self, text, lang="en_US"):
        words = self.env["chorus.rejection.words"].with_context(lang=lang)
        return words._chorus_explain(text)

    def test_each_known_text(self):
        for text, expected in TEXTS.items():
            with self.subTest(text):
                (sentence,) = self.explain(text)
                self.assertIn(expected, sentence)

    def test_several_reasons_without_repetition(self):
        texts = list(TEXTS)[:2]
        self.assertEqual(len(self.explain("\n".join(texts + texts))), 2)

    def test_a_list_that_is_cut(self):
        """More errors may exist than the portal had room for."""
        first = next(iter(TEXTS))
        said = self.explain(f"{first}\nL'element (AppliedTradeAllowance [...]")
        self.assertEqual(len(said), 2)
        self.assertIn("list is cut", said[1])
        long = f"{first}\nL'element (AppliedTradeAllowanceCharge.ActualAmount."
        long += "value) est obligatoire si l'ele"
        self.assertGreater(len(long), 190)
        self.assertIn("list is cut", self.explain(long)[-1])
        self.assertNotIn("list is cut", " ".join(self.explain(first * 3)))

    def test_unknown_text_is_not_guessed(self):
        self.assertEqual(self.explain("Anomalie 4711"), [])
        self.assertEqual(self.explain(False), [])

    def test_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env.ref("base.module_chorus_pro_connector")._update_translations(["fr_FR"])
        (sentence,) = self.explain(next(iter(TEXTS)), "fr_FR")
        self.assertIn("code service", sentence)
        self.assertIn("exige", sentence)
