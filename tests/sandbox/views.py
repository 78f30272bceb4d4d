# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An invoice as each service shows it (portal.md §2.4)."""

import json

from . import codes, formats, invoices, lists

# Works statuses and types have no place in some enumerations of the models.
SIMPLE_TYPES = ("FACTURE", "AVOIR", "ACOMPTE")


def head(row, directory):
    """Members that every search row shares."""
    supplier = directory.structure(row["supplier_id"])
    recipient = directory.structure(row["recipient_id"])
    service = directory.service(row["service_id"])
    data = json.loads(row["data"])
    kind = row["type_facture"]
    return {
        "typeDemandePaiement": row["kind"],
        "codeFournisseur": supplier.get("siret"),
        "typeIdentifiantFournisseur": supplier.get("type"),
        "designationFournisseur": supplier.get("nom"),
        "idDestinataire": row["recipient_id"],
        "codeDestinataire": recipient.get("siret"),
        "designationDestinataire": recipient.get("nom"),
        "idServiceExecutant": row["service_id"],
        "codeServiceExecutant": service.get("code"),
        "nomServiceExecutant": service.get("nom"),
        "typeFacture": kind if kind in SIMPLE_TYPES else data.get("type", "FACTURE"),
        "numeroFacture": row["numero"],
        "dateFacture": row["date"],
        "dateDepot": formats.day(row["at"]),
        "montantHT": money(row["ht"]),
        "montantTTC": money(row["ttc"]),
        "montantAPayer": money(row["due"]),
        "devise": data["devise"],
        "statut": row["statut"],
        "numeroMarche": row["marche"],
        "numeroBonCommande": row["engagement"],
    }


def money(value):
    return None if value is None else formats.amount(value)


def supplier_row(row, directory, sizes=False):
    """RetourRechercherFactureParFournisseur."""
    data = json.loads(row["data"])
    shown = head(row, directory) | {
        "identifiantFactureCPP": row["id"],
        "numeroFluxDepot": row["flow_number"],
        "modeDepot": row["mode"],
        "numeroFactureOrigine": data.get("origine"),
        "nomPrenomUtilisateurCreateur": "{nom} {prenom}".format(**data["who"]),
        "dateHeureEtatCourant": formats.instant(row["statut_at"]),
        "commentaireEtatCourant": row["comment"],
        "rejetTraite": bool(row["rejet_traite"]),
        "taille": data.get("taille") if sizes else None,
    }
    iban = data.get("iban")
    if iban:
        shown |= {
            "coordBancairesFournisseurCodePays": iban[:2],
            "coordBancairesFournisseurCleIban": iban[2:4],
            "coordBancairesFournisseurCompteBancaire": iban[4:],
        }
    return shown | _validators(row, data, directory)


def _validators(row, data, directory):
    found = {}
    for rank, number in ((1, row["validator_id"]), (2, data.get("valideur2_id"))):
        party = directory.structure(number)
        if party:
            found |= {
                f"typeIdentifiantValideur{rank}": party["type"],
                f"codeValideur{rank}": party["siret"],
                f"raisonSocialeValideur{rank}": party["nom"],
                f"dateValidation{rank}": data.get(f"validation{rank}"),
            }
    return found


def supplier_todo_row(row, directory, sizes=False):
    """FactureRechercherATraiterFournisseur."""
    data = json.loads(row["data"])
    return head(row, directory) | {
        "identifiantFactureCPP": row["id"],
        "taille": data.get("taille") if sizes else None,
    }


def recipient_row(row, directory, sizes=False):
    """FactureRechercheRecipiendaire."""
    data, moe = json.loads(row["data"]), directory.structure(row["moe_id"])
    moa = directory.structure(row["moa_id"])
    works = invoices.is_works(row)
    return head(row, directory) | {
        "idFacture": row["id"],
        "typeFactureTravaux": row["type_facture"] if works else None,
        "taille": data.get("taille") if sizes else None,
        "factureTelechargeeParDestinataire": bool(row["downloaded"]),
        "codeMOE": moe.get("siret"),
        "typeIdentifiantMOE": moe.get("type"),
        "designationMOE": moe.get("nom"),
        "codeMOA": moa.get("siret"),
        "typeIdentifiantMOA": moa.get("type"),
        "designationMOA": moa.get("nom"),
        "dateHeureEtatCourant": formats.instant(row["statut_at"]),
        "commentaireEtatCourant": row["comment"],
    }


def validator_row(row, directory):
    """FactureRechercheValideur; its amounts are whole numbers in the model."""
    validator = directory.structure(row["validator_id"])
    shown = head(row, directory)
    supplier = shown.pop("codeFournisseur")
    recipient = shown.pop("codeDestinataire")
    commitment = shown.pop("numeroBonCommande")
    works = invoices.is_works(row)
    return (
        shown
        | _works_parties(row, directory)
        | {
            "idFacture": row["id"],
            "idFournisseur": row["supplier_id"],
            "identifiantFournisseur": supplier,
            "identifiantDestinataire": recipient,
            "typeIdentifiantDestinataire": "SIRET",
            "idValideur": row["validator_id"],
            "identifiantValideur": validator.get("siret"),
            "typeIdentifiantValideur": validator.get("type"),
            "designationValideur": validator.get("nom"),
            "typeFactureTravaux": row["type_facture"] if works else None,
            "numeroEngagement": commitment,
            "montantHT": _whole(row["ht"]),
            "montantTTC": _whole(row["ttc"]),
            "montantAPayer": _whole(row["due"]),
        }
    )


def _works_parties(row, directory):
    """MOE and MOA with their services, as FactureRechercheValideur names them."""
    data, found = json.loads(row["data"]), {}
    for role, name in (("moe", "Moe"), ("moa", "Moa")):
        party = directory.structure(row[f"{role}_id"])
        service = directory.service(data.get(f"{role}_service_id"))
        found |= {
            f"id{name}": party.get("id"),
            f"typeIdentifiant{name}": party.get("type"),
            f"identifiant{name}": party.get("siret"),
            f"designation{name}": party.get("nom"),
            f"idService{name}": service.get("id"),
            f"codeService{name}": service.get("code"),
            f"nomService{name}": service.get("nom"),
        }
    return found


def _whole(value):
    return None if value is None else int(value)


def framework(row, directory):
    """CadreDeFacturationOutput."""
    data = json.loads(row["data"])
    found = {"codeCadreFacturation": row["cadre"]}
    if row["cadre"] not in FRAMEWORKS_OUT:
        found["codeCadreFacturation"] = "SANS_CADRE_DE_FACTURATION"
    for rank, number in ((1, row["validator_id"]), (2, data.get("valideur2_id"))):
        party = directory.structure(number)
        found |= {
            f"idValideur{rank}": number,
            f"typeIdentifiantValideur{rank}": party.get("type"),
            f"codeValideur{rank}": party.get("siret"),
            f"raisonSocialeValideur{rank}": party.get("nom"),
            f"dateValidation{rank}": data.get(f"validation{rank}"),
        }
    for role, name in (("moe", "Moe"), ("moa", "Moa")):
        party = directory.structure(row[f"{role}_id"])
        service = directory.service(data.get(f"{role}_service_id"))
        found |= {
            f"id{name}": party.get("id"),
            f"typeIdentifiant{name}": party.get("type"),
            f"identifiant{name}": party.get("siret"),
            f"raisonSociale{name}": party.get("nom"),
            f"designation{name}": party.get("nom"),
            f"idService{name}": service.get("id"),
            f"codeService{name}": service.get("code"),
            f"nomService{name}": service.get("nom"),
        }
    return found


FRAMEWORKS_OUT = frozenset(codes.CADRES.values()) - {
    codes.CADRES["A3"],
    codes.CADRES["A11"],
    codes.CADRES["A21"],
}


def references(row):
    data = json.loads(row["data"])
    kind, works = row["type_facture"], invoices.is_works(row)
    reason = data.get("motif")
    return {
        "dateFacture": row["date"],
        "dateDepot": formats.day(row["at"]),
        "dateCreationFacture": formats.minute(row["at"]),
        "codeDeviseFacture": data["devise"],
        "libelleDeviseFacture": codes.CURRENCIES.get(data["devise"]),
        "typeFacture": kind if kind in SIMPLE_TYPES else data.get("type", "FACTURE"),
        "typeFactureTravaux": kind if works else None,
        "typeTva": data.get("typeTva"),
        "motifExonerationTva": reason,
        "libelleMotifExonerationTva": lists.EXEMPTIONS.get(reason, reason),
        "numeroMarche": row["marche"],
        "numeroBonCommande": row["engagement"],
        "numeroFactureOrigine": data.get("origine"),
        "modePaiement": data.get("modePaiement"),
        "dateEcheancePaiement": data.get("echeance"),
        "tailleTotalePiecesJointes": data.get("taille"),
        "numeroDpMandat": data.get("mandat"),
    }


def totals(row):
    data = json.loads(row["data"])
    discount = data.get("remise") or 0
    return {
        "montantHtTotal": money(row["ht"]),
        "montantTVA": money(data.get("montantTVA")),
        "montantTtcAvantRemiseGlobalTTC": money((row["ttc"] or 0) + discount),
        "montantRemiseGlobaleTTC": money(discount),
        "motifRemiseGlobaleTTC": data.get("motif_remise"),
        "montantTtcTotal": money(row["ttc"]),
        "montantAPayer": money(row["due"]),
    }


def vat_line(tax):
    """LigneTva: a reference rate when the list has it, a manual one otherwise."""
    rate = tax["taux"]
    known = next(
        (
            (rank, code, label)
            for rank, (code, (value, label)) in enumerate(lists.VAT_RATES.items(), 1)
            if value == rate
        ),
        None,
    )
    shown = {
        "ligneTvaMontantBaseHtParTaux": money(tax["base"]),
        "ligneTvaMontantTvaParTaux": money(tax["montant"]),
    }
    if known is None:
        return shown | {"ligneTvaTauxManuel": money(rate)}
    return shown | {
        "ligneTvaTauxRefId": known[0],
        "ligneTvaTauxRefCode": known[1],
        "ligneTvaTauxRefLibelle": known[2],
        "ligneTvaTauxRefValeur": money(rate),
    }


def invoice_line(rank, line):
    total = line["ht"] or 0
    tax = round(total * (line["taux"] or 0) / 100, 6)
    return {
        "lignePosteNumero": rank,
        "lignePosteReference": line["reference"],
        "lignePosteDenomination": line["denomination"],
        "lignePosteQuantite": money(line["quantite"]),
        "lignePosteUniteLibelle": line["unite"],
        "lignePosteMontantUnitaireHT": money(line["prix"]),
        "lignePosteMontantRemiseHT": money(line.get("remise") or 0),
        "lignePosteTauxTva": f"{money(line['taux'] or 0)}",
        "lignePosteMontantHtApresRemise": money(total),
        "lignePosteMontantTva": money(tax),
        "lignePosteMontantTtcApresRemise": money(total + tax),
    }


def attachments(db, row):
    """``(main, others)``: liaisons of the invoice joined to their files."""
    sql = (
        "SELECT l.*, a.ext, a.name AS file FROM invoice_attachment l "
        "JOIN attachment a ON a.id = l.attachment_id WHERE invoice_id = ? ORDER BY l.id"
    )
    every = db.execute(sql, (row["id"],)).fetchall()
    return [x for x in every if x["main"]], [x for x in every if not x["main"]]


def attachment_row(link):
    return {
        "pieceJointeId": link["attachment_id"],
        "pieceJointeIdLiaison": link["id"],
        "pieceJointeDesignation": link["name"],
        "pieceJointeTypeCode": link["type"],
        "pieceJointeTypeLibelle": lists.ATTACHMENT_TYPES.get(
            link["type"], link["type"]
        ),
        "pieceJointeExtension": link["ext"],
        "pieceJointeNumeroLigneFacture": link["line"],
    }
