# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is accepted and what is refused, with the platform's words (spec §5, §6)."""

import gzip
import io
import tarfile
import time
import zipfile

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world
from lxml import etree
from sandbox import choices
from sandbox.judge import messages
from sandbox.judge import open as opening

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


BAD_NAMES = ("../../etc/passwd.pdf", "/etc/passwd.pdf", "C:\\a.pdf", "a/../../b.pdf")
FACTURX = samples.facturx()


def _link(kind):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as content:
        info = tarfile.TarInfo("a.pdf")
        info.type, info.linkname = kind, "/etc/passwd"
        content.addfile(info)
    return out.getvalue()


def _zip_bomb(size):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as content:
        content.writestr("a.pdf", b"\0" * size)
    return out.getvalue()


def _lying_zip():
    """The size in both headers says 10 bytes; the stream holds a hundred megabytes."""
    raw, real = _zip_bomb(100 * 2**20), (100 * 2**20).to_bytes(4, "little")
    return raw.replace(real, (10).to_bytes(4, "little"))


def _tar_bomb(size):
    info = tarfile.TarInfo("a.pdf")
    info.size = size
    return gzip.compress(info.tobuf() + b"\0" * size, 9)


def _pdf_bomb():
    return samples.pdf(b"<a>" + b" " * (60 * 2**20) + b"</a>")


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>"""
EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM
"file:///etc/passwd">]><l>&a;</l>"""
DEEP = b"<a>" * 100_000 + b"</a>" * 100_000
XML, ZIP, TAR, PDF = "f.xml", "f.zip", "f.tar.gz", "f.pdf"
HOSTILE = [
    ("laughs", XML, LAUGHS, "SBX02"),
    ("external entity", XML, EXTERNAL, "SBX02"),
    ("utf-16 entity", XML, LAUGHS.decode().encode("utf-16"), "SBX14"),
    ("latin-1", XML, b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "SBX14"),
    ("not xml", XML, b"bonjour", "SBX01"),
    ("empty", XML, b" ", "SBX01"),
    ("deep", XML, DEEP, "SBX01"),
    ("other root", XML, b"<facture/>", "SBX12"),
    ("truncated", XML, samples.cii()[:1500], "SBX01"),
    ("factur-x sent as xml", XML, FACTURX, "SBX12"),
    ("xml sent as factur-x", PDF, samples.cii(), "SBX12"),
    ("plain pdf", PDF, samples.pdf(), "SBX03"),
    ("protected pdf", PDF, samples.pdf(samples.cii(), encryption=True), "SBX04"),
    ("cut pdf", PDF, FACTURX[:400], "SBX05"),
    ("pdf/a-1", PDF, samples.pdf(samples.cii(), part="1"), "SBX06"),
    ("no pdf/a", PDF, samples.pdf(samples.cii(), part=None), "SBX06"),
    ("pdf bomb", PDF, _pdf_bomb(), "SBX09"),
    ("broken xml in pdf", PDF, samples.pdf(b"<a>"), "SBX01"),
    ("entities in pdf", PDF, samples.pdf(LAUGHS), "SBX02"),
    ("not a zip", ZIP, b"PK\x03\x04 rien", "SBX07"),
    ("pdf named zip", ZIP, FACTURX, "SBX07"),
    ("empty zip", ZIP, samples.zipped([]), "SBX10"),
    ("zip bomb", ZIP, _zip_bomb(100 * 2**20), "SBX09"),
    ("lying zip", ZIP, _lying_zip(), "SBX07"),
    ("archive in archive", ZIP, samples.zipped([("b.zip", b"")]), "SBX08"),
    ("two formats", ZIP, samples.zipped([(PDF, FACTURX), (XML, b"<a/>")]), "SBX11"),
    ("not a tar", TAR, gzip.compress(b"rien"), "SBX07"),
    ("not gzip", TAR, b"rien du tout", "SBX07"),
    ("cut tar", TAR, samples.tar_gz([(PDF, FACTURX)])[:300], "SBX07"),
    ("tar bomb", TAR, _tar_bomb(100 * 2**20), "SBX09"),
    ("symbolic link", TAR, _link(tarfile.SYMTYPE), "SBX08"),
    ("hard link", TAR, _link(tarfile.LNKTYPE), "SBX08"),
    ("device", TAR, _link(tarfile.CHRTYPE), "SBX08"),
    (
        "501 members",
        ZIP,
        samples.zipped([(f"{n}.xml", b"<a/>") for n in range(501)]),
        "SBX15",
    ),
    *(("path " + n, TAR, samples.tar_gz([(n, FACTURX)]), "SBX08") for n in BAD_NAMES),
    *(("path " + n, ZIP, samples.zipped([(n, FACTURX)]), "SBX08") for n in BAD_NAMES),
]


@pytest.mark.parametrize(
    ("name", "content", "code"), [h[1:] for h in HOSTILE], ids=[h[0] for h in HOSTILE]
)
def test_hostile_or_unreadable(client, name, content, code):
    syntaxe = "IN_DP_E1_CII_16B" if name == XML else "IN_DP_E2_CII_FACTURX"
    started = time.monotonic()
    report = world.judged(client, content, name=name, syntaxe=syntaxe)
    # Far above what it takes: only an endless or explosive reading fails here.
    assert time.monotonic() - started < 5
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    assert report["listeErreurDP"] == []
    assert report["listeErreurTechnique"] == [
        {
            "codeErreur": code,
            "libelleErreur": messages.plain(choices.TECHNICAL[code]),
            "natureErreur": "TECHNIQUE",
        }
    ]


def test_every_technical_code_is_provoked():
    withdrawn = {"SBX13"}  # see the next test
    assert {h[3] for h in HOSTILE} | withdrawn == set(choices.TECHNICAL)


@pytest.mark.parametrize(
    "syntaxe", ["IN_DP_E1_PES_FACTURE", "IN_DP_E1_XCBL", "IN_DP_E2_CPP_FACTURE_MIN"]
)
def test_syntaxes_that_are_not_judged(client, syntaxe):
    report = world.judged(client, samples.cii(), name="a.xml", syntaxe=syntaxe)
    assert report["listeErreurTechnique"][0]["codeErreur"] == "SBX13"


@pytest.mark.parametrize("text", ["AAA", "@@@@", "JVBERi0xLjQ", "é"])
def test_truncated_base64(client, text):
    body = samples.deposit(b"x") | {"fichierFlux": text}
    got = client.call("factures/deposer/flux", body)
    assert got.status == 400 and got.json["codeRetour"]


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


def test_random_damage_never_crashes():
    """Any cut of a good file is refused in words, or read."""
    tar = samples.tar_gz([("a.pdf", FACTURX)])
    for content, name in ((FACTURX, PDF), (tar, TAR)):
        for cut in range(0, len(content), max(1, len(content) // 60)):
            damaged = content[:cut] + b"\xff" + content[cut + 1 :]
            for broken in (content[:cut], damaged):
                try:
                    opening.pieces(name, broken, "facturx")
                except opening.Technical as error:
                    assert error.code in choices.TECHNICAL


GARBAGE = ("", "abc", "NaN", "-1", "1e9", "9" * 40, "é\u0301\u202e", "20260231", "0")


def test_no_text_crashes_the_judge(client):
    """Each text of a good file, replaced by what does not belong there."""
    root = etree.fromstring(samples.cii())
    for node in [n for n in root.iter() if (n.text or "").strip()]:
        good = node.text
        for text in GARBAGE:
            node.text = text
            more = {"name": "f.xml", "syntaxe": "IN_DP_E1_CII_16B"}
            world.deposited(client, etree.tostring(root, encoding="UTF-8"), **more)
        node.text = good
    client.advance(21)
    flows = client.control("GET", "flows")["flows"]
    assert len(flows) > 200
    assert all(f["etat"] in ("IN_INTEGRE", "IN_REJETE") for f in flows)
    for row in client.control("GET", "invoices")["invoices"]:
        body = {"identifiantFactureCPP": row["id"]}
        client.ok("factures/consulter/fournisseur", body)


def test_deeply_nested_json(client):
    headers = client.headers()
    for depth in (400, 900, 100_000):
        body = '{"x":' + "[" * depth + "]" * depth + "}"
        path = "/cpro/factures/v1/rechercher/fournisseur"
        assert client.send("POST", path, body, headers).status in (200, 400)


def test_body_over_the_gateways_limit(client):
    headers = client.headers() | {"Content-Length": str(65 * 2**20)}
    path = "/cpro/factures/v1/rechercher/fournisseur"
    assert client.send("POST", path, b"{}", headers).status == 413
