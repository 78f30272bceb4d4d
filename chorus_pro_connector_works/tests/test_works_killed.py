# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A worker is killed at each step of what we do with a works piece: still once."""

import base64

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.chorus_pro_connector.models.act.chorus_act_perform import (
    SENDING_DEADLINE,
)
from odoo.addons.chorus_pro_connector.models.flow.chorus_flow_deposit import (
    ABSENCE_DELAY,
)
from odoo.addons.chorus_pro_connector.tests.common import small_pdf
from odoo.addons.chorus_pro_connector.tests.killed import Deadly, Killed

from .chain_case import ChainCase
from .manager_case import ManagerCase
from .test_works_validation import WorksValidationCase

PERFORM = "odoo.addons.chorus_pro_connector.models.act.chorus_act_perform"
SERVICES = "facturesTravaux/"
VALIDATION = "factures/traiter/factureAValider"


def steps(verb):
    """Yield (count, where a worker dies): before it looks, before and after it acts."""
    found = (
        ("client", "invoice_history", False),
        ("chorus.act", "_chorus_claim_leaving", False),
        ("client", verb, False),
        ("client", verb, True),
        ("chorus.act", "_chorus_succeed", False),
    )
    return enumerate(found, 1)


class WorksKilled(Deadly):
    """Before a case."""

    def dies(self, step, function):
        """Call ``function`` with a worker that dies there; return its act."""
        try:
            with self.killed_at(*step):
                function()
        except Killed:
            self.env.cr.execute("ROLLBACK TO SAVEPOINT committed")
            self.env.invalidate_all()
        act = self.env["chorus.act"].sudo().search([], limit=1)
        self.assertIn(act.state, ("queued", "sending"))
        return act

    def goes_on(self, act):
        """Let the scheduled action go on, time after time."""
        for _round in range(5):
            if act.attempt_date:
                act.attempt_date -= SENDING_DEADLINE + ABSENCE_DELAY
            self.sandbox.advance(120)
            act._chorus_advance()
        self.assertEqual((act.state, act.told), ("done", True))


class KilledCase(WorksKilled, ChainCase):
    def sent_month(self):
        """Return the invoice of a month that the project manager has."""
        (statement,) = self.posted_statements(self.running_market(), 1)
        self.send_statement(statement)
        return statement.move_id

    def left_once(self, operation, count):
        """The portal was asked once for each of so many acts, whoever died."""
        self.assertEqual(len(self.sandbox.requests_of(operation)), count)


@tagged("post_install", "-at_install")
class TestWorksKilled(KilledCase):
    @mute_logger(PERFORM)
    def test_completing(self):
        move = self.sent_month()
        for count, step in steps("complete_works"):
            with self.subTest(step=step):
                body = {"idFactureTravaux": int(move.chorus_identifier)}
                operation = "suspendre/demander/completer/factureTravaux"
                self.call_as("moe", operation, {**body, "commentaire": f"Plan {count}"})
                self.refresh(move)
                window = self.window(move)
                window.comment = f"Voici le plan {count}"
                self.goes_on(self.dies(step, window.action_complete))
                self.refresh(move)
                self.assertEqual(move.chorus_status, "MISE_A_DISPOSITION_MOE")
                self.left_once(SERVICES + "completer", count)

    @mute_logger(PERFORM)
    def test_recycling(self):
        move = self.sent_month()
        for count, step in steps("recycle_works"):
            with self.subTest(step=step):
                status = "EN_ATTENTE_RECYCLAGE_FOURNISSEUR"
                self.return_piece(move, status, f"Mauvais engagement {count}")
                window = self.window(move)
                window.commitment = f"EJ-{count}"
                self.goes_on(self.dies(step, window.action_recycle))
                self.refresh(move)
                self.assertEqual(move.chorus_status, "MISE_A_DISPOSITION_MOE")
                self.assertEqual(move.purchase_order_reference, f"EJ-{count}")
                self.left_once(SERVICES + "recycler", count)

    @mute_logger(PERFORM)
    def test_correcting_a_party(self):
        """The project manager three times, the client twice."""
        others = self.party("55512345600017", name="Bureau d'études")
        move = self.sent_month()
        market = move.sudo().chorus_works_statement_id.market_id
        for count, step in steps("correct_works_parties"):
            with self.subTest(step=step):
                role = "moa" if count % 2 == 0 else "moe"
                status = f"ERREUR_FOURNISSEUR_SUR_{role.upper()}"
                self.return_piece(move, status, f"Pas pour nous {count}")
                window = self.window(move)
                if role == "moe":
                    window.partner_id = (
                        others if market.moe_id == self.moe else self.moe
                    )
                named = window.partner_id
                self.goes_on(self.dies(step, window.action_correct_parties))
                self.refresh(move)
                self.assertEqual(move.chorus_status, "MISE_A_DISPOSITION_MOE")
                self.assertEqual(
                    market["moe_id" if role == "moe" else "client_id"], named
                )
                self.left_once(SERVICES + "completermoe", count)


@tagged("post_install", "-at_install")
class TestNextPieceKilled(KilledCase):
    def deposited_once(self, act, dossier, *chain):
        numbers = [row["numero"] for row in self.sandbox.invoices()]
        self.assertEqual(numbers.count(act.number), 1)
        self.assertEqual(self.chain(dossier), [*chain])

    @mute_logger(PERFORM)
    def test_depositing_the_next_piece(self):
        for count, step in steps("deposit_flow"):
            with self.subTest(step=step):
                statement, dossier = self.sent_final(number=f"2026-F{count}")
                first = statement.move_id.chorus_identifier
                self.associate("moe", first, "A18", f"DG-{count}", **self.whole)
                self.follow()
                window = self.opened(dossier.action_works_next())
                window.signed_file = base64.b64encode(small_pdf("Lu et accepte"))
                act = self.dies(step, window.action_deposit)
                self.goes_on(act)
                chain = [("A7", "us"), ("A18", "moe"), ("A8", "us")]
                self.deposited_once(act, dossier, *chain)

    @mute_logger(PERFORM)
    def test_completing_what_no_invoice_stands_for(self):
        statement, dossier = self.sent_final()
        self.general(statement, "moe")
        self.follow()
        signed = self.deposit_next(dossier)
        for count, step in steps("complete_works"):
            with self.subTest(step=step):
                reason = f"Page {count}"
                self.sandbox.advance(3600)
                self.sandbox.decide(signed.number, "SUSPENDUE", reason, force=True)
                self.follow()
                window = self.opened(dossier.action_works_complete())
                window.comment = f"Voici la page {count}"
                self.goes_on(self.dies(step, window.action_complete))
                self.assertEqual(dossier.last_piece_id.status_code, "COMPLETEE")
                self.left_once(SERVICES + "completer", count)

    @mute_logger(PERFORM)
    def test_the_tacit_procedure(self):
        """A22 by a flow, then A23 by the service of works, a file for each step."""
        files = []
        for count in range(1, 6):
            statement, dossier = self.sent_final(number=f"2026-T{count}")
            self.received(statement.market_id, "final_moa")
            files.append((statement, dossier))
        with self.later(34):
            for count, step in steps("deposit_flow"):
                with self.subTest(step=step):
                    statement, dossier = files[count - 1]
                    act = self.dies(step, self.next_window(dossier).action_deposit)
                    self.goes_on(act)
                    self.deposited_once(act, dossier, ("A7", "us"), ("A22", "us"))
            with self.later(14):
                self.follow()
                for count, step in steps("submit_works"):
                    with self.subTest(step=step):
                        statement, dossier = files[count - 1]
                        self.confirm_tacit(statement.market_id)
                        act = self.dies(step, self.next_window(dossier).action_deposit)
                        self.goes_on(act)
                        chain = [("A7", "us"), ("A22", "us"), ("A23", "us")]
                        self.deposited_once(act, dossier, *chain)
                        self.left_once(SERVICES + "soumettre", count)


@tagged("post_install", "-at_install")
class TestValidationKilled(KilledCase, WorksValidationCase):
    def decide(self, press, decision):
        """Decide as a validator in each framework, the worker dying at each step."""
        self.market.sudo().write(
            {"member_ids": [(0, 0, {"partner_id": self.subcontractor.id})]}
        )
        for count, step in steps("decide_invoice"):
            with self.subTest(step=step):
                framework = ("A10", "A13", "A14")[count % 3]
                number = self.asked(framework, f"{framework}-{count}", 1000.0)
                row = self.listed(number)
                self.goes_on(self.dies(step, lambda row=row: press(self.window(row))))
                self.listed(number)
                self.assertFalse(row.waiting)
                if framework == "A10":
                    self.assertEqual(self.request_of(number).decision, decision)
                self.left_once(VALIDATION, count)

    @mute_logger(PERFORM)
    def test_accepting(self):
        self.decide(lambda window: window.action_accept(), "accepted")

    @mute_logger(PERFORM)
    def test_refusing(self):
        def press(window):
            # The portal's list of reasons is read when the window opens.
            reason = window.reason_id.search([("code", "=", "QTE_ERR")])
            window.write({"reason_id": reason.id, "comment": "30 et non 40"})
            window.action_refuse()

        self.decide(press, "refused")


@tagged("post_install", "-at_install")
class TestManagerKilled(WorksKilled, ManagerCase):
    @mute_logger(PERFORM)
    def test_depositing_as_project_manager(self):
        for count, step in enumerate(
            (
                ("client", "search_works", False),
                ("client", "add_file", True),
                ("chorus.act", "_chorus_claim_leaving", False),
                ("client", "submit_works", False),
                ("client", "submit_works", True),
                ("chorus.act", "_chorus_succeed", False),
            ),
            1,
        ):
            with self.subTest(step[1], after=step[2]):
                self.drafted(number=f"SIT-{count}")
                row = self.draft(f"SIT-{count}")
                window = self.confirmed(self.issuing(row, f"EA-{count}"))
                act = self.dies(step, window.action_deposit)
                self.goes_on(act)
                (piece,) = self.pieces_at_portal(f"EA-{count}")
                self.assertEqual(
                    str(piece["idFactureTravaux"]), row.issued_ids.identifier
                )
                self.assertFalse(row.waiting)
