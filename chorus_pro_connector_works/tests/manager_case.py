# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Our company as project manager: drafts come from the portal, our piece from Odoo."""

import base64

from odoo.exceptions import UserError

from odoo.addons.chorus_pro_connector.tests.common import small_pdf

from .chain_case import ChainCase
from .piece_case import MOA, MOA_SERVICE, MOE, MOE_SERVICE

SUPPLIER = "33254021516357"
SERVICE = "facturesTravaux/soumettre"
DRAFTS = {
    "A4": "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR",
    "A7": "A7_PROJET_DECOMPTE_FINAL_FOURNISSEUR",
    "A22": "A22_PROJET_DECOMPTE_GENERAL_FOURNISSEUR_PROCEDURE_TACITE",
}
ASKED = {
    "montantHtTotal": 1000.0,
    "montantTVA": 200.0,
    "montantTtcTotal": 1200.0,
    "montantAPayer": 1140.0,
}


class ManagerCase(ChainCase):
    """``self.clerk`` is a works user of the project manager's company."""

    def setUp(self):
        super().setUp()
        self.connect(self.company, "moe")
        partner = self.company.sudo().partner_id
        partner.company_registry = MOE
        self.company.sudo().chorus_works_manages = True

    def drafted(self, framework="A4", number="SIT-1"):
        """Let a holder deposit a draft that names us; return its identifier."""
        body = {
            "cadreDeFacturation": {
                "codeCadreFacturation": DRAFTS[framework],
                "identifiantMoe": MOE,
                "codeServiceMoe": MOE_SERVICE,
                "identifiantMoa": MOA,
                "codeServiceMoa": MOA_SERVICE,
            },
            "numeroFactureSaisi": number,
            "destinataire": {
                "codeDestinataire": MOA,
                "codeServiceExecutant": "FINANCES",
            },
            "fournisseur": {"identifiantFournisseur": SUPPLIER},
            "references": {"numeroMarche": "M-77"},
            "montantTotal": ASKED,
        }
        answer = self.call_as("fournisseur", "soumettre", body)
        self.sandbox.advance(120)
        return answer["idFactureTravaux"]

    def tacit(self):
        """Let a holder send the A22 that follows its A7, which the client has."""
        body = {
            "idPiecePrecedente": self.drafted("A7", "DF-1"),
            "cadreFacturation": DRAFTS["A22"],
            "numeroFactureSaisi": "DF-1-PG",
            "montantTotal": ASKED,
        }
        self.call_as("fournisseur", "soumettre", body)
        self.sandbox.advance(120)

    def draft(self, number="SIT-1"):
        rows = self.env["chorus.works.received"].with_user(self.clerk)
        rows.sudo()._works_refresh(self.company)
        return rows.search([("number", "=", number)])

    def issuing(self, row, number="EA-1", **values):
        """Press the button of a draft; return the window, with a PDF of ours."""
        window = self.opened(row.action_works_issue())
        file = base64.b64encode(small_pdf("État d'acompte"))
        window.write({"source": "file", "file": file, "file_name": "ea.pdf"})
        window.write({"number": number, **values})
        return window

    def confirmed(self, window):
        return confirmed(window)

    def last_issue(self):
        return self.env["chorus.act"].sudo().search([("kind", "=", "issue")], limit=1)

    def pieces_at_portal(self, number):
        """Return what the supplier reads at the portal under a number."""
        body = {"roleUtilisateur": "FOURNISSEUR", "numeroFactureTravaux": number}
        return self.call_as("fournisseur", "rechercher", body)["listeFacturesTravaux"]

    def submitted(self):
        return self.sandbox.requests_of(SERVICE)

    def deposited(self, window):
        """Confirm and deposit; return the act, which the portal has done."""
        kind, sentence = self.params(self.confirmed(window).action_deposit())
        self.assertEqual(kind, "success", sentence)
        act = self.last_issue()
        self.assertEqual((act.state, act.told), ("done", True))
        return act

    def refused(self, window, sentence):
        with self.assertRaisesRegex(UserError, sentence):
            self.confirmed(window)


def confirmed(window):
    """Go through the three steps of a window, up to the summary; return it."""
    while window.step != "confirm":
        window.action_next()
    return window


def confirmed_with(window, content):
    """The same with a PDF of ours."""
    file = base64.b64encode(content)
    window.write({"source": "file", "file": file, "file_name": "moe.pdf"})
    return confirmed(window)
