# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The PIVOT download: invoices as a payer's software receives them.

Reconstructed from what public readers of CPPFacturePivot V2_02 expect; ``pivot.xsd``
is our own reduced schema of it. A validation cycle is left out: its codes are unknown.
"""

import base64
import io
import json
import zipfile

from lxml import etree

from . import codes, formats, invoices, lists

XSI = "http://www.w3.org/2001/XMLSchema-instance"
NOTICE = (
    " Structure reconstituée à partir de sources publiques par un bac à sable :"
    " elle n'engage pas Chorus Pro. "
)
IDENTIFIER_TYPES = {
    "SIRET": 1,
    "UE_HORS_FRANCE": 2,
    "HORS_UE": 3,
    "RIDET": 4,
    "TAHITI": 5,
    "AUTRE": 6,
    "PARTICULIER": 7,
}
# modePaiement -> code of the eight that a pivot knows, label
MEANS = {
    "ESPECE": (10, "Espèces"),
    "CHEQUE": (20, "Chèque"),
    "VIREMENT": (30, "Virement"),
    "PRELEVEMENT": (49, "Prélèvement"),
    "REPORT": (97, "Report"),
    "AUTRE": (48, "Carte d'achat"),
}
NAME_LIMIT = 50


def build(db, rows, directory, files, now):
    """One XML document with every invoice and its files.

    :param files: a function from an invoice row to [(name, type, bytes)]
    :return: bytes
    """
    root = etree.Element("CPPFacturePivot", nsmap={"xsi": XSI})
    root.set(f"{{{XSI}}}noNamespaceSchemaLocation", "CPPFacturePivot_V2_02.xsd")
    root.append(etree.Comment(NOTICE))
    _envelope(root, rows, now)
    every = etree.SubElement(root, "CPPFactures", Compteur=str(len(rows)))
    for rank, row in enumerate(rows, 1):
        node = etree.SubElement(every, "CPPFacturePivotUnitaire", NumOrdre=str(rank))
        data = json.loads(row["data"])
        _supplier(node, row, data, directory)
        _debtor(node, row, directory)
        _invoice(db, node, row, data)
        content = files(row) or [("facture.txt", "01", _no_file(row))]
        for number, file in enumerate(content, 1):
            _file(node, number, *file)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _texts(parent, **values):
    """Children in their order; None leaves one out."""
    for name, value in values.items():
        if value is not None:
            etree.SubElement(parent, name).text = str(value)


def _envelope(root, rows, now):
    unit = etree.SubElement(etree.SubElement(root, "Enveloppe"), "EnveloppeUnitaire")
    unit.set("NumOrdre", "1")
    parameters = etree.SubElement(unit, "Parametres")
    flow = f"CPP0020036{rows[0]['id']:015d}"
    for rank, (code, value) in enumerate(
        (("DtPrd", formats.day(now)), ("IdFlx", flow)), 1
    ):
        one = etree.SubElement(parameters, "ParametreIndiv", NumOrdre=f"{rank:04d}")
        _texts(one, Code=code, Valeurparametre=value)
    partners = etree.SubElement(unit, "Partenaires")
    _texts(etree.SubElement(partners, "Recepteur"), Id="DEST01", Libelle="Destinataire")
    _texts(etree.SubElement(partners, "Emetteur"), Id="CPP001", Libelle="Chorus Pro")


def _supplier(node, row, data, directory):
    party = directory.structure(row["supplier_id"])
    supplier = etree.SubElement(node, "Fournisseur")
    _texts(
        supplier,
        TypeIdentifiant=IDENTIFIER_TYPES[party["type"]],
        Identifiant=party["siret"],
        RaisonSociale=party["nom"],
        CodePays="FR",
    )
    if data.get("iban"):
        bank = etree.SubElement(supplier, "ReferenceBancaire", Type="IBAN")
        _texts(bank, Compte=data["iban"])
    mode = row["mode"]
    way = "saisie" if "SAISIE" in mode else "PDF" if "PDF" in mode else "flux"
    _texts(supplier, ModeEmission=way)


def _debtor(node, row, directory):
    party = directory.structure(row["recipient_id"])
    service = directory.service(row["service_id"])
    _texts(
        etree.SubElement(node, "Debiteur"),
        TypeIdentifiant=1,
        Identifiant=party["siret"],
        Nom=party["nom"],
        CodeService=service.get("code"),
        NomService=service.get("nom"),
    )


def _invoice(db, node, row, data):
    facts = etree.SubElement(node, "DonneesFacture")
    seen = {event["statut"]: event["at"] for event in invoices.history(db, row["id"])}
    again = "Recyclée" if "A_RECYCLER" in seen else "Complétée"
    credit = data.get("type", row["type_facture"]) == "AVOIR"
    _texts(
        facts,
        Id=row["numero"][:20],
        IdCPRO=row["id"],
        Renvoi=again if {"A_RECYCLER", "COMPLETEE"} & set(seen) else "Non",
        IdFactureOrigine=credit
        and data.get("origine")
        and data["origine"][:20]
        or None,
        Type="381" if credit else "380",
        Cadre=(row["cadre"] or "A1").split("_")[0],
        DateEmissionFacture=row["date"],
        DateLivraison=row["date"],
    )
    code, label = MEANS.get(data.get("modePaiement"), MEANS["VIREMENT"])
    _texts(etree.SubElement(facts, "ModePaiement"), Code=code, Libelle=label)
    moe = first_instant(db, row["id"], "MISE_A_DISPOSITION_MOE")
    _texts(
        facts,
        DateReception=formats.day(row["at"]),
        DateMiseADispositionMOE=moe and formats.day(moe),
        Devise=data["devise"],
    )
    _texts(
        etree.SubElement(facts, "Montants"),
        MontantHT=_amount(row["ht"]),
        MontantTTC=_amount(row["ttc"]),
        MontantNetAPayer=_amount(row["due"]),
    )
    _details(facts, row, data)


def first_instant(db, invoice_id, statut):
    """When a document first had a status, or None."""
    sql = "SELECT min(at) FROM event WHERE invoice_id = ? AND statut = ?"
    return db.execute(sql, (invoice_id, statut)).fetchone()[0]


def _details(facts, row, data):
    taxes = etree.SubElement(facts, "TVAs")
    for tax in data["tva"]:
        _texts(
            etree.SubElement(taxes, "TVA"),
            Taux=_amount(tax["taux"]),
            BaseHt=_amount(tax["base"]),
            MontantTVA=_amount(tax["montant"]),
        )
    if row["marche"] or row["engagement"]:
        _texts(
            etree.SubElement(facts, "Engagement"),
            NumeroMarche=row["marche"] and row["marche"][:50],
            NumeroEngagement=row["engagement"] and row["engagement"][:50],
        )
    if data["lignes"]:
        lines = etree.SubElement(facts, "Lignes")
        for rank, line in enumerate(data["lignes"], 1):
            _texts(
                etree.SubElement(lines, "Ligne", NumOrdre=str(rank)),
                ReferenceProduit=line["reference"] or line["denomination"],
                PrixUnitaire=_amount(line["prix"]),
                Quantite=_amount(line["quantite"]),
                MontantHT=_amount(line["ht"]),
                TauxTVA=_amount(line["taux"]),
            )


def _amount(value):
    return f"{value or 0:.6f}"


def _no_file(row):
    return f"Pièce {row['numero']} sans fichier".encode()


CATEGORIES = {"pdf": "Facture PDF", "xml": "Facture XML"}
TYPES = {
    "pdf": "application/pdf",
    "xml": "text/xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "csv": "text/csv",
    "txt": "text/plain",
}


def _file(node, rank, name, kind, content):
    """One attachment: a ZIP of one member named as the attachment, in base64."""
    name = short_name(name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    extension = name.rpartition(".")[2].lower()
    main = rank == 1
    label = lists.ATTACHMENT_TYPES.get(kind, "Pièce jointe standard")
    if main:
        label = CATEGORIES.get(extension, label)
    _texts(
        etree.SubElement(node, "PJ", NumOrdre=str(rank)),
        Contenu=base64.b64encode(packed.getvalue()).decode(),
        NomPJ=name,
        CategoriePJ=label[:NAME_LIMIT],
        TypePJ="01" if main else "02",
        MimeTypePJ=TYPES.get(extension, "application/octet-stream"),
    )


def short_name(name):
    """A name of at most 50 characters that keeps its extension."""
    stem, dot, extension = name.replace("/", "-").rpartition(".")
    if not dot:
        return name[:NAME_LIMIT]
    return stem[: NAME_LIMIT - len(extension) - 1] + dot + extension


assert set(MEANS) == set(codes.PAYMENT_MEANS.values())
