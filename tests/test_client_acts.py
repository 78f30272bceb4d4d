# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The verbs after a return, and a validator's, against the sandbox."""

import pytest
import sandbox_client
import sandbox_world as world
from chorus import codes, errors
from chorus.portal import acts
from chorus.portal.client import PortalClient
from sandbox_calls import COUNTY, credentials, deposit, fault, number

COMMITMENT = "12345678200036"
SECOND_VALIDATOR = "55512345600025"
LOST = ({"kind": "http_502", "when": "after"}, {"kind": "reset"}, {"kind": "html"})


@pytest.fixture
def portal(fresh_sandbox):
    with PortalClient(credentials(fresh_sandbox)) as client:
        yield client


@pytest.fixture
def validator(fresh_sandbox):
    with PortalClient(credentials(fresh_sandbox, "valideur")) as client:
        yield client


def decided(sandbox, portal, statut, reason="Bon de livraison à joindre"):
    """Return the identifier of an invoice to which its client gave a status."""
    invoice = number()
    deposit(portal, invoice)
    sandbox.control("POST", "clock", {"advance": 600})
    (found,) = portal.search_invoices(numeroFacture=invoice)
    order = {"statut": statut, "motif": reason}
    sandbox.control("POST", f"invoices/{found.identifier}/status", order)
    return found.identifier


def subcontracted(sandbox, name="A9-1"):
    """Return the identifier of a subcontractor's invoice that waits for its holder."""
    client = sandbox_client.Client(sandbox.url)
    client.ok("factures/soumettre", world.submission(name, **world.SUBCONTRACTOR))
    with PortalClient(credentials(sandbox)) as portal:
        (found,) = portal.search_invoices(numeroFacture=name)
    assert found.status == "A_VALIDER_1"
    return found.identifier


def statuses(portal, identifier):
    return [event.code for event in portal.invoice_history(identifier).events]


def test_complete(fresh_sandbox, portal):
    identifier = decided(fresh_sandbox, portal, "SUSPENDUE")
    kinds = dict(portal.document_kinds())
    assert kinds["BDL"] == "Bon de livraison"
    assert portal.attachment_types() == list(kinds)
    file = portal.add_file(b"%PDF-1.4 bon", "bon.pdf")
    documents = [acts.Complement("bon.pdf", "BDL", file)]
    portal.complete_invoice(identifier, documents, "Le bon est joint")
    history = portal.invoice_history(identifier)
    assert history.current == "COMPLETEE" == history.events[-1].code
    assert history.events[-1].comment == "Le bon est joint"
    (action,) = history.actions
    assert action.code in acts.ACKNOWLEDGED and action.author and action.date
    with pytest.raises(errors.DataError) as caught:
        portal.complete_invoice(identifier, [], "encore")
    assert (caught.value.code, caught.value.label) == (20002, "GDP_MSG_11.033")
    assert statuses(portal, identifier).count("COMPLETEE") == 1


def test_complete_with_words_alone(fresh_sandbox, portal):
    identifier = decided(fresh_sandbox, portal, "SUSPENDUE")
    portal.complete_invoice(identifier, [], "Livré le 3 mars")
    assert portal.invoice_history(identifier).current == "COMPLETEE"


def test_an_unknown_invoice_or_that_of_another(fresh_sandbox, portal):
    identifier = decided(fresh_sandbox, portal, "SUSPENDUE")
    with pytest.raises(errors.DataError) as caught:
        portal.complete_invoice("99999999", [], "rien")
    assert (caught.value.code, caught.value.label) == (20000, "GDP_MSG_11.008")
    keys = credentials(fresh_sandbox, "fournisseur2")
    with PortalClient(keys) as other, pytest.raises(errors.DataError) as caught:
        other.complete_invoice(identifier, [], "rien")
    assert (caught.value.code, caught.value.label) == (20001, "GDP_MSG_11.005")


def test_recycle_keeps_the_number(fresh_sandbox, portal):
    identifier = decided(fresh_sandbox, portal, "A_RECYCLER", "Mauvais service")
    with pytest.raises(errors.DataError) as caught:
        portal.recycle_invoice(identifier, COMMITMENT, "", "")
    assert "engagement" in caught.value.label.lower()
    portal.recycle_invoice(identifier, COMMITMENT, "COMPTA", "EJ20260001", "Corrigé")
    invoice = portal.invoice(identifier)
    recipient = invoice["destinataire"]
    assert recipient["codeDestinataire"] == COMMITMENT != COUNTY
    assert "EN_COURS_ACHEMINEMENT" in statuses(portal, identifier)[-2:]
    with pytest.raises(errors.DataError):
        portal.recycle_invoice(identifier, COUNTY, "", "")


def test_a_rejection_is_handled(fresh_sandbox, portal):
    identifier = decided(fresh_sandbox, portal, "REJETEE", "Quantité")
    portal.handle_rejection(identifier)
    history = portal.invoice_history(identifier)
    assert history.current == "REJETEE"
    assert [row.code for row in history.actions] == [acts.HANDLED_REJECTION]


def test_a_handled_rejection_must_be_one(fresh_sandbox, portal):
    identifier = decided(fresh_sandbox, portal, "SUSPENDUE")
    with pytest.raises(errors.DataError):
        portal.handle_rejection(identifier)


@pytest.mark.parametrize("lost", LOST, ids=lambda fault: fault["kind"])
def test_a_lost_answer_is_a_doubt_that_the_history_settles(fresh_sandbox, portal, lost):
    identifier = decided(fresh_sandbox, portal, "SUSPENDUE")
    fault(fresh_sandbox, operation="factures/completer", count=1, **lost)
    with pytest.raises(errors.UnknownOutcomeError):
        portal.complete_invoice(identifier, [], "Joint")
    assert statuses(portal, identifier)[-1] == "COMPLETEE"


def test_validate(fresh_sandbox, validator):
    identifier = subcontracted(fresh_sandbox)
    (row,) = validator.invoices_to_validate()
    assert (row.identifier, row.number, row.status) == (
        identifier,
        "A9-1",
        "A_VALIDER_1",
    )
    assert (row.supplier, row.validator) == ("33254021516357", "55512345600017")
    assert row.supplier_name and row.recipient_name and row.deposit_date
    assert row.currency == "EUR" and row.amount == 120
    assert validator.invoice_to_validate(identifier)["numeroFacture"] == "A9-1"
    validator.decide_invoice(identifier, acts.ACCEPT)
    assert "VALIDEE_1" in statuses(validator, identifier)
    assert list(validator.invoices_to_validate()) == []


def test_refuse_with_a_reason(fresh_sandbox, validator):
    identifier = subcontracted(fresh_sandbox)
    reasons = dict(validator.validator_reasons("A9_FACTURE_SOUSTRAITANT"))
    assert reasons["QTE_ERR"] == "Quantité facturée incorrecte"
    with pytest.raises(errors.DataError):
        validator.decide_invoice(identifier, acts.REFUSE)
    validator.decide_invoice(identifier, acts.REFUSE, reasons["QTE_ERR"], "Lot 2")
    history = validator.invoice_history(identifier)
    assert history.current == "REFUSEE_1"
    assert history.events[-1].comment == "Quantité facturée incorrecte Lot 2"


def test_a_wrong_validator_is_replaced(fresh_sandbox, portal, validator):
    identifier = subcontracted(fresh_sandbox)
    validator.decide_invoice(identifier, "ERREUR_VALIDEUR")
    wrong = "ERREUR_FOURNISSEUR_SUR_VALIDEUR"
    assert portal.invoice_history(identifier).current == wrong
    assert codes.invoice_status(wrong).state == "action"
    with pytest.raises(errors.DataError):
        portal.correct_validator(identifier, "99999999999999")
    portal.correct_validator(identifier, SECOND_VALIDATOR)
    assert portal.invoice_history(identifier).current == "A_VALIDER_1"
    (row,) = validator.invoices_to_validate()
    assert row.validator == SECOND_VALIDATOR
