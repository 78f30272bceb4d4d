# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Taking over from the OCA modules: rights, words, and what needs no table of theirs.

With databases made to their schemas: ``tests/install`` of the repository.
"""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..chorus.codes import FLOW_STATUSES, INVOICE_STATUSES
from ..models.takeover.chorus_takeover import _plain
from ..models.takeover.report import VERDICTS
from ..models.takeover.take_lines import error_of
from .common import ChorusInvoiceCommon

NOTES = """Erreur 1 :
  Identifiant fournisseur : 33254021516357
  Ref facture : FAC/1
  Libellé erreur : Le code service est obligatoire
Erreur 2 :
  Ref facture : FAC/2
  Libellé erreur : Numéro d'engagement inconnu
"""


@tagged("post_install", "-at_install")
class TestTakeover(ChorusInvoiceCommon):
    def test_only_administrators(self):
        takeovers = self.env["chorus.takeover"]
        manager = new_test_user(
            self.env, "manager", groups="account.group_account_manager"
        )
        run = takeovers.create({})
        for user in (self.clerk, manager):
            with self.assertRaises(AccessError):
                takeovers.with_user(user).create({})
            with self.assertRaises(AccessError):
                run.with_user(user).action_chorus_take_over()
            with self.assertRaises(AccessError):
                run.with_user(user).action_chorus_csv()
            with self.assertRaises(AccessError):
                run.with_user(user).action_chorus_release()

    def test_nobody_writes_a_report(self):
        admin = new_test_user(self.env, "boss", groups="base.group_system")
        rows = self.env["chorus.takeover.row"].with_user(admin)
        run = self.env["chorus.takeover"].create({})
        with self.assertRaises(AccessError):
            rows.create({"takeover_id": run.id, "kind": "flow"})

    def test_nothing_to_take_over(self):
        with self.assertRaisesRegex(UserError, "nothing to take over"):
            self.env["chorus.takeover"].action_chorus_look()

    def test_each_verdict_has_its_sentence(self):
        run = self.env["chorus.takeover"].create({})
        for verdict in VERDICTS:
            row = (
                self.env["chorus.takeover.row"]
                .sudo()
                .create({"takeover_id": run.id, "kind": "flow", "verdict": verdict})
            )
            self.assertTrue(row.sentence.endswith("."), verdict)

    def test_the_reason_of_a_rejection(self):
        self.assertEqual(error_of("FAC/1", NOTES), "Le code service est obligatoire")
        self.assertEqual(error_of("FAC/2", NOTES), "Numéro d'engagement inconnu")
        # Notes that do not name the invoice are told whole.
        self.assertEqual(error_of("FAC/3", " Fichier illisible\n"), "Fichier illisible")

    def test_the_report_is_in_plain_words(self):
        """No code of the portal or of a table, and dates as one writes them."""
        self.env["res.lang"]._activate_lang("fr_FR")
        module = self.env.ref("base.module_chorus_pro_connector")
        module._update_translations(["fr_FR"])
        run = self.env["chorus.takeover"].create({}).with_context(lang="fr_FR")
        self.assertRegex(run.display_name, r"\d\d/\d\d/\d{4}$")
        models = run.env["ir.model"]
        rows = {
            ("company", "Ateliers: environment", ""): ("Ateliers : environnement", ""),
            ("company", "A: B: format", "xml_cii"): (
                "A: B : format des fichiers",
                "CII",
            ),
            ("company", "A: password expiry", "2030-01-31"): (
                "A : expiration du mot de passe",
                "31/01/2030",
            ),
            ("flow", "CPP1", "IN_REJETE"): ("CPP1", FLOW_STATUSES["IN_REJETE"].label),
            ("flow", "CPP2", "NEW_WORD"): ("CPP2", "NEW_WORD"),
            ("line", "F1", "accepted"): ("F1", "Acceptée"),
            ("invoice", "F1", "7001"): ("F1", "7001"),
            ("invoice", "F2", "REJETEE"): ("F2", INVOICE_STATUSES["REJETEE"].label),
            ("method", "Mairie", "chorus_pro"): ("Mairie", "par Chorus Pro"),
            ("demands", "Mairie", "engagement"): ("Mairie", "un numéro d'engagement"),
            ("past", "F3", "2026-03-02"): ("F3", "02/03/2026"),
            ("past", "Mairie", "a-b-c"): ("Mairie", "a-b-c"),
            ("leftover", "x.cron", "ir.cron"): ("x.cron", models._get("ir.cron").name),
            ("reference", False, False): (False, ""),
        }
        for (kind, label, detail), (shown, value) in rows.items():
            row = run.env["chorus.takeover.row"].sudo()
            row = row.create(
                {"takeover_id": run.id, "kind": kind, "label": label, "detail": detail}
            )
            with self.subTest(kind=kind, label=label):
                self.assertEqual((row.shown, row.value or ""), (shown, value))

    def test_the_table_holds_no_formula(self):
        self.assertEqual(_plain("=1+1"), "'=1+1")
        self.assertEqual(_plain("[URG] Urgences"), "[URG] Urgences")

    def test_a_held_company_is_not_asked(self):
        company = self.company.sudo()
        company.write(
            {
                "chorus_environment": "custom",
                "chorus_oauth_url": "http://127.0.0.1:9/token",
                "chorus_api_url": "http://127.0.0.1:9",
                **{
                    f"chorus_{name}": "x"
                    for name in ("client_id", "client_secret", "login", "password")
                },
            }
        )
        self.assertTrue(company._chorus_may_be_asked())
        company.chorus_held = True
        self.assertFalse(company._chorus_may_be_asked())
        self.env["chorus.takeover"].create({}).action_chorus_release()
        self.assertTrue(company._chorus_may_be_asked())
