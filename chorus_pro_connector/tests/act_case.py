# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices to which a client gave a status, and the windows that answer it."""

import base64
from datetime import timedelta

from odoo import Command

from .sandbox_case import SandboxCase

PDF = b"%PDF-1.4 bon de livraison"
SUBCONTRACTOR = {"chorus_framework": "A9", "chorus_validator_siret": "55512345600017"}
SECOND_VALIDATOR = "55512345600025"


class ActCase(SandboxCase):
    def decided(self, status, reason="Voir le motif", client=None, **values):
        """Return an invoice that its client gave a status, as Odoo has read it."""
        move = self.delivered(client, **values)
        self.decide(move, status, reason)
        return move

    def decide(self, move, status, reason="Voir le motif"):
        self.sandbox.decide(move.name, status, reason)
        self.update(move)

    def update(self, move):
        self.sandbox.advance()
        move.chorus_flow_id.update_flow_status()

    def wrong_validator(self):
        """Return a subcontractor's invoice that came to the wrong validator."""
        move = self.invoice(**SUBCONTRACTOR)
        flow = self.send(move)
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(move.chorus_status, "A_VALIDER_1")
        self.as_validator(move, "ERREUR_VALIDEUR")
        flow.update_flow_status()
        self.assertEqual(move.chorus_status, "ERREUR_FOURNISSEUR_SUR_VALIDEUR")
        return move

    def as_validator(self, move, action, reason=None):
        """Play the validator of an invoice of ours."""
        self.validator_company()
        with self.validator._chorus_client() as portal:
            portal.decide_invoice(move.chorus_identifier, action, reason or "")

    def validator_company(self):
        if not hasattr(self, "validator"):
            self.validator = self.env["res.company"].create({"name": "Titulaire"})
            self.validator.partner_id.company_registry = SUBCONTRACTOR[
                "chorus_validator_siret"
            ]
            self.connect(self.validator, "valideur")
        return self.validator

    # === Windows === #

    def window(self, move):
        """Press the button of the banner; return the window, as the clerk has it."""
        move.invalidate_recordset()
        call = move._get_alerts()["chorus_client"]["action_call"]
        self.assertEqual(call[:2], ("account.move", "action_chorus_answer"))
        return self.opened(getattr(move, call[1])())

    def opened(self, action):
        model = self.env[action["res_model"]].with_user(self.clerk)
        return model.browse(action["res_id"])

    def complete(self, move, comment="Le bon est joint", documents=(("bon.pdf", PDF),)):
        """Fill the window *Complete* in and press its button; return what it says."""
        window = self.window(move)
        kinds = self.env["chorus.document.kind"].search([])
        kind = kinds.filtered(lambda one: one.code == "BDL") or kinds[:1]
        window.write(
            {
                "comment": comment,
                "line_ids": [
                    Command.create(
                        {
                            "name": name,
                            "file": base64.b64encode(content),
                            "kind_id": kind.id,
                        }
                    )
                    for name, content in documents
                ],
            }
        )
        return self.params(window.action_complete())

    def recycle(self, move, siret, commitment=False):
        window = self.window(move)
        window.write({"siret": siret, "service": False, "commitment": commitment})
        return self.params(window.action_recycle())

    def correct(self, move, siret=SECOND_VALIDATOR):
        window = self.window(move)
        window.siret = siret
        return self.params(window.action_correct())

    # === What became of it === #

    def history(self, move):
        """Return the statuses that the portal keeps, oldest first."""
        with self.company._chorus_client() as portal:
            events = portal.invoice_history(move.chorus_identifier).events
        return [event.code for event in events]

    def last_act(self, move):
        move.invalidate_recordset()
        return move.chorus_act_ids[:1].sudo()

    def make_older(self, act, delta):
        act.sudo().attempt_date -= delta

    def run_follow(self):
        """Run the scheduled action as if every wait were over."""
        acts = self.env["chorus.act"].sudo().search([("next_check", "!=", False)])
        for act in acts:
            act.next_check -= timedelta(hours=12)
        super().run_follow()
