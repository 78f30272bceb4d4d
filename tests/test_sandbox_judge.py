# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is accepted and what is refused, in the portal's words (portal.md §5, §6)."""

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world
from sandbox.judge import messages, table

AGREEMENT = "FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeAgreement"
SETTLEMENT = "FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement"


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("judge")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    return world.cleared(sandbox_client.Client(url))


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
    text = world.errors(client, destinataire=siret, **given)
    if path is None:
        assert text is None
    else:
        assert text == f"L'engagement juridique ({path}) est obligatoire."


SERVICE_UNKNOWN = f"Le code service (balise : {SERVICE}) n'est pas reference"


@pytest.mark.parametrize("service", ["INCONNU", "FERME"])
def test_services(client, service):
    assert world.errors(client, service=service).startswith(SERVICE_UNKNOWN)


@pytest.mark.parametrize(
    "siret",
    ["99999999999999", "12345678200085", "44467890100015", "123456782"],
    ids=["unknown", "inactive", "private", "siren"],
)
def test_recipient_not_in_the_directory(client, siret):
    text = world.errors(client, destinataire=siret)
    assert text.startswith("L'identifiant destinataire de la demande de paiement")


def test_works_only_recipient(client):
    assert world.errors(client, destinataire="12345678200077", **world.WORKS) is None


@pytest.mark.parametrize("siret", ["99999999999999", "33254021599999"])
def test_supplier_unknown_or_inactive(client, siret):
    text = world.errors(client, fournisseur=siret)
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


GROSS = (
    "<ram:GrossPriceProductTradePrice><ram:ChargeAmount>100</ram:ChargeAmount>"
    "</ram:GrossPriceProductTradePrice>"
)
DISCOUNTED_LINE = f"""<ram:IncludedSupplyChainTradeLineItem>
<ram:SpecifiedLineTradeAgreement><ram:GrossPriceProductTradePrice>
<ram:AppliedTradeAllowanceCharge><ram:ActualAmount>1</ram:ActualAmount>
</ram:AppliedTradeAllowanceCharge></ram:GrossPriceProductTradePrice>
</ram:SpecifiedLineTradeAgreement>
<ram:SpecifiedLineTradeSettlement>{samples.LINE_VAT}</ram:SpecifiedLineTradeSettlement>
</ram:IncludedSupplyChainTradeLineItem>"""
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
        {"brut": GROSS, "autre_ligne": DISCOUNTED_LINE},
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
    assert world.errors(client, **changed) == text


PATH = "BusinessProcessSpecifiedDocumentContextParameter.ID"
BIG = {"files": [("gros.pdf", b"%PDF-1.4" + bytes(10 * 2**20))]}
NO_IBAN = samples.TRANSFER.replace("FR7630006000011234567890189", "")
TAX = "<ram:CategoryCode>S</ram:CategoryCode>\n   <ram:DueDateTypeCode>"
# rule of the judge, what is wrong in the file, part of its message
WRONG = [
    ("pdf.a3", {"part": "1"}, "PDF/A-3"),
    ("pdf.a3", {"part": None}, "PDF/A-3"),
    ("framework.unknown", {"cadre": "B1"}, PATH),
    ("framework.unknown", {"cadre": "S1"}, PATH),
    ("framework.absent", {"cadre": ""}, PATH),
    ("framework.flow", {"cadre": "A16"}, PATH),
    ("framework.flow", {"cadre": "A3"}, PATH),
    ("number.required", {"numero": ""}, "ExchangedDocument.ID"),
    ("number.length", {"numero": "N" * 21}, "20 caracteres"),
    ("number.characters", {"numero": "FAC#1"}, "identifiant de la facture"),
    ("type.value", {"type": "386"}, "type de facture"),
    ("type.value", {"type": "384"}, "type de facture"),
    ("date.value", {"jour": "20261305"}, "IssueDateTime"),
    ("currency.value", {"devise": "EURO"}, "InvoiceCurrencyCode"),
    ("payment.required", {"paiement": ""}, "PaymentMeans.TypeCode"),
    ("payment.iban", {"paiement": NO_IBAN}, "IBANID"),
    (
        "payment.iban_length",
        {"paiement": samples.TRANSFER.replace("0189", "0189" * 3)},
        "ne doit pas depasser 27",
    ),
    (
        "payment.iban_form",
        {"paiement": samples.TRANSFER.replace("FR76", "FR7X")},
        "IBANID",
    ),
    (
        "payment.code",
        {"paiement": samples.TRANSFER.replace(">30<", ">57<")},
        "mode de paiement",
    ),
    ("payment.credit_note", {"type": "381"}, "mode de paiement"),
    ("line.vat", {"tva_ligne": ""}, "ApplicableTradeTax.CategoryCode"),
    ("line.required_cii", {"ligne": ""}, "IncludedSupplyChainTradeLineItem"),
    ("line.gross", {"brut": GROSS, "autre_ligne": DISCOUNTED_LINE}, "ActualAmount"),
    ("total.taxed", {"ttc": "119.00", "a_payer": "119.00"}, "montant TTC"),
    ("total.due", {"a_payer": "100.00"}, "montant a payer"),
    ("total.tax", {"tva": "x"}, "TaxTotalAmount"),
    (
        "total.negative",
        {
            "type": "381",
            "paiement": "",
            "ht": "-100",
            "tva": "-20",
            "ttc": "-120",
            "a_payer": "-120",
        },
        "montant TTC",
    ),
    ("vat.summary", {"ht": "90.00", "ttc": "110.00", "a_payer": "110.00"}, "TVA"),
    ("amount.precision", {"ttc": "120.0000001"}, "GrandTotalAmount"),
    ("amount.required", {"ttc": ""}, "GrandTotalAmount"),
    ("amount.required", {"ttc": "1" * 14}, "GrandTotalAmount"),
    ("vat.category", {"categorie": "", "tva_ligne": ""}, "TradeTax.CategoryCode"),
    ("vat.due_code", {"exigibilite": "8"}, "exigibilite de la TVA"),
    ("vat.reason", {"categorie": "E"}, "ExemptionReason"),
    ("length.engagement", {"engagement": "E" * 51}, "numero d'engagement"),
    ("length.marche", {"marche": "M" * 51}, "numero de marche"),
    ("length.conditions", {"conditions": "c" * 1025}, "conditions de paiement"),
    ("length.name", {"nom": "n" * 100}, "nom du fournisseur"),
    ("length.note", {"note": "n" * 1025}, "commentaire"),
    ("length.description", {"description": "d" * 1025}, "description"),
    ("origin.length", {"origine": "O" * 21}, "facture d'origine"),
    (
        "origin.several",
        {
            "origine": "A</ram:IssuerAssignedID>"
            "</ram:InvoiceReferencedDocument><ram:InvoiceReferencedDocument>"
            "<ram:IssuerAssignedID>B"
        },
        "facture d'origine",
    ),
    ("attachment.extension", {"files": [("bon.exe", b"x")]}, "format"),
    ("attachment.extension", {"files": [("sans_extension", b"x")]}, "extension"),
    ("attachment.name", {"files": [("n" * 47 + ".pdf", b"x")]}, "50 caracteres"),
    ("attachment.empty", {"files": [("vide.pdf", b"")]}, "vide"),
    ("supplier.required", {"fournisseur": ""}, "SellerTradeParty"),
    ("supplier.unknown", {"fournisseur": "99999999999999"}, "fournisseur"),
    ("recipient.required", {"destinataire": ""}, "BuyerTradeParty"),
    ("recipient.unknown", {"destinataire": "99999999999999"}, "destinataire"),
    ("recipient.works_only", {"destinataire": "12345678200077"}, "cadre de"),
    ("service.required", {"destinataire": "12345678200028"}, "BuyerReference"),
    ("service.unknown", {"service": "INCONNU"}, "code service"),
    ("service.public", {"service": "FACTURES_PUBLIQUES"}, "code service"),
    ("commitment.required", {"destinataire": "12345678200036"}, "OrderReferenced"),
    ("validator.required", {"cadre": "A9"}, "SalesAgentTradeParty.GlobalID"),
    (
        "validator.unknown",
        {"cadre": "A9", "note": "VALIDEUR:99999999999999"},
        "identifiant du valideur",
    ),
    ("moe.unknown", {"cadre": "A4", "note": "MOE:99999999999999"}, "la MOE"),
    ("moa.unknown", {"cadre": "A4", "note": "MOA:99999999999999"}, "la MOA"),
]


def deposited(client, changed):
    """``(report, observations of the console)`` of one changed Factur-X."""
    changed = dict(changed)
    around = {k: changed.pop(k) for k in ("part", "files") if k in changed}
    number = world.deposited(client, samples.pdf(samples.cii(**changed), **around))
    client.advance(21)
    flow = client.control("GET", f"flows/{number}")
    return world.report(client, number), flow["observations"]


@pytest.fixture
def strict(client):
    client.control("POST", "options", {"strict": True})
    yield client
    client.control("POST", "options", {"strict": False})


@pytest.mark.parametrize(("rule", "changed", "part"), WRONG)
def test_wrong_content(client, rule, changed, part):
    """Rejected where a rejection is known, observed where the rule is ours."""
    report, observations = deposited(client, changed)
    seen = [o["texte"] for o in observations if o["regle"] == rule]
    if table.RULES[rule].mark == table.OURS:
        assert report["etatCourantDepotFlux"] == "IN_INTEGRE"
        assert report["listeErreurDP"] == [] == report["listeErreurTechnique"]
        assert part in messages.plain(seen[0])
        assert len(client.control("GET", "invoices")["invoices"]) == 1
    else:
        assert report["etatCourantDepotFlux"] == "IN_REJETE"
        assert part in report["listeErreurDP"][0]["libelleErreurDP"]
        assert not seen


@pytest.mark.parametrize(("rule", "changed", "part"), WRONG)
def test_wrong_content_when_strict(strict, rule, changed, part):
    report, observations = deposited(strict, changed)
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    assert part in report["listeErreurDP"][0]["libelleErreurDP"]
    assert observations == []


def test_every_rule_is_provoked():
    """Here, below or for UBL: what cannot be changed in one Factur-X."""
    elsewhere = {"number.duplicate", "payment.required_ubl", "line.required"}
    elsewhere |= {"attachment.size", "length.service", "framework.place"}
    assert {rule for rule, _changed, _part in WRONG} | elsewhere == set(table.RULES)


def test_observations_are_not_the_portals(client):
    """Neither the report nor the invoice shows them to a supplier; the console does."""
    number = world.deposited(client, samples.facturx(paiement=NO_IBAN))
    client.advance(60)
    assert "IBAN" not in str(world.report(client, number))
    page = client.send("GET", f"/flux/{number}").raw.decode()
    assert "Observations" in page and "IBANID" in page and "payment.iban" in page
    row = client.ok("factures/rechercher/fournisseur")["listeFactures"][0]
    shown = client.ok(
        "factures/consulter/fournisseur",
        {"identifiantFactureCPP": row["identifiantFactureCPP"]},
    )
    assert "observation" not in str(shown)


def test_option_strict_at_start(tmp_path):
    with sandbox_client.running(tmp_path / "state", "--strict") as sandbox:
        client = sandbox_client.Client(sandbox.url)
        assert "IBANID" in world.errors(client, paiement=NO_IBAN)


def test_a_large_attachment_and_a_plain_gross_price(client):
    file = samples.pdf(samples.cii(), **BIG)
    body = samples.deposit(file, name="a.zip")
    body["fichierFlux"] = samples.deposit(samples.zipped([("a.pdf", file)]))[
        "fichierFlux"
    ]
    flow = client.ok("factures/deposer/flux", body)["numeroFluxDepot"]
    client.advance(21)
    assert world.report(client, flow)["etatCourantDepotFlux"] == "IN_REJETE"
    assert world.errors(client, brut=GROSS) is None, "no line has an allowance"


def test_long_service_code(client):
    """Rejected because nobody has it; its length is only observed."""
    report, observations = deposited(client, {"service": "S" * 101})
    assert "n'est pas reference" in report["listeErreurDP"][0]["libelleErreurDP"]
    assert [o["regle"] for o in observations] == ["length.service"]


def test_no_framework_is_a1(client):
    number = world.invoice(client, cadre="")
    body = {"identifiantFactureCPP": number}
    shown = client.ok("factures/consulter/fournisseur", body)["facture"]
    assert shown["cadreDeFacturation"]["codeCadreFacturation"].startswith("A1_")


def test_a9_without_validator_waits_for_one(client):
    number = world.invoice(client, cadre="A9")
    assert world.statut(client, number) == "ERREUR_FOURNISSEUR_SUR_VALIDEUR"
    body = {"idFacture": number, "idStructure": world.VALIDATOR}
    client.ok("factures/corriger/valideur/facture", body)
    assert world.statut(client, number) == "A_VALIDER_1"


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
    assert world.errors(client, **changed) is None
