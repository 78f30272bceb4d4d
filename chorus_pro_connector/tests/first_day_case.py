# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices that were typed at the portal, and the window that reads them."""

from datetime import date, timedelta

from .duplicate_case import DuplicateCase

TODAY = date.today()
DAY = TODAY - timedelta(days=27)
# What a supplier types at the portal: 100 € and VAT.
TYPED = {
    "modeDepot": "SAISIE_API",
    "dateFacture": str(DAY),
    "destinataire": {"codeDestinataire": "12345678200051"},
    "fournisseur": {
        "idFournisseur": 26262962,
        "codeCoordonneesBancairesFournisseur": 144050,
    },
    "cadreDeFacturation": {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR"},
    "references": {
        "deviseFacture": "EUR",
        "typeFacture": "FACTURE",
        "typeTva": "TVA_SUR_DEBIT",
        "modePaiement": "VIREMENT",
    },
    "lignePoste": [
        {
            "lignePosteNumero": 1,
            "lignePosteReference": "REF",
            "lignePosteDenomination": "Prestation",
            "lignePosteQuantite": 1,
            "lignePosteUnite": "u",
            "lignePosteMontantUnitaireHT": 100,
            "lignePosteMontantRemiseHT": 0,
            "lignePosteTauxTva": "TVA5",
        }
    ],
    "ligneTva": [
        {
            "ligneTvaTaux": "TVA5",
            "ligneTvaMontantBaseHtParTaux": 100,
            "ligneTvaMontantTvaParTaux": 20,
        }
    ],
    "montantTotal": {
        "montantHtTotal": 100,
        "montantTVA": 20,
        "montantTtcTotal": 120,
        "montantRemiseGlobaleTTC": 0,
        "montantAPayer": 120,
    },
}


class FirstDayCase(DuplicateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public = cls.client()

    def typed(self, *numbers, **values):
        """Type invoices at the portal, by hand."""
        with self.company._chorus_client() as portal:
            for number in numbers:
                portal.submit({**TYPED, "numeroFactureSaisi": number, **values})
        self.sandbox.advance()

    def made(self, number, **values):
        """Return the invoice that Odoo has under a number."""
        values = {"invoice_date": DAY, "invoice_date_due": TODAY, **values}
        return self.invoice(self.public, number=number, **values)

    def wizard(self, user=None, **values):
        wizards = self.env["chorus.first.day"].with_user(user or self.manager)
        values = {"company_id": self.company.id, **values}
        if values["company_id"] in wizards.env.user.company_ids.ids:
            wizards = wizards.with_context(allowed_company_ids=[values["company_id"]])
        return wizards.create(values)

    def look(self, user=None, **values):
        wizard = self.wizard(user, **values)
        wizard.action_look()
        return wizard

    def verdicts(self, wizard):
        return {line.number: line.verdict for line in wizard.line_ids}
