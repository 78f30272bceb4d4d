# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The data typed in beside a plain PDF, against the XML of the same invoice."""

from collections import defaultdict
from decimal import Decimal

from lxml import etree

from . import common  # noqa: F401  sets the path of the judges
from .outside import cii

KINDS = {"380": "FACTURE", "381": "AVOIR"}


def read(xml):
    """Return the document that an independent reader finds in ``xml`` (bytes)."""
    return cii.read(etree.fromstring(xml), [])


def amount(value):
    """Return a JSON number as cents, which it must be."""
    result = Decimal(str(value))
    assert result == result.quantize(Decimal("0.01")), value
    return result


def rates_of(wanted):
    """Return dict rate → [base, VAT] of a read document; the portal has no more."""
    rates = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in wanted.tva:
        total = rates[Decimal(row["taux"] or 0)]
        total[0] += Decimal(row["base"])
        total[1] += Decimal(row["montant"])
    return dict(rates)


def compare(case, body, xml):
    """Compare a request of ``soumettre`` with the XML, member by member."""
    wanted = read(xml)
    references, totals = body["references"], body["montantTotal"]
    for value, term in (
        (body["numeroFactureSaisi"], wanted.numero),
        (body["dateFacture"].replace("-", ""), wanted.date),
        (
            body["cadreDeFacturation"]["codeCadreFacturation"].split("_")[0],
            wanted.cadre,
        ),
        (body["destinataire"]["codeDestinataire"], wanted.destinataire.id),
        (body["destinataire"].get("codeServiceExecutant", ""), wanted.service),
        (references["typeFacture"], KINDS[wanted.type]),
        (references["deviseFacture"], wanted.devise),
        (references.get("numeroBonCommande", ""), wanted.engagement),
        (references.get("numeroMarche", ""), wanted.marche),
        (references.get("numeroFactureOrigine", ""), next(iter(wanted.origines), "")),
        (bool(references.get("modePaiement")), wanted.type == "380"),
        (amount(totals["montantHtTotal"]), Decimal(wanted.ht)),
        (amount(totals["montantTVA"]), Decimal(wanted.montant_tva)),
        (amount(totals["montantTtcTotal"]), Decimal(wanted.ttc)),
        (amount(totals["montantAPayer"]), Decimal(wanted.a_payer)),
    ):
        case.assertEqual(value, term)
    case.assertEqual(
        {
            Decimal(str(row["ligneTvaTauxManuel"])): [
                amount(row["ligneTvaMontantBaseHtParTaux"]),
                amount(row["ligneTvaMontantTvaParTaux"]),
            ]
            for row in body["ligneTva"]
        },
        rates_of(wanted),
    )
    compare_comment(case, body.get("commentaire"), wanted)


def compare_comment(case, comment, wanted):
    """What has no member of its own is said in words, and nothing else is."""
    for label, value in (("Déjà payé", wanted.acompte), ("Arrondi", wanted.arrondi)):
        said = f"{label} : {value} {wanted.devise}"
        case.assertEqual(bool(value), said in (comment or ""), label)
