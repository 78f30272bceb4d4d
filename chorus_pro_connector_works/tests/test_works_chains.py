# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every chain of pieces from its first to its payment: our part from Odoo, by the
clerk, the others' at the portal; after each step the file says where it stands."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .chain_case import ChainCase

SERVICE = "facturesTravaux/soumettre"
# What the client makes of the project manager's 24 000.00.
CORRECTED = {
    "montantHtTotal": 19000.0,
    "montantTVA": 3800.0,
    "montantTtcTotal": 22800.0,
    "montantAPayer": 20000.0,
}
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

    def at_moe(self, statement):
        """Return the delays of a month that the project manager has: 7 and 30 days."""
        day = self.day_of(statement)
        return {
            "instalment": ("running", day + timedelta(days=7)),
            "payment": ("running", day + timedelta(days=30)),
        }

    def test_a4_a15_a19_paid(self):
        statement, dossier = self.monthly()
        delays = self.at_moe(statement)
        self.stands(dossier, "moe", **delays)
        self.assertEqual(dossier.claimed_total, 35035.44)
        first = self.associate(
            "moe", statement.move_id.chorus_identifier, "A15", "EA-1"
        )
        self.follow()
        delays["instalment"] = "done"
        self.stands(dossier, "moa", (24000.0, 22000.0, "EA-1"), **delays)
        self.assertEqual(dossier.difference_total, 11035.44)
        self.associate("moa", first, "A19", "EAV-1", **CORRECTED)
        self.follow()
        self.assertEqual(
            self.chain(dossier), [("A4", "us"), ("A15", "moe"), ("A19", "moa")]
        )
        # What the client admits counts, and the thirty days go on from the receipt.
        self.stands(dossier, "payer", (22800.0, 20000.0, "EAV-1"), **delays)
        self.pays("EAV-1")
        delays["payment"] = "done"
        self.stands(dossier, "none", (22800.0, 20000.0, "EAV-1"), **delays)

    def test_a4_a16_paid(self):
        statement, dossier = self.monthly()
        delays = self.at_moe(statement)
        self.associate("moe", statement.move_id.chorus_identifier, "A16", "EAV-1")
        self.follow()
        self.assertEqual(self.chain(dossier), [("A4", "us"), ("A16", "moe")])
        delays["instalment"] = "done"
        self.stands(dossier, "payer", (24000.0, 22000.0, "EAV-1"), **delays)
        self.pays("EAV-1")
        delays["payment"] = "done"
        self.stands(dossier, "none", (24000.0, 22000.0, "EAV-1"), **delays)
        self.assertFalse(dossier.next_framework)

    def test_a5_opened_by_us(self):
        """The project manager had it on paper: no receipt that the portal knows."""
        statement, dossier = self.monthly("A5")
        self.stands(dossier, "moa", instalment="waiting", payment="waiting")
        self.assertIn("A19", dossier.next_step)
        self.associate("moa", statement.move_id.chorus_identifier, "A19", "EAV-1")
        self.follow()
        self.assertEqual(self.chain(dossier), [("A5", "us"), ("A19", "moa")])
        admitted = (24000.0, 22000.0, "EAV-1")
        self.stands(dossier, "payer", admitted, instalment="done", payment="waiting")
        self.pays("EAV-1")
        self.stands(dossier, "none", admitted, instalment="done", payment="done")

    def test_a6_opened_by_us(self):
        statement, dossier = self.monthly("A6")
        self.stands(dossier, "payer", instalment="waiting", payment="waiting")
        self.pays(statement.move_id.name)
        self.assertEqual(statement.chorus_state, "paid")
        self.assertEqual(self.chain(dossier), [("A6", "us")])
        self.stands(dossier, "none", instalment="done", payment="done")

    def test_the_piece_of_the_project_manager_is_suspended(self):
        """It is not ours to answer, and the delay may have been interrupted."""
        statement, dossier = self.monthly()
        delays = self.at_moe(statement) | {"instalment": "done"}
        self.associate("moe", statement.move_id.chorus_identifier, "A16", "EAV-1")
        self.follow()
        admitted = (24000.0, 22000.0, "EAV-1")
        self.stands(dossier, "payer", admitted, **delays)
        self.assertFalse(dossier.act_alerts)
        self.sandbox.decide("EAV-1", "SUSPENDUE", "Il manque le RIB", force=True)
        self.follow()
        self.stands(dossier, "moe", admitted, **delays)
        self.assertIn("its own piece", dossier.next_step)
        message = dossier.act_alerts["chorus_back"]["message"]
        self.assertIn("Il manque le RIB", message)
        self.assertIn("deposit nothing again", message)
        with self.assertRaisesRegex(UserError, "neither a final nor a general"):
            dossier.action_works_next()
        rows = statement.market_id.sudo().deadline_ids
        payment = rows.filtered(lambda row: row.kind == "payment")
        self.assertEqual(payment.doubts, ["interrupted"])
        # Answered: it is forgotten by the banner, and not by the delay.
        self.sandbox.decide("EAV-1", "COMPLETEE", force=True)
        self.follow()
        self.stands(dossier, "payer", admitted, **delays)
        self.assertFalse(dossier.act_alerts)
        self.assertEqual(payment.doubts, ["interrupted"])

    def test_the_client_refuses_the_piece_of_the_project_manager(self):
        statement, dossier = self.monthly()
        first = self.associate(
            "moe", statement.move_id.chorus_identifier, "A15", "EA-1"
        )
        self.follow()
        body = {"idFactureTravaux": int(first), "commentaire": "Mauvais marché"}
        self.call_as("moa", "refuser", body)
        self.follow()
        self.assertEqual(dossier.holder, "moe")
        message = dossier.act_alerts["chorus_back"]["message"]
        self.assertIn("Mauvais marché", message)
        self.assertIn("project manager", message)

    def test_the_project_manager_refuses(self):
        statement, dossier = self.monthly()
        body = {"idFactureTravaux": int(statement.move_id.chorus_identifier)}
        self.call_as("moe", "refuser", {**body, "commentaire": "Mois déjà présenté"})
        self.follow()
        self.assertEqual(statement.chorus_state, "refused")
        self.stands(dossier, "us", instalment="stopped", payment="stopped")
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
        # The delays are those of what was stated again.
        self.stands(dossier, "moe", **self.at_moe(again))

    def test_the_client_opens_the_file(self):
        """The project manager is absent: the first piece at the portal is the A19."""
        market = self.running_market()
        (statement,) = self.posted_statements(market, 1)
        self.opened_by_the_client(market)
        self.follow()
        dossier = market.sudo().dossier_ids
        self.assertEqual(self.chain(dossier), [("A19", "moa")])
        self.stands(dossier, "payer", (120000.0, 120000.0, "EAV-1"))
        # Ours is not sent beside it before somebody has read why.
        move = statement.move_id.with_user(self.clerk)
        codes = [issue["code"] for issue in move._chorus_all_issues()]
        self.assertIn("works_opened_by_others", codes)
        action = statement.action_chorus_send()
        self.assertEqual(action["res_model"], "chorus.confirm.wizard")
        self.assertEqual(self.deposits(), [])
        # Nothing of ours is there from which a delay could run.
        kinds = {row.kind for row in market.sudo().deadline_ids}
        self.assertFalse(kinds & {"instalment", "payment"})
        with self.assertRaisesRegex(UserError, "neither a final nor a general"):
            dossier.with_user(self.clerk).action_works_next()


@tagged("post_install", "-at_install")
class TestFinalChains(ChainCase):
    whole_admitted = (120000.0, 120000.0)

    def with_both(self, statement):
        """Return the delays of a final statement that both have: thirty days."""
        end = self.day_of(statement) + timedelta(days=30)
        return {"final_draft": "done", "general": ("running", end)}

    def signs(self, by, chain, general):
        """Play a chain to its payment.

        :param general: state of the client's delay once the general statement is there
        """
        statement, dossier = self.sent_final()
        self.stands(dossier, "moe", **self.with_both(statement))
        self.assertFalse(dossier.next_framework)
        self.general(statement, by)
        self.follow()
        admitted = (*self.whole_admitted, "DG-1")
        signed = dossier.sudo().last_piece_id.date + timedelta(days=30)
        delays = {"general": general, "signature": ("running", signed)}
        self.stands(dossier, "us", admitted, **delays)
        self.assertEqual(dossier.next_framework, "A8")
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
        self.assertFalse(piece.move_id, "it bills nothing again")
        paid = piece.date_received + timedelta(days=30)
        delays |= {"signature": "done", "balance": ("running", paid)}
        self.stands(dossier, "payer", admitted, **delays)
        self.assertFalse(dossier.next_framework)
        self.assertIn(act.number, self.chatter(statement.move_id))
        self.pays(act.number)
        delays["balance"] = "done"
        self.stands(dossier, "none", admitted, **delays)

    def test_a7_a17_a20_a8(self):
        self.signs("moa", [("A7", "us"), ("A17", "moe"), ("A20", "moa")], "done")

    def test_a7_a18_a8(self):
        """One by the project manager in the client's place may be irregular."""
        self.signs("moe", [("A7", "us"), ("A18", "moe")], "stopped")

    def test_the_general_statement_admits_less(self):
        """What is signed says what the client's piece says, not what was claimed."""
        statement, dossier = self.sent_final()
        self.general(statement, amounts=LESS)
        self.follow()
        self.stands(dossier, "us", (114000.0, 110000.0, "DG-1"), general="done")
        self.assertEqual(dossier.difference_total, 6000.0)
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
        # Our signature claims no more than that.
        self.stands(dossier, "payer", (114000.0, 110000.0, "DG-1"), signature="done")
        self.assertEqual((dossier.claimed_total, dossier.difference_total), (114000, 0))

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
            sent = dossier.last_piece_id
            ten = sent.date_received + timedelta(days=10)
            self.stands(dossier, "moa", tacit=("running", ten), general="running")
            self.assertFalse(dossier.next_framework)
            with self.assertRaisesRegex(UserError, "ten days of the client end"):
                dossier.action_works_next()
            # Its status goes on, and the day of its receipt stays.
            body = {"idFactureTravaux": int(act.payload["piece"])}
            self.call_as("moa", "prendreEnCompte", body)
            self.follow()
            self.assertEqual(dossier.last_piece_id.status_code, "PRISE_EN_COMPTE_MOA")
            self.stands(dossier, "moa", tacit=("running", ten))
            with self.later(14):
                self.follow()
                with self.assertRaisesRegex(UserError, "Nobody has confirmed"):
                    dossier.action_works_next()
                self.assertFalse(dossier.next_framework)
                self.confirm_tacit(statement.market_id)
                self.assertEqual(dossier.next_framework, "A23")
                act = self.deposit_next(dossier)
                self.follow()
                self.assertEqual(
                    self.chain(dossier),
                    [("A7", "us"), ("A22", "us"), ("A23", "us")],
                )
                self.stands(dossier, "payer", tacit="done", balance="running")
                self.assertEqual(len(self.sandbox.requests_of(SERVICE)), 1)
                self.pays(act.number)
                self.stands(dossier, "none", tacit="done", balance="done")

    def after_a22(self, role, framework, **delays):
        """Let another party answer the A22, and pay; return the file."""
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
                admitted = (*self.whole_admitted, "DGD-1")
                self.stands(dossier, "payer", admitted, **delays)
                self.assertFalse(dossier.next_framework)
                self.pays("DGD-1")
                self.stands(dossier, "none", admitted, **delays)
        return dossier

    def test_a7_a22_a24(self):
        dossier = self.after_a22("moe", "A24", general="running", tacit="running")
        chain = [("A7", "us"), ("A22", "us"), ("A24", "moe")]
        self.assertEqual(self.chain(dossier), chain)

    def test_a7_a22_a25(self):
        dossier = self.after_a22("moa", "A25", general="done", tacit="running")
        chain = [("A7", "us"), ("A22", "us"), ("A25", "moa")]
        self.assertEqual(self.chain(dossier), chain)
