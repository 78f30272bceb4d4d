# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoicing files in which project manager and client play their part."""

import base64

import requests

from .piece_case import PieceCase

# The portal's names of the frameworks of the MOE and of the MOA.
FRAMEWORKS = {
    "A15": "A15_ETAT_ACOMPTE_MOE",
    "A16": "A16_ETAT_ACOMPTE_VALIDE_MOE",
    "A17": "A17_PROJET_DECOMPTE_GENERAL_MOE",
    "A18": "A18_DECOMPTE_GENERAL_MOE",
    "A19": "A19_ETAT_ACOMPTE_VALIDE_MOA",
    "A20": "A20_DECOMPTE_GENERAL_MOA",
    "A24": "A24_DECOMPTE_GENERAL_DEFINITIF_TACITE_MOE",
    "A25": "A25_DECOMPTE_GENERAL_DEFINITIF_MOE_PROCEDURE_TACITE",
}


class ChainCase(PieceCase):
    """The clerk acts from Odoo, the others through the portal's own API."""

    def call_as(self, role, operation, body):
        """Call the portal as another party of the market; returns its answer."""
        keys = self.sandbox.order("GET", "accounts")[role]
        form = {"grant_type": "client_credentials", "scope": "openid"}
        form |= {name: keys[name] for name in ("client_id", "client_secret")}
        url = self.sandbox.url
        token = requests.post(f"{url}/api/oauth/token", data=form, timeout=20).json()
        pair = f"{keys['login']}:{keys['password']}".encode()
        answer = requests.post(
            f"{url}/cpro/facturesTravaux/v1/{operation}",
            json=body,
            headers={
                "Authorization": f"Bearer {token['access_token']}",
                "cpro-account": base64.b64encode(pair).decode(),
            },
            timeout=20,
        ).json()
        self.assertEqual(answer.get("codeRetour", 0), 0, answer)
        return answer

    def associate(self, role, previous, framework, number, **amounts):
        """Let the MOE or the MOA deposit the next piece; returns its identifier."""
        totals = {
            "montantHtTotal": 20000.0,
            "montantTVA": 4000.0,
            "montantTtcTotal": 24000.0,
            "montantAPayer": 22000.0,
            **amounts,
        }
        body = {
            "idPiecePrecedente": int(previous),
            "cadreFacturation": FRAMEWORKS[framework],
            "numeroFactureSaisi": number,
            "montantTotal": totals,
        }
        return str(self.call_as(role, "soumettre", body)["idFactureTravaux"])

    def follow(self):
        self.sandbox.advance(120)
        self.run_follow()

    def return_piece(self, move, status, reason):
        """Give a piece of ours a status that waits for us, as Odoo has read it."""
        self.sandbox.decide(move.name, status, reason, force=True)
        self.refresh(move)

    def refresh(self, move):
        self.sandbox.advance(120)
        move.with_user(self.clerk).action_chorus_update_status()
        move.invalidate_recordset()

    def window(self, move):
        """Press the button of the banner; return the window, as the clerk has it."""
        move = move.with_user(self.clerk)
        call = move._get_alerts()["chorus_client"]["action_call"]
        self.assertEqual(call[:2], ("account.move", "action_chorus_answer"))
        return self.opened(getattr(move, call[1])())

    def opened(self, action):
        model = self.env[action["res_model"]].with_user(self.clerk)
        return model.browse(action["res_id"])

    def last_act(self, move):
        move.invalidate_recordset()
        return move.sudo().chorus_act_ids[:1]

    def by_hand(self):
        """Leave acts on works pieces to the portal's own site."""
        rows = self.env["chorus.works.mapping"].with_user(self.manager)
        rows.search([("key", "=", "acts")]).value = "hand"
