# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the portal holds of a plain PDF is the invoice, to the cent."""

from decimal import Decimal

from odoo.tests import tagged

from . import (
    facturx_shapes_document,  # noqa: F401  adds its shapes
    submission_reader,
)
from .facturx_reader import amount_due
from .facturx_shapes import SHAPES
from .test_plain_pdf import PlainPdfCase

# Shapes read back from the portal; ``facturx_case.py`` reads the request of every one.
SENT = (
    "one_line",
    "several_rates",
    "overseas_rates",
    "two_exemptions_in_one_category",
    "franchise_293_b",
    "reverse_charge_construction",
    "vat_on_receipts",
    "discounts",
    "six_decimals",
    "negative_line",
    "price_included",
    "eco_tax",
    "rounded_per_line",
    "credit_note",
    "credit_note_alone",
    "already_paid_by_card",
    "joint_contractor",
    "down_payment_received",
    "cash_rounding_line",
    "us_dollars",
    "early_payment_lowers_vat",
)


@tagged("post_install", "-at_install")
class TestPlainPdfReadBack(PlainPdfCase):
    def _read_back(self, move):
        """Send ``move`` as a plain PDF and compare the portal with its XML."""
        move.chorus_format = "pdf"
        # The client got the original by another way.
        move.reversed_entry_id.is_move_sent = True
        flow = self.send(move)
        self.assertEqual(flow.state, "integrated", flow.error_message)
        seen = self.at_portal(move)
        self.assertEqual(
            seen["cadreDeFacturation"].get("codeValideur1", ""),
            move.chorus_validator_siret or "",
        )
        wanted = submission_reader.read(self.make_xml(move))
        self._compare_head(seen, wanted)
        self._compare_amounts(seen, wanted)
        totals = seen["montantTotal"]
        due = 0 if move.chorus_framework == "A2" else amount_due(move)
        if move.move_type == "out_invoice":
            self.assertEqual(totals["montantAPayer"], round(due, 2))
        total = submission_reader.amount(totals["montantTtcTotal"])
        booked = Decimal(f"{move.amount_total:.2f}")
        self.assertEqual(total + Decimal(wanted.arrondi or 0), booked)

    def _compare_head(self, seen, wanted):
        references = seen["references"]
        recipient, framework = seen["destinataire"], seen["cadreDeFacturation"]
        for value, term in (
            (seen["numeroFacture"], wanted.numero),
            (references["dateFacture"].replace("-", ""), wanted.date),
            (references["typeFacture"], submission_reader.KINDS[wanted.type]),
            (references["codeDeviseFacture"], wanted.devise),
            (framework["codeCadreFacturation"].split("_")[0], wanted.cadre),
            (recipient["codeDestinataire"], wanted.destinataire.id),
            (recipient.get("codeServiceExecutant") or "", wanted.service),
            (seen["fournisseur"]["codeFournisseur"], wanted.fournisseur.id),
            (references.get("numeroBonCommande") or "", wanted.engagement),
            (references.get("numeroMarche") or "", wanted.marche),
            (
                references.get("numeroFactureOrigine") or "",
                next(iter(wanted.origines), ""),
            ),
        ):
            self.assertEqual(value, term)

    def _compare_amounts(self, seen, wanted):
        totals = seen["montantTotal"]
        for value, term in (
            (totals["montantHtTotal"], wanted.ht),
            (totals["montantTVA"], wanted.montant_tva),
            (totals["montantTtcTotal"], wanted.ttc),
            (totals["montantAPayer"], wanted.a_payer),
        ):
            self.assertEqual(submission_reader.amount(value), Decimal(term))
        self.assertFalse(totals["montantRemiseGlobaleTTC"])
        found = {
            _rate(row): [
                submission_reader.amount(row["ligneTvaMontantBaseHtParTaux"]),
                submission_reader.amount(row["ligneTvaMontantTvaParTaux"]),
            ]
            for row in seen["recapitulatifDeTva"]["ligneTva"]
        }
        self.assertEqual(found, submission_reader.rates_of(wanted))
        submission_reader.compare_comment(self, seen.get("commentaire"), wanted)

    def test_regimes_of_vat(self):
        regimes = {
            "vat_on_receipts": "TVA_SUR_ENCAISSEMENT",
            "no_tax_at_all_out_of_scope": "SANS_TVA",
            "several_rates": "TVA_SUR_DEBIT",
            # The last one: its company has no VAT number.
            "franchise_293_b": "EXONERATION",
        }
        for name, regime in regimes.items():
            move = SHAPES[name](self)
            move.chorus_format = "pdf"
            sent = move._chorus_submission()["references"]
            self.assertEqual(sent["typeTva"], regime, name)
            exempt = regime in ("EXONERATION", "SANS_TVA")
            self.assertEqual(bool(sent.get("motifExonerationTva")), exempt, name)
            move.button_draft()
            move.name = name[:15]


def _rate(row):
    return Decimal(
        str(row.get("ligneTvaTauxRefValeur", row.get("ligneTvaTauxManuel") or 0))
    )


def _add_test(name):
    def test(self):
        self._read_back(SHAPES[name](self))

    test.__name__ = f"test_read_back_{name}"
    test.__doc__ = f"Shape {name.replace('_', ' ')}."
    setattr(TestPlainPdfReadBack, test.__name__, test)


for _name in SENT:
    _add_test(_name)
