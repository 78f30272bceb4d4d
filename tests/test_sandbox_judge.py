# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is accepted and what is refused, with the platform's words (spec §5, §6)."""

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world
from sandbox.judge import messages

AGREEMENT = "FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeAgreement"
SETTLEMENT = "FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement"


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("judge")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    return world.cleared(sandbox_client.Client(url))


def errors(client, **changed):
    """The rejection text of one Factur-X invoice, or None when it is integrated."""
    report = world.judged(client, samples.facturx(**changed))
    if report["etatCourantDepotFlux"] == "IN_INTEGRE":
        assert report["listeErreurDP"] == []
        return None
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    assert report["listeErreurTechnique"] == []
    return report["listeErreurDP"][0]["libelleErreurDP"]


SERVICE = f"{AGREEMENT}.BuyerReference.value"
COMMITMENT = f"{AGREEMENT}.BuyerOrderReferencedDocument.IssuerAssignedID.value"
BOTH = {"service": "SERVICE_DEST_SERV_EJ", "engagement": "EJ1"}
PROFILES = [
    ("12345678200051", {}, None),
    ("12345678200036", {}, COMMITMENT),
    ("12345678200036", {"engagement": "EJ1"}, None),
    ("12345678200028", {}, SERVICE),
    ("12345678200028", {"service": "SERVICE_DEST_SERV_OBL"}, None),
    ("12345678200044", {"service": "SERVICE_DEST_SERV_EJ"}, COMMITMENT),
    ("12345678200044", {"engagement": "EJ1"}, SERVICE),
    ("12345678200044", BOTH, None),
    ("11000201100044", {"service": "SFACETAT"}, COMMITMENT),
    ("11000201100044", {"service": "SFACETAT", "engagement": "EJ1"}, None),
    ("12345678200069", {}, SERVICE),
    ("12345678200069", {"engagement": "EJ1"}, None),
    ("12345678200069", {"service": "COMPTA"}, None),
    # a service that demands a commitment in a structure that does not
    ("12345678200051", {"service": "MARCHES"}, COMMITMENT),
    ("12345678200051", {"service": "MARCHES", "engagement": "EJ1"}, None),
]


@pytest.mark.parametrize(("siret", "given", "path"), PROFILES)
def test_obligations(client, siret, given, path):
    text = errors(client, destinataire=siret, **given)
    if path is None:
        assert text is None
    else:
        assert text == f"L'engagement juridique ({path}) est obligatoire."


SERVICE_UNKNOWN = f"Le code service (balise : {SERVICE}) n'est pas reference"


@pytest.mark.parametrize(
    ("service", "start"),
    [
        ("INCONNU", SERVICE_UNKNOWN),
        ("FERME", SERVICE_UNKNOWN),
        ("FACTURES_PUBLIQUES", "La valeur du champ code service"),
    ],
)
def test_services(client, service, start):
    assert errors(client, service=service).startswith(start)


@pytest.mark.parametrize(
    "siret",
    ["99999999999999", "12345678200085", "44467890100015", "123456782"],
    ids=["unknown", "inactive", "private", "siren"],
)
def test_recipient_not_in_the_directory(client, siret):
    text = errors(client, destinataire=siret)
    assert text.startswith("L'identifiant destinataire de la demande de paiement")


def test_works_only_recipient(client):
    text = errors(client, destinataire="12345678200077")
    assert text.startswith("La valeur du champ cadre de facturation")
    assert errors(client, destinataire="12345678200077", **world.WORKS) is None


@pytest.mark.parametrize("siret", ["99999999999999", "33254021599999"])
def test_supplier_unknown_or_inactive(client, siret):
    text = errors(client, fournisseur=siret)
    path = f"{AGREEMENT}.SellerTradeParty.GlobalID.value"
    whole = (
        "L'identifiant fournisseur de la demande de paiement "
        f"(balise : {path}) n'est pas reference dans notre systeme."
    )
    assert text == whole[:200]


def test_supplier_unknown_in_ubl_is_the_text_seen(client):
    """Both sentences of the real text, cut where the platform cuts."""
    file = samples.ubl(fournisseur="99999999999999")
    more = {"name": "a.xml", "syntaxe": "IN_DP_E1_UBL_INVOICE"}
    text = world.judged(client, file, **more)["listeErreurDP"][0]["libelleErreurDP"]
    assert text.startswith(
        "L'identifiant fournisseur de la demande de paiement (balise : "
        "AccountingSupplierParty.Party.PartyIdentification.ID.value) n'est pas "
        "reference dans notre systeme.|La structure (balise Accounting"
    )
    assert len(text) == 200


FACTURX = samples.facturx()
EXACT = [
    (
        {"numero": "FAC/2026/00042-TROP-LONG"},
        "Le champ identifiant de la facture (FichierXml.ExchangedDocument.ID.value) "
        "ne doit pas depasser 20 caracteres",
    ),
    (
        {"paiement": ""},
        f"L'element {SETTLEMENT}.SpecifiedTradeSettlementPaymentMeans.TypeCode.value "
        "est obligatoire.",
    ),
    (
        {
            "brut": "<ram:GrossPriceProductTradePrice><ram:ChargeAmount>100"
            "</ram:ChargeAmount></ram:GrossPriceProductTradePrice>"
        },
        (
            "L'element (AppliedTradeAllowanceCharge.ActualAmount.value) est "
            "obligatoire si l'element (SupplyChainTradeTransaction."
            "IncludedSupplyChainTradeLineItem.SpecifiedLineTradeAgreement."
            "GrossPriceProductTradePrice) est renseigne."
        )[:200],
    ),
]


@pytest.mark.parametrize(("changed", "text"), EXACT)
def test_real_texts(client, changed, text):
    assert errors(client, **changed) == text


NO_IBAN = samples.TRANSFER.replace("FR7630006000011234567890189", "")
WRONG = [
    ({"cadre": "B1"}, "BusinessProcessSpecifiedDocumentContextParameter.ID"),
    ({"cadre": "S1"}, "BusinessProcessSpecifiedDocumentContextParameter.ID"),
    ({"cadre": ""}, "BusinessProcessSpecifiedDocumentContextParameter.ID"),
    ({"cadre": "A16"}, "BusinessProcessSpecifiedDocumentContextParameter.ID"),
    ({"numero": ""}, "ExchangedDocument.ID"),
    ({"numero": "FAC#1"}, "identifiant de la facture"),
    ({"type": "386"}, "type de facture"),
    ({"type": "384"}, "type de facture"),
    ({"paiement": NO_IBAN}, "IBANID"),
    ({"paiement": samples.TRANSFER.replace(">30<", ">57<")}, "mode de paiement"),
    ({"type": "381"}, "mode de paiement"),
    ({"tva_ligne": ""}, "SpecifiedLineTradeSettlement.ApplicableTradeTax.CategoryCode"),
    ({"ttc": "119.00", "a_payer": "119.00"}, "montant TTC"),
    ({"a_payer": "100.00"}, "montant a payer"),
    ({"ttc": "120.0000001"}, "GrandTotalAmount"),
    ({"ttc": ""}, "GrandTotalAmount"),
    ({"exigibilite": "8"}, "exigibilite de la TVA"),
    ({"engagement": "E" * 51}, "numero d'engagement"),
    ({"marche": "M" * 51}, "numero de marche"),
    ({"service": "S" * 101}, "code service"),
    ({"note": "n" * 1025}, "commentaire"),
    ({"origine": "O" * 21}, "facture d'origine"),
    ({"cadre": "A9"}, "SalesAgentTradeParty.GlobalID"),
    ({"cadre": "A9", "note": "VALIDEUR:99999999999999"}, "identifiant du valideur"),
]


@pytest.mark.parametrize(("changed", "part"), WRONG)
def test_wrong_content(client, changed, part):
    assert part in errors(client, **changed)


RIGHT = [
    {"cadre": "A2"},
    {"type": "381", "paiement": "", "origine": "FAC-1"},
    {"cadre": "A9", "note": "VALIDEUR:55512345600017"},
    {"cadre": "A12", "note": "Valideur (SIRET) : 55512345600025"},
    {"cadre": "A4", "note": "MOE:66612345600014/MOE1\nMOA:77712345600011/MOA1"},
    {"numero": "A b-_/+1"},
    {"numero": "N" * 20},
    {"exigibilite": "72"},
    {"paiement": samples.TRANSFER.replace(">30<", ">10<")},
]


@pytest.mark.parametrize("changed", RIGHT)
def test_right_content(client, changed):
    assert errors(client, **changed) is None


def test_several_errors_are_joined_and_cut(client):
    text = errors(client, numero="FAC#1", cadre="B1", destinataire="12345678200044")
    assert len(text) == 200 and "|" in text
    assert not any(ord(c) > 127 for c in text)


def test_accents_are_stripped():
    assert messages.joined(["Élément dépassé", "œuvre"]) == "Element depasse|oeuvre"


def test_duplicate_and_resend(client):
    """A rejected flow leaves the number free; an integrated invoice takes it."""
    assert errors(client, paiement="") is not None
    assert errors(client) is None
    text = errors(client)
    assert text == (
        "Vous avez deja depose une demande de paiement avec ce numero de facture "
        "pour cette structure"
    )
    assert errors(client, fournisseur="44467890100015") is None


def test_rejected_by_the_client_needs_a_new_number(client):
    world.invoice(client, ("REJETEE", "Non conforme"), numero="R-1")
    assert "deja depose" in errors(client, numero="R-1")
    assert errors(client, numero="R-2") is None


def archive(*numbers, **wrong):
    return samples.tar_gz(
        [
            (f"facturx_chorus_facture_{n}.pdf", samples.facturx(numero=n, **extra))
            for n, extra in [*((n, {}) for n in numbers), *wrong.items()]
        ]
    )


@pytest.mark.parametrize("name", ["lot.tar.gz", "lot.tgz"])
def test_whole_batch(client, name):
    report = world.judged(client, archive("L-1", "L-2"), name=name)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert len(client.control("GET", "invoices")["invoices"]) == 2


def test_partial_batch(client):
    content = archive("P-1", "P-2", **{"P-3": {"paiement": ""}})
    number = world.deposited(client, content, name="lot.tar.gz")
    client.advance(21)
    report = world.report(client, number)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE_PARTIEL"
    (error,) = report["listeErreurDP"]
    assert error["numeroDP"] == "P-3"
    assert error["identifiantFournisseur"] == "33254021516357"
    assert error["identifiantDestinataire"] == "12345678200051"
    rows = client.ok("factures/rechercher/fournisseur", {"numeroFluxDepot": number})
    assert {x["numeroFacture"] for x in rows["listeFactures"]} == {"P-1", "P-2"}
    assert errors(client, numero="P-3") is None


def test_batch_without_any_good_one_and_twins(client):
    content = archive(**{"X-1": {"cadre": "B1"}, "X-2": {"cadre": "B1"}})
    report = world.judged(client, content, name="lot.tar.gz")
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    assert len(report["listeErreurDP"]) == 2
    twins = samples.zipped([("a.pdf", samples.facturx()), ("b.pdf", samples.facturx())])
    report = world.judged(client, twins, name="lot.zip")
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE_PARTIEL"


def test_cii_and_ubl(client):
    cii = world.judged(
        client, samples.cii(numero="C-1"), name="c.xml", syntaxe="IN_DP_E1_CII_16B"
    )
    assert cii["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert cii["codeInterfaceDepotFlux"] == "FSO1106A"
    ubl = world.judged(
        client, samples.ubl("U-1"), name="u.xml", syntaxe="IN_DP_E1_UBL_INVOICE"
    )
    assert ubl["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert ubl["codeInterfaceDepotFlux"] == "FSO1100A"


def test_errors_come_with_the_terminal_state(client):
    number = world.deposited(client, samples.facturx(paiement=""))
    assert world.report(client, number)["listeErreurDP"] == []
    client.advance(19)
    assert world.report(client, number)["listeErreurDP"] == []
    client.advance(2)
    assert len(world.report(client, number)["listeErreurDP"]) == 1


@pytest.mark.parametrize(
    "syntaxe", ["IN_DP_E1_PES_FACTURE", "IN_DP_E1_XCBL", "IN_DP_E2_CPP_FACTURE_MIN"]
)
def test_syntaxes_that_are_not_judged(client, syntaxe):
    report = world.judged(client, samples.cii(), name="a.xml", syntaxe=syntaxe)
    assert report["listeErreurTechnique"][0]["codeErreur"] == "SBX13"


@pytest.mark.parametrize("name", ["facture", ".pdf", "a" * 197 + ".pdf", ""])
def test_file_names(client, name):
    body = samples.deposit(FACTURX, name=name)
    got = client.call("factures/deposer/flux", body)
    assert got.status == 200 and got.json["codeRetour"] != 0
    assert client.control("GET", "flows")["flows"] == []


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("bon.exe", b"x", "format"),
        ("sans_extension", b"x", "extension"),
        ("n" * 47 + ".pdf", b"x", "50 caracteres"),
        ("vide.pdf", b"", "vide"),
    ],
)
def test_embedded_attachments(client, name, content, part):
    file = samples.pdf(samples.cii(), files=[(name, content)])
    report = world.judged(client, file)
    assert part in report["listeErreurDP"][0]["libelleErreurDP"]


def test_good_attachment_is_kept(client):
    file = samples.pdf(samples.cii(), files=[("bon.pdf", b"%PDF-1.4 bon")])
    assert world.judged(client, file)["etatCourantDepotFlux"] == "IN_INTEGRE"
    number = client.control("GET", "invoices")["invoices"][0]["id"]
    shown = client.ok(
        "factures/consulter/fournisseur", {"identifiantFactureCPP": number}
    )
    (piece,) = shown["facture"]["listeDesPiecesJointes"]["pieceJointe"]
    assert piece["pieceJointeDesignation"] == "bon.pdf"
