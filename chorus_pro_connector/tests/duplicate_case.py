# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Ways in which Odoo forgets what the portal has, and what must be seen afterwards."""

from odoo.tests import new_test_user

from .sandbox_case import SandboxCase

ADOPTED = "the second copy was refused"
SAME_NUMBER = "number stays the same"
NEW_NUMBER = "a number of its own"


class DuplicateCase(SandboxCase):
    """Base class; ``kind`` names the deposit: alone, in a lot, as a plain PDF."""

    KINDS = ("alone", "lot", "pdf")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "chorus_duplicates",
            groups="base.group_user,account.group_account_manager",
            company_id=cls.company.id,
        )

    def restart(self):
        """Begin with an empty portal, which gives its first identifiers again."""
        self.sandbox.order("POST", "reset")
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET chorus_identifier = NULL")
        self.env.cr.execute("UPDATE chorus_flow_line SET identifier = NULL")
        self.env.invalidate_all()

    def make(self, kind, **values):
        """Return one invoice, or two that go in one file."""
        client = self.client(chorus_format="pdf" if kind == "pdf" else "cii")
        moves = self.invoice(client, **values)
        if kind == "lot":
            moves |= self.invoice(client)
        return moves

    def leave(self, moves):
        """Send, as one deposit; whatever is asked on the way is confirmed."""
        if len(moves) > 1:
            self.company.chorus_lots = True
            self.queue(moves)
            self.run_follow()
        else:
            action = moves.action_chorus_send()
            if action.get("res_model") == "chorus.confirm.wizard":
                wizard = moves.env["chorus.confirm.wizard"].browse(action["res_id"])
                wizard.action_send()
        self.env.invalidate_all()
        return moves.chorus_flow_id

    def conclude(self, moves):
        self.sandbox.advance()
        moves.chorus_flow_id.update_flow_status()

    def arrive(self, kind):
        """Return invoices that the client has."""
        moves = self.make(kind)
        self.leave(moves)
        self.conclude(moves)
        self.assertEqual(set(moves.mapped("chorus_state")), {"delivered"})
        return moves

    def read_back(self, moves):
        """What was changed behind Odoo's back is read anew."""
        self.env.invalidate_all()
        moves = moves.sudo()
        for name in ("chorus_flow_id", "chorus_state"):
            self.env.add_to_compute(moves._fields[name], moves)
        moves.flush_recordset()

    def forget(self, moves):
        """A backup of the database from before the deposit: nothing of it is left."""
        self.env.flush_all()
        flows = tuple(moves.sudo().chorus_flow_line_ids.flow_id.ids)
        ids = tuple(moves.ids)
        for query, values in (
            ("DELETE FROM chorus_status_event WHERE move_id IN %s", ids),
            ("DELETE FROM chorus_flow WHERE id IN %s", flows),
            (
                "UPDATE account_move SET chorus_identifier = NULL, chorus_status = NULL"
                ", chorus_status_date = NULL, chorus_flow_id = NULL WHERE id IN %s",
                ids,
            ),
        ):
            self.env.cr.execute(query, [values])
        self.read_back(moves)
        self.assertEqual(set(moves.mapped("chorus_state")), {"ready"})

    def assertAdopted(self, moves, state="delivered"):
        """Each is followed as the one invoice that the portal has."""
        rows = {
            row["numero"]: str(row["id"])
            for row in self.sandbox.invoices()
            if row["statut"] not in ("INTERPRETEE_OCR", "BROUILLON")
        }
        self.assertEqual(len(rows), len(moves))
        for move in moves:
            line = move._chorus_current_line()
            self.assertEqual(move.chorus_state, state)
            self.assertEqual(move.chorus_identifier, rows[move.name])
            self.assertEqual(
                (line.outcome, line.error, line.number_taken),
                ("accepted", False, False),
            )
            self.assertTrue(move.chorus_event_ids)
            self.assertIn(ADOPTED, self.chatter(move))
            self.assertNotIn("rejected the file", self.chatter(move))
            self.assertTrue(move.is_move_sent)

    def assertToldAsTaken(self, move, *values):
        """Rejected, in sentences that ask for another number and nothing else."""
        line = move._chorus_current_line()
        self.assertEqual((move.chorus_state, line.outcome), ("rejected", "rejected"))
        self.assertFalse(move.chorus_identifier)
        alert = move._get_alerts()["chorus_rejected"]["message"]
        texts = [alert, *move.chorus_explain_state(), line.explanation]
        texts.append(move._chorus_batch_reason()[-1])
        texts += [self.chatter(move), str(move.sudo().activity_ids.note)]
        for text in texts:
            self.assertIn(NEW_NUMBER, text)
            self.assertNotIn(SAME_NUMBER, text)
        for value in values:
            self.assertIn(value, alert.replace("\xa0", " "))
