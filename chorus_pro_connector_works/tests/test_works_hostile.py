# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""As project manager: calls that no button makes, and a portal that answers badly."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .chain_case import ChainCase
from .manager_case import SERVICE, SUPPLIER, ManagerCase
from .piece_case import MOE

SEARCH = "facturesTravaux/rechercher"
WORKS = "chorus_pro_connector_works.group_works_manager"


def user_of(env, company, groups=WORKS, login="works_stranger", more=()):
    """Return a user of a company, and of others when they are given."""
    return new_test_user(
        env,
        login,
        groups=f"base.group_user,{groups}",
        company_id=company.id,
        company_ids=[Command.set([company.id, *(one.id for one in more)])],
    )


class HostileCase(ManagerCase):
    def other(self):
        """Return another project manager, who has an account of its own."""
        company = self.setup_other_company(name="Autre agence")["company"]
        company.partner_id.company_registry = MOE
        self.connect(company, "moe")
        company.chorus_works_manages = True
        return company

    def values(self, **values):
        """Return what is typed into the window of an initial deposit."""
        return {
            "number": "EA-0",
            "supplier_id": self.make_partner("Maçonnerie du Loir", SUPPLIER).id,
            "client_id": self.moa.id,
            "client_service_id": self.moa.chorus_service_ids[:1].id,
            "own_service": "MOE1",
            "line_ids": [Command.create({"rate": 20.0, "base": 500.0})],
            "net": 570.0,
            **values,
        }

    def found(self, number):
        """Return the row of the portal's search, as project manager."""
        with self.company.sudo()._chorus_client() as portal:
            rows = portal.search_works(
                numeroFactureTravaux=number, roleUtilisateur="MOE"
            )
            return next(iter(rows))


@tagged("post_install", "-at_install")
class TestWorksHostile(HostileCase):
    # === Somebody else's === #

    def test_no_deposit_for_a_company_that_is_not_ours(self):
        other = self.other()
        windows = self.env["chorus.works.issue.wizard"].with_user(self.clerk)
        window = windows.create(self.values(company_id=other.id))
        with self.assertRaisesRegex(UserError, "one of your own companies"):
            window.action_next()
        window = windows.create(self.values(company_id=self.company.id))
        self.confirmed(window).write({"company_id": other.id})
        for button in ("action_deposit", "action_prepare"):
            with self.assertRaisesRegex(UserError, "one of your own companies"):
                getattr(window, button)()
        self.assertEqual(self.submitted(), [])

    def test_again_in_the_company_of_the_piece(self):
        """Whichever company is chosen above the screen at that moment."""
        other = self.other()
        issued = (
            self.env["chorus.works.issued"]
            .sudo()
            .create(
                {
                    "company_id": self.company.id,
                    "deposit": "initial",
                    "framework": "A15",
                    "number": "EA-0",
                    "date": "2026-03-31",
                    "supplier_siret": SUPPLIER,
                }
            )
        )
        user = user_of(self.env, other, more=self.company)
        mine = issued.with_user(user).with_context(
            allowed_company_ids=[other.id, self.company.id]
        )
        window = self.opened(mine.action_again()).sudo()
        self.assertEqual(window.company_id, self.company)

    def test_windows_tell_nothing_of_another_company(self):
        self.drafted()
        row = self.draft()
        stranger = user_of(self.env, self.other())
        windows = self.env["chorus.works.issue.wizard"].with_user(stranger)
        own = {"company_id": stranger.company_id.id}
        with self.assertRaises(AccessError):
            window = windows.create({**own, "received_id": row.id})
            window.read(["asked_total", "supplier"])
        with self.assertRaises(AccessError):
            window = windows.create(own)
            window.write({"received_id": row.id})
            window.read(["asked_total", "supplier"])
        with self.assertRaises(AccessError):
            spec = {"received_id": {}, "asked_total": {}}
            windows.onchange({"received_id": row.id}, ["received_id"], spec)

    def test_who_has_no_right_to_works_does_nothing_with_their_acts(self):
        self.drafted()
        self.sandbox.fault("reset_before", SERVICE)
        self.confirmed(self.issuing(self.draft())).action_deposit()
        act = self.last_issue()
        invoicing = user_of(self.env, self.company, "account.group_account_invoice")
        theirs = act.with_user(invoicing)
        for call in ("action_update", "action_retry", "action_cancel"):
            with self.subTest(call), self.assertRaises(AccessError):
                getattr(theirs, call)()
        with self.assertRaises(AccessError):
            theirs.read(["payload"])
        with self.assertRaises(AccessError):
            act.document_ids.with_user(invoicing).read(["name"])
        auditor = user_of(
            self.env, self.company, "account.group_account_readonly", "works_reader"
        )
        self.assertTrue(act.with_user(auditor).read(["payload"]))
        self.assertTrue(act.with_user(self.clerk).read(["payload"]))

    # === Twice === #

    def test_no_second_answer_while_the_portal_still_shows_the_draft(self):
        """It has ours, and is late or silent about the draft."""
        self.drafted()
        row = self.draft()
        act = self.deposited(self.issuing(row))
        row.sudo().write({"waiting": True, "status": "MISE_A_DISPOSITION_MOE"})
        self.assertFalse(row.may_issue)
        with self.assertRaisesRegex(UserError, "EA-1"):
            row.action_works_issue()
        # Once it came to nothing, another one may come.
        act.works_issued_id.write({"status": "REJETEE", "over": True})
        row.invalidate_recordset()
        self.assertTrue(row.may_issue)
        self.assertTrue(row.action_works_issue())

    def test_a_number_of_another_file_is_not_ours(self):
        """Somebody gave it on the portal's site to another piece."""
        first = self.drafted()
        self.associate("moe", first, "A15", "EA-1")
        self.drafted(number="SIT-2")
        window = self.confirmed(self.issuing(self.draft("SIT-2")))
        kind, _sentence = self.params(window.action_deposit())
        self.assertEqual(kind, "danger")
        self.assertEqual(self.last_issue().state, "refused")
        self.assertTrue(self.draft("SIT-2").may_issue)

    def test_a_number_of_other_amounts_is_not_ours(self):
        first = self.drafted()
        self.associate("moe", first, "A15", "EA-0")
        windows = self.env["chorus.works.issue.wizard"].with_user(self.clerk)
        window = windows.create(self.values(company_id=self.company.id))
        kind, _sentence = self.params(self.confirmed(window).action_deposit())
        self.assertEqual((kind, self.last_issue().state), ("danger", "refused"))

    # === Half answers === #

    def test_half_an_answer_takes_nothing_away(self):
        self.drafted()
        row = self.draft()
        known = row.read()[0]
        half = self.found("SIT-1")._replace(
            amount=None,
            untaxed=None,
            net=None,
            supplier="",
            number="",
            market="",
            dossier="",
            status_date=None,
            deposit_date=None,
            invoice_date=None,
        )
        rows = self.env["chorus.works.received"].sudo()
        rows._works_take_draft(self.company, half, row.sudo())
        row.invalidate_recordset()
        now = row.read()[0]
        changed = {name for name in known if known[name] != now[name]}
        self.assertLessEqual(changed, {"write_date"})

    def test_an_amount_that_was_not_told_forbids_nothing(self):
        self.tacit()
        row = self.draft("DF-1-PG")
        row.sudo().write({"asked_total": 0.0})
        window = self.confirmed(self.issuing(row, "DGD-1"))
        self.assertEqual(window.step, "confirm")

    def test_by_hand_found_though_the_supplier_is_not_repeated(self):
        self.by_hand()
        identifier = self.drafted()
        row = self.draft()
        self.confirmed(self.issuing(row)).action_prepare()
        self.associate("moe", identifier, "A15", "EA-1")
        found = self.found("EA-1")._replace(supplier="")
        row.issued_ids.sudo()._works_take([found])
        self.assertEqual(row.issued_ids.identifier, found.identifier)

    def test_followed_from_the_day_it_was_deposited(self):
        self.drafted()
        row = self.draft()
        issued = self.deposited(self.issuing(row)).works_issued_id
        issued.date = "2031-01-01"
        self.sandbox.forget_requests()
        self.draft()
        asked = [
            call["request"].get("periodeDateDepotDu")
            for call in self.sandbox.requests_of(SEARCH)
        ]
        day = max(filter(None, asked))
        self.assertLessEqual(day, str(issued.create_date.date()))

    # === What is typed === #

    def test_a_day_that_has_not_come(self):
        self.drafted()
        window = self.issuing(self.draft(), date="2099-01-01")
        window.action_next()
        self.refused(window, "has not come")

    def test_what_is_pasted_is_cleaned(self):
        windows = self.env["chorus.works.issue.wizard"].with_user(self.clerk)
        window = windows.create(
            self.values(
                company_id=self.company.id,
                number="\u00a0EA\u00a00\u200b ",
                market="\u00a0M-78\u200b",
                own_service="MOE1\u200b",
            )
        )
        act = self.deposited(window)
        self.assertEqual(act.number, "EA 0")
        self.assertEqual(act.payload["market"], "M-78")
        self.assertEqual(act.payload["parties"]["moe"][1], "MOE1")

    def test_an_older_print_is_not_joined(self):
        self.drafted()
        window = self.issuing(self.draft(), source="print", file=False)
        self.confirmed(window).action_back()
        window.action_back()
        window.source = "file"
        with self.assertRaisesRegex(UserError, "Add the PDF of our piece"):
            window.action_next()

    def test_a_rate_that_is_none(self):
        self.drafted()
        window = self.issuing(self.draft())
        window.action_next()
        for rate in (-20.0, 120.0):
            window.line_ids.write({"rate": rate, "tax": 200.0})
            with self.subTest(rate):
                self.refused(window, "is no rate of VAT")

    def test_a_company_without_siret(self):
        windows = self.env["chorus.works.issue.wizard"].with_user(self.clerk)
        self.company.sudo().partner_id.company_registry = False
        with self.assertRaisesRegex(UserError, "SIRET"):
            window = windows.create(self.values(company_id=self.company.id))
            self.confirmed(window).action_deposit()
        self.assertEqual(self.submitted(), [])


@tagged("post_install", "-at_install")
class TestWorksWindows(ChainCase):
    """Windows of invoicing files, with ids that no button gives them."""

    def test_a_piece_of_another_company(self):
        statement, dossier = self.sent_final()
        piece = statement.piece_ids
        piece.sudo().portal_comment = "Prix à revoir"
        other = self.setup_other_company(name="Autre entreprise")["company"]
        stranger = user_of(self.env, other)
        for model, name in (
            ("chorus.works.back.wizard", "piece_id"),
            ("chorus.works.next.wizard", "previous_id"),
        ):
            windows = self.env[model].with_user(stranger)
            ids = {"dossier_id": dossier.id, name: piece.id}
            with self.subTest(model), self.assertRaises(AccessError):
                windows.create(ids)
            with self.subTest(model), self.assertRaises(AccessError):
                windows.onchange(ids, [*ids], {name: {}, "reason": {}})

    def test_half_an_answer_about_a_general_statement(self):
        """Its amounts are those that ours must state."""
        statement, dossier = self.sent_final()
        self.general(statement)
        self.follow()
        piece = dossier.sudo().last_piece_id
        self.assertEqual(piece.number, "DG-1")
        with self.company.sudo()._chorus_client() as portal:
            (row,) = portal.search_works(numeroFactureTravaux="DG-1")
        names = ("date", "amount_untaxed", "amount_total", "amount_net")
        known = [piece[name] for name in names]
        self.assertEqual(known[2], 120000.0)
        half = row._replace(
            amount=None, untaxed=None, net=None, deposit_date=None, invoice_date=None
        )
        piece._works_take_rows(self.company, {row.identifier: half})
        self.assertEqual([piece[name] for name in names], known)
