# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoicing files: pieces of others are followed, by one search for all changes."""

from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.chorus_pro_connector.chorus.portal.answers import FoundInvoice

from .chain_case import ChainCase

# When the portal is said to have made another's piece what it is.
SEEN = datetime(2026, 9, 20, 10)


@tagged("post_install", "-at_install")
class TestDossier(ChainCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.running_market()
        cls.statement = cls.posted_statements(cls.market, 1)

    def sent(self):
        """Return the piece of the statement, at the project manager."""
        self.send_statement(self.statement)
        return self.statement.piece_ids

    def test_the_pieces_of_the_others_join_the_file(self):
        piece = self.sent()
        dossier = piece.dossier_id.with_user(self.clerk)
        self.assertEqual(dossier.holder, "moe")
        self.assertIn("A15", dossier.next_step)
        identifier = self.statement.move_id.chorus_identifier
        interim = self.associate("moe", identifier, "A15", "EA-1")
        self.follow()
        self.assertEqual(self.statement.move_id.chorus_status, "ASSOCIEE")
        theirs = dossier.piece_ids - piece
        self.assertEqual(
            (theirs.framework, theirs.number, theirs.depositor, theirs.identifier),
            ("A15", "EA-1", "moe", interim),
        )
        self.assertEqual(theirs.amount_total, 24000.0)
        self.assertEqual(theirs.portal_status, "MISE_A_DISPOSITION_MOA")
        self.assertEqual(theirs.previous_id, piece)
        self.assertEqual((dossier.holder, dossier.last_piece_id), ("moa", theirs))
        self.assertIn("A19", dossier.next_step)
        self.assertEqual(dossier.admitted_total, 24000.0)
        self.assertEqual(dossier.claimed_total, 35035.44)
        self.assertEqual(dossier.difference_total, 11035.44)
        validated = self.associate("moa", interim, "A19", "EAV-1")
        self.follow()
        last = dossier.last_piece_id
        self.assertEqual((last.identifier, last.depositor), (validated, "moa"))
        self.assertEqual(dossier.holder, "payer")
        # The delays know it, too.
        rows = {row.kind: row for row in self.market.deadline_ids}
        self.assertEqual(rows["instalment"].state, "done")
        self.assertEqual(rows["payment"].state, "running")
        self.sandbox.decide("EAV-1", "MISE_EN_PAIEMENT", force=True)
        self.follow()
        self.assertEqual(dossier.holder, "none")
        self.assertEqual(rows["payment"].state, "done")

    def test_one_search_whatever_the_number_of_pieces(self):
        self.sent()
        identifier = self.statement.move_id.chorus_identifier
        self.associate("moe", identifier, "A15", "EA-1")
        self.sandbox.advance(120)
        self.sandbox.forget_requests()
        self.run_follow()
        self.assertEqual(len(self.sandbox.requests_of("facturesTravaux/rechercher")), 1)

    # === Answers that are not to be believed === #

    def row(self, **values):
        """Return a row as the search gives it."""
        dossier = self.statement.piece_ids.dossier_id
        return FoundInvoice(
            **{
                "identifier": "777001",
                "number": "EA-7",
                "framework": "A15_ETAT_ACOMPTE",
                "status": "MISE_A_DISPOSITION_MOA",
                "status_date": SEEN,
                "comment": "",
                "deposit_date": SEEN.date(),
                "invoice_date": None,
                "untaxed": 1.0,
                "amount": 1.2,
                "net": 1.2,
                "market": self.market.number,
                "supplier": "",
                "recipient": "",
                "flow_number": "",
                "dossier": dossier.number,
                **values,
            }
        )

    def take(self, **values):
        row = self.row(**values)
        pieces = self.env["chorus.works.piece"]
        return pieces._works_take_rows(self.company, {row.identifier: row})

    def test_strange_rows(self):
        self.sent()
        for values in (
            {"market": "AUTRE-MARCHE"},
            {"framework": "A99_INCONNU"},
            {"framework": ""},
            {"dossier": ""},
            {"dossier": "999999", "market": "INCONNU"},
        ):
            with self.subTest(**values), self.assertNoLogs("odoo.sql_db"):
                self.assertFalse(self.take(**values))
        piece = self.take()
        self.assertEqual(piece.number, "EA-7")
        # The same again, and an older answer: nothing changes.
        same = {"status_date": piece.portal_status_date}
        self.assertFalse(self.take(**same))
        older = piece.portal_status_date - timedelta(days=1)
        self.take(status="DEPOSEE", status_date=older)
        self.assertEqual(piece.portal_status, "MISE_A_DISPOSITION_MOA")
        # Numbers are unique for one depositor only.
        other = self.take(identifier="777002", dossier="888", number="EA-7")
        self.assertEqual(other.dossier_id.number, "888")
        self.assertEqual(other.market_id, self.market)

    def test_rights(self):
        self.sent()
        piece = self.take()
        dossier = piece.dossier_id
        for user in (self.clerk, self.manager):
            self.assertTrue(dossier.with_user(user).read(["holder", "admitted_total"]))
            with self.assertRaises(AccessError):
                piece.with_user(user).write({"amount_total": 9.0})
            with self.assertRaises(AccessError):
                dossier.with_user(user).write({"holder": "us"})
        with self.assertRaises(AccessError):
            dossier.with_user(self.foreman).read(["holder"])
