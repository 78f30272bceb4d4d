# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A PDF deposited to be finished by ``soumettre`` (portal.md §2.5)."""

import re

from .. import choices, codes, formats, invoices, judge, lifecycle, registry, store
from ..judge import open as opening
from ..judge import rules
from . import factures_depot

PADES = "PDF_SIGNE_PADES"
# A signature names the bytes that it covers: from the first to the last, but itself.
SIGNED = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
PROFILES = (b"/ETSI.CAdES.detached", b"/adbe.pkcs7.detached")

EMPTY_OCR = {
    "numeroFacture": "",
    "dateFacture": "",
    "codeDestinataire": "",
    "codeServiceExecutant": "",
    "codeFournisseur": "",
    "codeDeviseFacture": "",
    "typeFacture": "FACTURE",
    "typeTva": "TVA_SUR_DEBIT",
    "numeroBonCommande": "",
    "montantTtcAvantRemiseGlobalTTC": 0,
    "montantAPayer": 0,
    "montantHtTotal": 0,
    "montantTVA": 0,
}


@registry.operation(
    "factures",
    "deposer/pdf",
    required="fichierFacture nomFichier formatDepot",
    libelle=None,
)
def deposit_pdf(call):
    """Keep the PDF and read what can be read: only an embedded factur-x.xml can."""
    content = factures_depot.decode("fichierFacture", call.body["fichierFacture"])
    factures_depot.check_name("nomFichier", call.body["nomFichier"])
    if len(content) > factures_depot.FILE_LIMIT:
        raise registry.BusinessError(*factures_depot.TOO_LARGE, status=413)
    if not content[:1024].lstrip().startswith(b"%PDF-"):
        raise registry.BusinessError(*choices.BAD_PDF)
    if call.body["formatDepot"] == PADES and not _is_signed(content):
        raise registry.BusinessError(*choices.UNSIGNED_PDF)
    read = _ocr(content)
    with store.writing(call.db):
        attachment = _keep(call, call.body["nomFichier"], content)
        _draft(call, attachment, read, call.body["formatDepot"])
    return read | {"pieceJointeId": attachment}


def _keep(call, name, content):
    return store.insert(
        call.db,
        "attachment",
        login=call.account["login"],
        structure_id=call.structures[0],
        name=name,
        type="01",
        mime="application/pdf",
        ext=name.rpartition(".")[2],
        content=content,
    )


def _is_signed(content):
    """Whether the last signature covers the file; whose it is, the portal may ask."""
    ranges = [[int(number) for number in found] for found in SIGNED.findall(content)]
    covered = any(start + length == len(content) for _end, start, length in ranges)
    return covered and any(profile in content for profile in PROFILES)


def _ocr(content):
    try:
        xml, _files, _part = opening.read_pdf(content)
        doc = judge.READERS["cii"].read(opening.parse(xml), [])
    except (opening.Technical, ValueError):
        return dict(EMPTY_OCR)
    return EMPTY_OCR | {
        "numeroFacture": doc.numero,
        "dateFacture": invoices.iso_day(doc.date) or "",
        "codeDestinataire": doc.destinataire.id,
        "codeServiceExecutant": doc.service,
        "codeFournisseur": doc.fournisseur.id,
        "codeDeviseFacture": doc.devise,
        "typeFacture": "AVOIR" if doc.type == "381" else "FACTURE",
        "typeTva": invoices.vat_regime(doc.tva),
        "numeroBonCommande": doc.engagement,
        "montantTtcAvantRemiseGlobalTTC": _amount(doc.ttc),
        "montantAPayer": _amount(doc.a_payer),
        "montantHtTotal": _amount(doc.ht),
        "montantTVA": _amount(doc.montant_tva),
    }


def _amount(text):
    value = rules.decimal_of(text)
    return 0 if value is None else formats.amount(value)


def _draft(call, attachment, read, deposit_format):
    """The unfinished invoice that ``soumettre`` will replace."""
    signed = deposit_format != "PDF_NON_SIGNE"
    data = {
        "login": call.account["login"],
        "who": call.who,
        "devise": read["codeDeviseFacture"] or "EUR",
        "tva": [],
        "lignes": [],
        "brouillon": attachment,
    }
    columns = {
        "kind": "FACTURE",
        "numero": read["numeroFacture"],
        "supplier_id": call.structures[0],
        "recipient_id": None,
        "cadre": codes.CADRES["A1"],
        "type_facture": read["typeFacture"],
        "statut": "INTERPRETEE_OCR",
        "statut_at": call.now,
        "at": call.now,
        "date": read["dateFacture"] or None,
        "ht": read["montantHtTotal"],
        "ttc": read["montantTtcAvantRemiseGlobalTTC"],
        "due": read["montantAPayer"],
        "mode": "DEPOT_PDF_SIGNE_API" if signed else "DEPOT_PDF_API",
    }
    number = invoices.create(call.db, columns, data, [])
    invoices.attach(
        call.db, number, attachment, read["numeroFacture"], "01", None, True
    )
    lifecycle.move(
        call.db, number, "INTERPRETEE_OCR", call.now, call.settings, None, call.who
    )
