# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What was typed counts: cleaned of what nobody sees, and before any guess."""

from odoo.tests import tagged

from .common import ChorusInvoiceCommon


@tagged("post_install", "-at_install")
class TestTypedValues(ChorusInvoiceCommon):
    def invoice(self, *lines, **values):
        lines = list(lines) or [self.line("Lot 1", 10.0)]
        return self.make_invoice(lines, **values)

    def terms(self, move):
        return move.env["chorus.en16931"]._get_terms(move)

    def codes(self, move):
        found = {issue["code"] for issue in move._chorus_all_issues()}
        return found - {"not_configured"}

    # === References === #

    def test_a_validator_with_blanks(self):
        for siret in ("555 123 456 00017", "555\u00a0123\u00a0456\u00a000017"):
            move = self.invoice(chorus_framework="A9", chorus_validator_siret=siret)
            self.assertEqual(self.codes(move), set())
            notes = [note["BT-22"] for note in self.terms(move)["BG-1"]]
            self.assertIn("Valideur (SIRET) : 55512345600017", notes)
            move.button_draft()
            move.name = False

    def test_a_reference_of_nothing_but_blanks(self):
        self.buyer.sudo().chorus_commitment_required = True
        move = self.invoice(purchase_order_reference="\u00a0\u200b ")
        self.assertIn("commitment_missing", self.codes(move))
        self.assertEqual(move.chorus_state, "incomplete")
        self.assertNotIn("BT-13", self.terms(move))

    def test_characters_that_nobody_sees(self):
        self.buyer.sudo().company_registry = "11000201100044\u200b"
        move = self.invoice(
            buyer_reference="SFACETAT\u200b",
            purchase_order_reference="EJ2026\u200b0001",
            contract_reference="\u200eM2026-01",
        )
        self.assertEqual(self.codes(move), set())
        terms = self.terms(move)
        found = [terms[term] for term in ("BT-10", "BT-13", "BT-12")]
        self.assertEqual(found, ["SFACETAT", "EJ20260001", "M2026-01"])
        self.assertEqual(terms["BG-7"]["identifiers"], {"0009": "11000201100044"})

    def test_characters_that_the_portal_refuses_in_a_service(self):
        for code, wrong in (("DRH/2", "/"), ("SERV.12", "."), ("COMPTA*", "*")):
            move = self.invoice(buyer_reference=code, post=False)
            (issue,) = [
                row for row in move.chorus_issues if row["code"] == "service_characters"
            ]
            self.assertEqual(issue["level"], "danger")
            self.assertIn(f"“{wrong}”", issue["message"])
            self.assertIn(code, issue["message"])
        for code in ("SFACETAT", "Régie 12_B-3"):
            move = self.invoice(buyer_reference=code, post=False)
            self.assertNotIn("service_characters", self.codes(move))

    def test_a_service_of_the_directory_is_right_whatever_it_is_made_of(self):
        self.env["chorus.service"].create({"partner_id": self.buyer.id, "code": "D.1"})
        move = self.invoice(buyer_reference="D.1", post=False)
        self.assertNotIn("service_characters", self.codes(move))

    # === VAT === #

    def test_the_reason_of_a_tax_decides_of_its_category_everywhere(self):
        """Not the country of the client: what is exempt is no export."""
        cases = {
            "VATEX-FR-CGI261-4": "E",
            "VATEX-FR-FRANCHISE": "E",
            "VATEX-FR-AE": "AE",
            "VATEX-EU-AE": "AE",
            "VATEX-EU-G": "G",
            "VATEX-EU-IC": "K",
            "VATEX-EU-O": "O",
        }
        for country in ("fr", "re", "gp", "mc"):
            self.buyer.sudo().country_id = self.env.ref(f"base.{country}")
            for code, category in cases.items():
                tax = self.vat(0, code=code, name=code)
                move = self.invoice(self.line("Formation", 10.0, tax), post=False)
                (group,) = self.terms(move)["BG-23"]
                self.assertEqual(
                    (group["BT-118"], group["BT-121"]), (category, code), country
                )

    def test_the_category_of_a_tax_beats_its_reason(self):
        tax = self.vat(0, "AE", "VATEX-FR-CGI261-4", name="Autoliquidation")
        move = self.invoice(self.line("Travaux", 10.0, tax), post=False)
        self.assertEqual(self.terms(move)["BG-23"][0]["BT-118"], "AE")

    def test_monaco_applies_french_vat(self):
        """Without a reason on the tax: exempt, for nothing leaves the territory."""
        self.buyer.sudo().country_id = self.env.ref("base.mc")
        move = self.invoice(self.line("Don", 10.0, self.vat(0)), post=False)
        self.assertEqual(self.terms(move)["BG-23"][0]["BT-118"], "E")

    def test_a_company_without_vat_number(self):
        """Article 293 B: nobody is asked for a number that the law does not give."""
        self.company.partner_id.sudo().vat = "/"
        tax = self.vat(0, code="VATEX-FR-FRANCHISE", name="Franchise")
        for country in ("fr", "re"):
            self.buyer.sudo().country_id = self.env.ref(f"base.{country}")
            move = self.invoice(self.line("Conseil", 10.0, tax), post=False)
            self.assertEqual(self.codes(move), set(), country)
            terms = self.terms(move)
            self.assertEqual(terms["BG-23"][0]["BT-118"], "E")
            self.assertNotIn("vat_identifier", terms["BG-4"])

    def test_the_vat_number_of_the_fiscal_position(self):
        """A Belgian supplier that is registered for VAT in France, under both."""
        self.company.partner_id.sudo().with_context(no_vat_validation=True).write(
            {
                "country_id": self.env.ref("base.be").id,
                "vat": "BE0477472701",
                "company_registry": "0477472701",
            }
        )
        position = self.env["account.fiscal.position"].create(
            {
                "name": "France",
                "company_id": self.company.id,
                "country_id": self.env.ref("base.fr").id,
                "foreign_vat": "FR23334175221",
            }
        )
        move = self.invoice(fiscal_position_id=position.id, post=False)
        self.assertEqual(self.terms(move)["BG-4"]["vat_identifier"], "FR23334175221")
        move.fiscal_position_id = False
        self.assertEqual(self.terms(move)["BG-4"]["vat_identifier"], "BE0477472701")

    def test_regime_against_taxes(self):
        for regime, rate, wrong in (
            ("EXONERATION", 20, True),
            ("SANS_TVA", 20, True),
            ("TVA_SUR_DEBIT", 20, False),
            ("TVA_SUR_ENCAISSEMENT", 0, True),
            ("EXONERATION", 0, False),
        ):
            line = self.line("Lot 1", 10.0, self.vat(rate))
            move = self.invoice(line, chorus_vat_regime=regime, post=False)
            self.assertEqual("regime_taxes" in self.codes(move), wrong, (regime, rate))

    # === Payment === #

    def method(self, name, journal="default_journal_bank"):
        return self.env["account.payment.method.line"].create(
            {
                "name": name,
                "payment_method_id": self.env.ref(
                    "account.account_payment_method_manual_in"
                ).id,
                "journal_id": self.company_data[journal].id,
            }
        )

    def test_the_means_are_read_in_the_name_of_the_method(self):
        for name, means in (
            ("Chèque", "20"),
            ("Chèques bancaires", "20"),
            ("Prélèvement SEPA", "59"),
            ("Carte achat", "48"),
            ("Virement", "30"),
            ("Manuel", "30"),
        ):
            method = self.method(name)
            move = self.invoice(
                preferred_payment_method_line_id=method.id,
                partner_bank_id=False,
                post=False,
            )
            move.partner_bank_id = False
            terms = self.terms(move)
            self.assertEqual(terms["BT-81"], means, name)
            # Only a transfer needs an account.
            asked = {"bank_missing"} if means == "30" else set()
            self.assertEqual(self.codes(move), asked, name)

    def test_the_means_that_was_chosen_counts(self):
        method = self.method("Autre")
        move = self.invoice(preferred_payment_method_line_id=method.id, post=False)
        self.assertEqual(self.terms(move)["BT-81"], "30")
        method.chorus_means = "20"
        self.assertEqual(self.terms(move)["BT-81"], "20")

    def test_an_account_that_was_archived_since(self):
        move = self.invoice()
        self.assertEqual(self.codes(move), set())
        self.bank_account.active = False
        self.assertEqual(self.codes(move), {"bank_archived"})
        self.assertEqual(move.chorus_state, "incomplete")

    # === Mentions === #

    MENTIONS = (
        "Indemnité forfaitaire pour frais de recouvrement : 40 €.",
        "Pénalités de retard : trois fois le taux légal.",
        "Aucun escompte pour paiement anticipé.",
    )

    def notes(self, narration):
        move = self.invoice(narration=f"<p>{narration}</p>", post=False)
        return {note.get("BT-21"): note["BT-22"] for note in self.terms(move)["BG-1"]}

    def test_three_mentions_in_one_paragraph(self):
        wanted = dict(zip(("PMT", "PMD", "AAB"), self.MENTIONS, strict=True))
        self.assertEqual(self.notes(" ".join(self.MENTIONS)), wanted)
        self.assertEqual(self.notes("</p><p>".join(self.MENTIONS)), wanted)

    def test_what_surrounds_mentions_is_kept(self):
        notes = self.notes(
            "Merci de votre confiance. Pénalités de retard : 10 %. Elles sont dues "
            "sans rappel. Indemnité forfaitaire de 40 €, pas d'escompte."
        )
        both = "Indemnité forfaitaire de 40 €, pas d'escompte."
        self.assertEqual(
            notes,
            {
                None: "Merci de votre confiance.",
                "PMD": "Pénalités de retard : 10 %.\nElles sont dues sans rappel.",
                "PMT": both,
                "AAB": both,
            },
        )
