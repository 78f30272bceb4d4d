# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A PDF and its data: upload, documents, ``soumettre``; the request and the faults."""

import base64
from decimal import Decimal

import openapi_files
import pytest
from chorus import codes, errors
from chorus.formats.submission import complete, document_type, make_submission
from chorus.portal import transport
from chorus.portal.client import PortalClient
from facturx_samples import BUYER, invoice
from sandbox_calls import credentials, fault, number
from sandbox_samples import facturx

SUPPLIER_SIRET = "33254021516357"
RECIPIENT = "12345678200051"
VALIDATOR = "55512345600017"
PDF = b"%PDF-1.7\nfacture"
UPLOAD = "factures/deposer/pdf"
SUBMIT = "factures/soumettre"
ADD = "transverses/ajouter/fichier"
OK = {"codeRetour": 0, "libelle": "TRA_MSG_00.000"}


def terms(**changed):
    """Terms of an invoice of 240.00 that the sandbox's county takes."""
    buyer = {**BUYER, "identifiers": {"0009": RECIPIENT}}
    result = invoice(**{"BT_1": number(), "BG_7": buyer, **changed})
    del result["BT-10"]
    return result


@pytest.fixture
def portal(fresh_sandbox):
    with PortalClient(credentials(fresh_sandbox)) as client:
        yield client


def request(portal, values, validator="", documents=()):
    ((supplier, siret, _name),) = portal.my_structures()
    assert siret == SUPPLIER_SIRET
    main = ("Facture", portal.deposit_pdf(PDF, "facture.pdf"))
    joined = [
        (name, document_type(portal.attachment_types()), portal.add_file(content, name))
        for name, content in documents
    ]
    return complete(make_submission(values, validator), supplier, main, joined)


def invoices(sandbox):
    """The invoices that the portal has, drafts of uploads left out."""
    rows = sandbox.control("GET", "invoices")["invoices"]
    return [row for row in rows if row["statut"] not in codes.DRAFT_STATUSES]


# === The request === #


def cases():
    rates = [
        {
            "BT-116": "150.00",
            "BT-117": "30.00",
            "BT-118": "S",
            "BT-119": "20.00",
        },
        {"BT-116": "30.00", "BT-117": "0.00", "BT-118": "AE", "BT-119": "0.00"},
        {
            "BT-116": "20.00",
            "BT-117": "0.00",
            "BT-118": "E",
            "BT-119": "0.00",
            "BT-120": "Exonération, art. 261 du CGI",
        },
    ]
    credit = terms(BT_3="381", BT_8="72", BG_3=[{"BT-25": "FAC/2026/00001"}])
    del credit["BT-81"]
    exempt = terms(BT_8=None, BT_110="0.00", BT_112="200.00", BT_115="200.00")
    exempt["BG-23"] = [{**rates[2], "BT-116": "200.00"}]
    outside = {**exempt, "BG-23": [{"BT-116": "200.00", "BT-117": "0.00"}]}
    outside["BG-23"][0] |= {"BT-118": "O", "BT-120": "Hors champ"}
    return {
        "invoice": (terms(), ""),
        "credit note": (credit, ""),
        "rates": (
            terms(BG_23=rates, BT_110="30.00", BT_112="230.00", BT_115="230.00"),
            "",
        ),
        "already paid": (
            terms(BT_23="A2", BT_81="48", BT_113="240.00", BT_115="0.00"),
            "",
        ),
        "subcontractor": (terms(BT_23="A9"), VALIDATOR),
        "joint contractor": (terms(BT_23="A12"), "55512345600025"),
        "exempt": (exempt, ""),
        "out of scope": (outside, ""),
    }


@pytest.mark.parametrize("case", cases())
def test_the_request_is_official_and_taken(fresh_sandbox, portal, case):
    values, validator = cases()[case]
    body = request(portal, values, validator, [("devis.pdf", PDF), ("t.csv", b"a;b")])
    submitted = portal.submit(body)
    assert submitted.number == values["BT-1"]
    assert isinstance(submitted.identifier, str)
    assert (int(submitted.identifier) > 2**32) == fresh_sandbox.long_identifiers
    assert submitted.date and len(submitted.proof) == 64
    expected = "A_VALIDER_1" if validator else "DEPOSEE"
    assert submitted.status == expected
    (seen,) = invoices(fresh_sandbox)
    assert str(seen["id"]) == submitted.identifier
    for path, sent in requests(fresh_sandbox).items():
        assert official_problems(path, sent) == []


def requests(sandbox):
    return {
        row["operation"]: row["request"]
        for row in sandbox.control("GET", "requests")["requests"]
        if row["operation"] in (UPLOAD, SUBMIT)
    }


def official_problems(path, body):
    api, model, _answer = openapi_files.operations()[path]
    if path == SUBMIT:
        # The one place where the description and what runs differ (portal.md §7.5).
        (main,) = body["pieceJointePrincipale"]
        body = {**body, "pieceJointePrincipale": main}
    return openapi_files.problems(api, model, body, closed=True)


@pytest.mark.parametrize(
    ("service", "account", "supplier"),
    [
        ("", "", {}),
        ("7", "", {"idServiceFournisseur": 7}),
        ("", "9", {"codeCoordonneesBancairesFournisseur": 9}),
    ],
)
def test_only_what_the_company_chose_is_said_of_the_supplier(
    service, account, supplier
):
    sent = make_submission(terms(), service=service, account=account)
    assert sent.get("fournisseur", {}) == supplier


def test_amounts_are_those_of_the_terms():
    sent = make_submission(cases()["rates"][0])
    assert sent["montantTotal"] == {
        "montantHtTotal": 200.0,
        "montantTVA": 30.0,
        "montantTtcTotal": 230.0,
        "montantAPayer": 230.0,
    }
    # One line a rate: two reasons for nothing at 0 % are one rate to the portal.
    assert [list(line.values()) for line in sent["ligneTva"]] == [
        [20.0, 150.0, 30.0],
        [0.0, 50.0, 0.0],
    ]
    assert sent["references"]["motifExonerationTva"] == "Exonération, art. 261 du CGI"


def test_vat_regimes_and_means():
    found = {
        case: (
            make_submission(values)["references"]["typeTva"],
            make_submission(values)["references"].get("modePaiement"),
        )
        for case, (values, _validator) in cases().items()
    }
    assert found == {
        "invoice": ("TVA_SUR_DEBIT", "VIREMENT"),
        "credit note": ("TVA_SUR_ENCAISSEMENT", None),
        "rates": ("TVA_SUR_DEBIT", "VIREMENT"),
        "already paid": ("TVA_SUR_DEBIT", "AUTRE"),
        "subcontractor": ("TVA_SUR_DEBIT", "VIREMENT"),
        "joint contractor": ("TVA_SUR_DEBIT", "VIREMENT"),
        "exempt": ("EXONERATION", "VIREMENT"),
        "out of scope": ("SANS_TVA", "VIREMENT"),
    }


def test_what_has_no_member_is_said_in_words():
    values = terms(BT_113="100.00", BT_114="-0.01", BT_115=Decimal("139.99"))
    sent = make_submission(values)
    assert sent["montantTotal"]["montantAPayer"] == 139.99
    assert sent["commentaire"] == "Déjà payé : 100.00 EUR ; Arrondi : -0.01 EUR"


@pytest.mark.parametrize(
    ("listed", "chosen"),
    [
        (["01", "02", "AUT", "BDC"], "AUT"),
        (["01", "02"], "02"),
        (["01", "PJA"], "PJA"),
        ([], "AUT"),
    ],
)
def test_kind_of_a_joined_document(listed, chosen):
    assert document_type(listed) == chosen


# === Documents and the draft === #


def test_documents_are_on_the_invoice_once(fresh_sandbox, portal):
    body = request(portal, terms(), documents=[("a.pdf", PDF), ("b.png", b"\x89PNG")])
    identifier = portal.submit(body).identifier
    shown = portal.invoice(identifier)["listeDesPiecesJointes"]["pieceJointe"]
    assert [row["pieceJointeDesignation"] for row in shown] == ["a.pdf", "b.png"]
    kinds = [row["pieceJointeExtension"] for row in shown]
    assert kinds == ["pdf", "png"]


def test_the_draft_of_an_upload_is_no_invoice(fresh_sandbox, portal):
    """A file in which the portal can read a number is still only a draft."""
    invoice_number = number()
    portal.deposit_pdf(facturx(numero=invoice_number), "facture.pdf")
    (found,) = portal.search_invoices(numeroFacture=invoice_number)
    assert found.status in codes.DRAFT_STATUSES
    assert invoices(fresh_sandbox) == []


def test_refusals_say_why(fresh_sandbox, portal):
    with pytest.raises(errors.DataError) as caught:
        portal.deposit_pdf(b"%PDF" + bytes(10 * 2**20), "f.pdf")
    assert caught.value.http_status == 413
    with pytest.raises(errors.DataError) as caught:
        portal.deposit_pdf(b"no PDF at all", "f.pdf")
    assert caught.value.code
    with pytest.raises(errors.DataError) as caught:
        portal.add_file(b"MZ", "virus.exe")
    assert caught.value.label
    body = request(portal, terms(BG_7={**BUYER, "identifiers": {"0009": "9" * 14}}))
    with pytest.raises(errors.DataError) as caught:
        portal.submit(body)
    assert "codeDestinataire" in caught.value.label
    assert invoices(fresh_sandbox) == []


def test_the_same_number_twice_is_refused(fresh_sandbox, portal):
    body = request(portal, terms())
    portal.submit(body)
    with pytest.raises(errors.DataError) as caught:
        portal.submit(body)
    assert "deja depose" in caught.value.label
    assert len(invoices(fresh_sandbox)) == 1


# === Faults === #

LOST = ["timeout_before", "timeout_after", "reset", "html", "truncated_json"]


@pytest.mark.parametrize("kind", [*LOST, "http_500", "http_502", "http_503"])
@pytest.mark.parametrize("operation", [UPLOAD, ADD, SUBMIT])
def test_no_clear_answer_is_an_unknown_outcome(
    fresh_sandbox, portal, monkeypatch, operation, kind
):
    body = request(portal, terms())
    monkeypatch.setattr(transport, "DEPOSIT_TIMEOUT", 0.5)
    fault(fresh_sandbox, kind, operation, seconds=20)
    calls = {
        UPLOAD: lambda: portal.deposit_pdf(PDF, "f.pdf"),
        ADD: lambda: portal.add_file(PDF, "f.pdf"),
        SUBMIT: lambda: portal.submit(body),
    }
    with pytest.raises(errors.UnknownOutcomeError) as caught:
        calls[operation]()
    assert caught.value.path.endswith(operation.partition("/")[2])
    fresh_sandbox.control("DELETE", "faults")
    recorded = kind in ("timeout_after", "reset", "html", "truncated_json")
    assert len(invoices(fresh_sandbox)) == (operation == SUBMIT and recorded)


@pytest.mark.parametrize("operation", [UPLOAD, ADD, SUBMIT])
@pytest.mark.parametrize(
    ("kind", "expected"),
    [("http_403", errors.CredentialsError), ("http_429", errors.WaitError)],
)
def test_what_was_surely_not_taken(fresh_sandbox, portal, operation, kind, expected):
    body = request(portal, terms())
    fault(fresh_sandbox, kind, operation)
    calls = {
        UPLOAD: lambda: portal.deposit_pdf(PDF, "f.pdf"),
        ADD: lambda: portal.add_file(PDF, "f.pdf"),
        SUBMIT: lambda: portal.submit(body),
    }
    with pytest.raises(expected):
        calls[operation]()


@pytest.mark.parametrize(
    "answer",
    [
        {},
        OK,
        {"pieceJointeId": None},
        {"pieceJointeId": ["1"]},
        {"pieceJointeId": True},
        {"pieceJointeId": "abc"},
        {"pieceJointeId": 2**70},
    ],
)
def test_an_upload_without_a_readable_number(scripted, answer):
    scripted.answers = [answer]
    for call in ("deposit_pdf", "add_file"):
        with scripted.client() as portal, pytest.raises(errors.UnknownOutcomeError):
            getattr(portal, call)(PDF, "f.pdf")


@pytest.mark.parametrize("answer", [{"pieceJointeId": 7}, {**OK, "pieceJointeId": "7"}])
def test_an_upload_with_or_without_a_code(scripted, answer):
    scripted.answers = [answer]
    with scripted.client() as portal:
        assert portal.deposit_pdf(PDF, "f.pdf") == portal.add_file(PDF, "f.pdf") == "7"
    sent = scripted.calls[0][3]
    assert base64.b64encode(PDF) in sent


def test_an_upload_refused_is_no_success(scripted):
    scripted.answers = [{"codeRetour": 20001, "libelle": "X", "pieceJointeId": 7}]
    with scripted.client() as portal, pytest.raises(errors.DataError):
        portal.deposit_pdf(PDF, "f.pdf")


@pytest.mark.parametrize(
    "answer",
    [OK, {}, {"identifiantFactureCPP": 7}, {**OK, "identifiantFactureCPP": [7]}],
)
def test_a_submission_without_identifier_is_unclear(scripted, answer):
    scripted.answers = [answer]
    with scripted.client() as portal, pytest.raises(errors.UnknownOutcomeError):
        portal.submit({})
