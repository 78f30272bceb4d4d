# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoicing files in which project manager and client play their part."""

import base64
from contextlib import contextmanager
from datetime import timedelta

import requests

from odoo import fields
from odoo.tests import freeze_time

from odoo.addons.chorus_pro_connector.models.clock.account_move_clock import french_day
from odoo.addons.chorus_pro_connector.tests.common import small_pdf

from .piece_case import MOA, PieceCase

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

    # All of the market of ``final_market``, as the others state it.
    whole = {
        "montantHtTotal": 100000.0,
        "montantTVA": 20000.0,
        "montantTtcTotal": 120000.0,
        "montantAPayer": 120000.0,
    }

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

    def opened_by_the_client(self, market):
        """Let the MOA open the invoicing file of a month itself, by an A19."""
        self.call_as(
            "moa",
            "soumettre",
            {
                "cadreDeFacturation": {
                    "codeCadreFacturation": FRAMEWORKS["A19"],
                    "identifiantMoa": MOA,
                },
                "numeroFactureSaisi": "EAV-1",
                "fournisseur": {"identifiantFournisseur": "33254021516357"},
                "destinataire": {
                    "codeDestinataire": MOA,
                    "codeServiceExecutant": "FINANCES",
                },
                "references": {"numeroMarche": market.number},
                "montantTotal": self.whole,
            },
        )

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

    # === The end of a market === #

    @classmethod
    def final_market(cls, number="2026-FIN", **values):
        """Return a market of one line of 100 000 euros whose works were accepted."""
        market = cls.make_market(
            user=cls.manager,
            number=number,
            client_id=cls.moa.id,
            client_service_id=cls.moa.chorus_service_ids[:1].id,
            moe_id=cls.moe.id,
            moe_service_id=cls.moe.chorus_service_ids[:1].id,
            bank_id=cls.bank_account.id,
            date_start="2026-03-01",
            retention_rate=0.0,
            **values,
        )
        market.action_start()
        market.write(
            {
                "date_reception_notified": "2026-07-31",
                "date_reception_effect": "2026-07-24",
            }
        )
        return market.with_user(cls.clerk)

    @classmethod
    def final_statement(cls, market):
        """Return the only statement of that market: all of it, posted."""
        statement = cls.new_statement(market, kind="final", date="2026-08-20")
        cls.type_progress(statement, {"1.1": 100})
        statement.action_post()
        return statement

    def sent_final(self, **values):
        """Return (final statement at the project manager, its invoicing file)."""
        statement = self.final_statement(self.final_market(**values))
        self.send_statement(statement)
        return statement, statement.piece_ids.dossier_id.with_user(self.clerk)

    def received(self, market, *kinds, days=0):
        """Type that a final statement was received so many days ago, with its proof."""
        events = self.env["chorus.works.event"].with_user(self.clerk)
        day = fields.Date.subtract(fields.Date.today(), days=days)
        for kind in kinds:
            events.create(
                {
                    "market_id": market.id,
                    "kind": kind,
                    "date": day,
                    "proof": "registered",
                }
            )

    @contextmanager
    def later(self, days):
        """Let so many days pass, at the portal and here."""
        self.sandbox.advance(days * 86400)
        moment = fields.Datetime.now() + timedelta(days=days)
        with freeze_time(moment, tick=True):
            self.env.invalidate_all()
            yield

    def next_window(self, record):
        """Press the button *next piece*; return the window with a signed document."""
        record.invalidate_recordset()
        window = self.opened(record.with_user(self.clerk).action_works_next())
        signed = base64.b64encode(small_pdf("Lu et accepte"))
        window.write({"signed_file": signed, "signed_name": "signe.pdf"})
        return window

    def deposit_next(self, record):
        """Deposit our next piece and let the portal take it in; return its act."""
        window = self.next_window(record)
        kind, sentence = self.params(window.action_deposit())
        self.assertIn(kind, ("info", "success"), sentence)
        act = self.env["chorus.act"].search([("kind", "=", "next")], limit=1)
        self.sandbox.advance(120)
        act.with_user(self.clerk).action_update()
        self.assertEqual(act.state, "done", act.sudo().error_message)
        return act.sudo()

    def confirm_tacit(self, market):
        """Let a manager say that the client left its ten days without an answer."""
        tacit = market.sudo().deadline_ids.filtered(lambda row: row.kind == "tacit")
        tacit.with_user(self.manager).action_confirm_tacit()
        market.dossier_ids.invalidate_recordset()

    def day_of(self, statement, code="MISE_A_DISPOSITION_MOE"):
        """Return the day on which the portal first gave a statement this status."""
        events = statement.move_id.chorus_event_ids
        days = [french_day(event.date) for event in events if event.code == code]
        return min(days)

    def stands(self, dossier, holder, admitted=None, **delays):
        """Check what a person reads of a file, and of the delays of its market.

        :param admitted: (incl. VAT, net, number of the piece that says so), None:
            nobody admitted anything
        :param delays: {kind: state, or (state, last day as counted)}
        """
        dossier.invalidate_recordset()
        self.assertEqual(dossier.holder, holder)
        seen = (
            dossier.admitted_total,
            dossier.admitted_net,
            dossier.admitted_piece_id.number,
        )
        self.assertEqual(seen, admitted or (0.0, 0.0, False))
        if admitted and dossier.claimed_total:
            difference = dossier.claimed_total - admitted[0]
            self.assertAlmostEqual(dossier.difference_total, difference)
        rows = {row.kind: row for row in dossier.market_id.sudo().deadline_ids}
        for kind, expected in delays.items():
            row = rows[kind]
            if isinstance(expected, tuple):
                self.assertEqual((row.state, row.date_end), expected, kind)
            else:
                self.assertEqual(row.state, expected, kind)

    def chain(self, dossier):
        """Return what a file shows of its pieces: framework and who deposited it."""
        dossier.invalidate_recordset()
        return [
            (piece.framework, piece.depositor)
            for piece in dossier.sudo()._works_chain()
        ]

    def pays(self, number):
        self.sandbox.decide(number, "MISE_EN_PAIEMENT", force=True)
        self.follow()

    def general(self, statement, by="moa", amounts=None):
        """Let the general statement come; return its identifier."""
        first, amounts = statement.move_id.chorus_identifier, amounts or self.whole
        if by == "moe":
            return self.associate("moe", first, "A18", "DG-1", **amounts)
        draft = self.associate("moe", first, "A17", "PDG-1", **amounts)
        self.follow()
        return self.associate("moa", draft, "A20", "DG-1", **amounts)
