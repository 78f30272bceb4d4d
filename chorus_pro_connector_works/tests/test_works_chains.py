# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every chain of pieces from its first to its payment: our part from Odoo, by the
clerk, the others' at the portal; after each step the file says where it stands."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .chain_case import ChainCase

SERVICE = "facturesTravaux/soumettre"
LESS = {
    "montantHtTotal": 95000.0,
    "montantTVA": 19000.0,
    "montantTtcTotal": 114000.0,
    "montantAPayer": 110000.0,
}


@tagged("post_install", "-at_install")
class TestMonthlyChains(ChainCase):
    def monthly(self, framework="A4"):
        """Return (statement of one month at its first desk, its invoicing file)."""
        market = self.running_market(framework_monthly=framework)
        statement = self.posted_statements(market, 1)
        self.send_statement(statement)
        return statement, statement.piece_ids.dossier_id.with_user(self.clerk)

    def state_of(self, statement, kind):
        rows = statement.market_id.sudo().deadline_ids
        return rows.filtered(
            lambda row: row.kind == kind and row.statement_id == statement
        ).state

    def test_a4_a15_a19_paid(self):
        statement, dossier = self.monthly()
        self.assertEqual(dossier.holder, "moe")
        self.assertEqual(self.state_of(statement, "instalment"), "running")
        first = self.associate(
            "moe", statement.move_id.chorus_identifier, "A15", "EA-1"
        )
        self.follow()
        self.assertEqual(dossier.holder, "moa")
        self.assertEqual(self.state_of(statement, "instalment"), "done")
        self.associate("moa", first, "A19", "EAV-1")
        self.follow()
        self.assertEqual(
            self.chain(dossier), [("A4", "us"), ("A15", "moe"), ("A19", "moa")]
        )
        self.assertEqual((dossier.holder, dossier.admitted_total), ("payer", 24000.0))
        self.assertEqual(self.state_of(statement, "payment"), "running")
        self.pays("EAV-1")
        self.assertEqual(dossier.holder, "none")
        self.assertEqual(self.state_of(statement, "payment"), "done")

    def test_a4_a16_paid(self):
        statement, dossier = self.monthly()
        self.associate("moe", statement.move_id.chorus_identifier, "A16", "EAV-1")
        self.follow()
        self.assertEqual(self.chain(dossier), [("A4", "us"), ("A16", "moe")])
        self.assertEqual((dossier.holder, dossier.admitted_total), ("payer", 24000.0))
        self.pays("EAV-1")
        self.assertEqual((dossier.holder, dossier.next_framework), ("none", False))

    def test_a5_opened_by_us(self):
        statement, dossier = self.monthly("A5")
        self.assertEqual(dossier.holder, "moa")
        self.assertIn("A19", dossier.next_step)
        self.associate("moa", statement.move_id.chorus_identifier, "A19", "EAV-1")
        self.follow()
        self.assertEqual(self.chain(dossier), [("A5", "us"), ("A19", "moa")])
        self.pays("EAV-1")
        self.assertEqual(dossier.holder, "none")

    def test_a6_opened_by_us(self):
        statement, dossier = self.monthly("A6")
        self.assertEqual(dossier.holder, "payer")
        self.pays(statement.move_id.name)
        self.assertEqual(statement.chorus_state, "paid")
        self.assertEqual(self.chain(dossier), [("A6", "us")])
        self.assertEqual(dossier.holder, "none")

    def test_the_project_manager_refuses(self):
        statement, dossier = self.monthly()
        body = {"idFactureTravaux": int(statement.move_id.chorus_identifier)}
        self.call_as("moe", "refuser", {**body, "commentaire": "Mois déjà présenté"})
        self.follow()
        self.assertEqual(statement.chorus_state, "refused")
        self.assertEqual(dossier.holder, "us")
        alert = statement.chorus_alerts["chorus_client"]
        self.assertIn("Mois déjà présenté", alert["message"])
        model, method, ids = alert["action_call"]
        action = getattr(self.env[model].with_user(self.clerk).browse(ids), method)()
        again = statement.browse(action["res_id"])
        again.action_post()
        self.send_statement(again)
        self.follow()
        self.assertEqual(statement.move_id.chorus_status, "DUPLIQUE_APRES_REFUS")
        self.assertEqual(self.chain(dossier), [("A4", "us"), ("A4", "us")])
        self.assertEqual(dossier.holder, "moe")

    def test_the_client_opens_the_file(self):
        """The project manager is absent: the first piece at the portal is the A19."""
        market = self.running_market()
        self.posted_statements(market, 1)
        self.call_as(
            "moa",
            "soumettre",
            {
                "cadreDeFacturation": {
                    "codeCadreFacturation": "A19_ETAT_ACOMPTE_VALIDE_MOA",
                    "identifiantMoa": "77712345600011",
                },
                "numeroFactureSaisi": "EAV-0",
                "fournisseur": {"identifiantFournisseur": "33254021516357"},
                "destinataire": {
                    "codeDestinataire": "77712345600011",
                    "codeServiceExecutant": "FINANCES",
                },
                "references": {"numeroMarche": market.number},
                "montantTotal": self.whole,
            },
        )
        self.sandbox.advance(120)
        self.follow()
        dossier = market.sudo().dossier_ids
        self.assertEqual(self.chain(dossier), [("A19", "moa")])
        self.assertEqual((dossier.holder, dossier.admitted_total), ("payer", 120000.0))
        with self.assertRaisesRegex(UserError, "neither a final nor a general"):
            dossier.with_user(self.clerk).action_works_next()


@tagged("post_install", "-at_install")
class TestFinalChains(ChainCase):
    def signs(self, by, chain):
        statement, dossier = self.sent_final()
        self.assertEqual((dossier.holder, dossier.next_framework), ("moe", False))
        self.general(statement, by)
        self.follow()
        dossier.invalidate_recordset()
        self.assertEqual((dossier.holder, dossier.next_framework), ("us", "A8"))
        self.assertEqual(statement.next_framework, "A8")
        self.assertEqual(statement.market_id.next_framework, "A8")
        window = self.next_window(dossier)
        self.assertIn(window.number, window.announcement)
        self.assertEqual(window.number, f"{statement.move_id.name}-DG")
        self.assertEqual((window.amount_total, window.amount_net), (120000, 120000))
        act = self.deposit_next(dossier)
        self.assertEqual(self.chain(dossier), [*chain, ("A8", "us")])
        piece = dossier.last_piece_id
        self.assertEqual(
            (piece.number, piece.previous_id.number, piece.statement_id),
            (act.number, "DG-1", statement),
        )
        self.assertEqual((dossier.holder, dossier.next_framework), ("payer", False))
        self.assertFalse(piece.move_id, "it bills nothing again")
        kinds = {row.kind: row.state for row in statement.market_id.sudo().deadline_ids}
        self.assertEqual(kinds["signature"], "done")
        self.assertIn(act.number, self.chatter(statement.move_id))
        self.pays(act.number)
        self.assertEqual(dossier.holder, "none")

    def test_a7_a17_a20_a8(self):
        self.signs("moa", [("A7", "us"), ("A17", "moe"), ("A20", "moa")])

    def test_a7_a18_a8(self):
        self.signs("moe", [("A7", "us"), ("A18", "moe")])

    def test_the_general_statement_admits_less(self):
        """What is signed says what the client's piece says, not what was claimed."""
        statement, dossier = self.sent_final()
        self.general(statement, amounts=LESS)
        self.follow()
        window = self.next_window(dossier)
        self.assertEqual(window.line_ids.mapped("stated"), [100000.0])
        self.assertEqual(
            (window.amount_untaxed, window.amount_total, window.amount_net),
            (95000.0, 114000.0, 110000.0),
        )
        window.line_ids.base = 96000.0
        with self.assertRaisesRegex(UserError, "rate by rate"):
            window.action_deposit()
        window.line_ids.base = 95000.0
        window.amount_net = 114000.01
        with self.assertRaisesRegex(UserError, "above the total"):
            window.action_deposit()
        window.amount_net = 11000.0
        with self.assertRaisesRegex(UserError, "net to pay and the amount here"):
            window.action_deposit()
        self.deposit_next(dossier)
        piece = dossier.last_piece_id
        self.assertEqual(
            (piece.amount_untaxed, piece.amount_total, piece.amount_net),
            (95000.0, 114000.0, 110000.0),
        )
        self.assertEqual(statement.move_id.amount_total, 120000.0)

    # === The tacit procedure === #

    def tacit(self):
        """Return (statement, file) of an A22 that the client has, 31 days later on."""
        statement, dossier = self.sent_final()
        self.received(statement.market_id, "final_moa")
        with self.assertRaisesRegex(UserError, "A22 is sent after that day"):
            dossier.action_works_next()
        return statement, dossier

    def test_a7_a22_a23(self):
        statement, dossier = self.tacit()
        with self.later(34):
            self.assertEqual(dossier.next_framework, "A22")
            act = self.deposit_next(dossier)
            self.assertEqual(act.number, f"{statement.move_id.name}-PG")
            self.assertEqual(statement.move_id.chorus_status, "REMPLACEE_PAR_A22")
            self.assertEqual(self.chain(dossier), [("A7", "us"), ("A22", "us")])
            self.assertEqual((dossier.holder, dossier.next_framework), ("moa", False))
            with self.assertRaisesRegex(UserError, "ten days of the client end"):
                dossier.action_works_next()
            # Its status goes on, and the day of its receipt stays.
            body = {"idFactureTravaux": int(act.payload["piece"])}
            self.call_as("moa", "prendreEnCompte", body)
            self.follow()
            self.assertEqual(dossier.last_piece_id.status_code, "PRISE_EN_COMPTE_MOA")
            with self.later(14):
                self.follow()
                with self.assertRaisesRegex(UserError, "Nobody has confirmed"):
                    dossier.action_works_next()
                self.assertFalse(dossier.next_framework)
                rows = statement.market_id.sudo().deadline_ids
                tacit = rows.filtered(lambda row: row.kind == "tacit")
                tacit.with_user(self.manager).action_confirm_tacit()
                dossier.invalidate_recordset()
                self.assertEqual(dossier.next_framework, "A23")
                self.deposit_next(dossier)
                self.follow()
                self.assertEqual(
                    self.chain(dossier),
                    [("A7", "us"), ("A22", "us"), ("A23", "us")],
                )
                self.assertEqual(dossier.holder, "payer")
                self.assertEqual(len(self.sandbox.requests_of(SERVICE)), 1)

    def after_a22(self, role, framework):
        """Let another party answer the A22; return the file."""
        _statement, dossier = self.tacit()
        with self.later(34):
            act = self.deposit_next(dossier)
            with self.later(14):
                self.associate(
                    role, act.payload["piece"], framework, "DGD-1", **self.whole
                )
                self.follow()
                with self.assertRaisesRegex(UserError, "Nothing of ours follows now"):
                    dossier.action_works_next()
                self.assertEqual(
                    (dossier.holder, dossier.next_framework), ("payer", False)
                )
        return dossier

    def test_a7_a22_a24(self):
        dossier = self.after_a22("moe", "A24")
        chain = [("A7", "us"), ("A22", "us"), ("A24", "moe")]
        self.assertEqual(self.chain(dossier), chain)

    def test_a7_a22_a25(self):
        dossier = self.after_a22("moa", "A25")
        chain = [("A7", "us"), ("A22", "us"), ("A25", "moa")]
        self.assertEqual(self.chain(dossier), chain)
