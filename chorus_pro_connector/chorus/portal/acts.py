# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a supplier does after a return, and what a validator decides (portal.md §2.7,
§2.8).

Each is an uncertain write: after :class:`.UnknownOutcomeError` the history of the
invoice (:meth:`.client.PortalClient.invoice_history`) is asked before anything else.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from . import answers, values
from .conversation import PAGE_SIZE, Conversation
from .values import Row

_FACTURES = "/cpro/factures/v1/"
_TRANSVERSES = "/cpro/transverses/v1/"

# ``action`` of ``traiter/factureAValider`` (portal.md §2.8).
ACCEPT, REFUSE = "VALIDATION", "REFUS"
# Actions of users that a history keeps (portal.md §3.5).
HANDLED_REJECTION = "TRAITEMENT_REJET"
ACKNOWLEDGED = ("ACQUITTEMENT_REJET", "ACQUITTEMENT_SUSPENSION")


class Complement(NamedTuple):
    """One document that completes an invoice; ``kind`` of :meth:`document_kinds`."""

    name: str
    kind: str
    identifier: str


class ActVerbs(Conversation):
    """Acts on invoices that the portal has; see :class:`.client.PortalClient`."""

    # === Supplier === #

    def document_kinds(self) -> list[tuple[str, str]]:
        """``transverses/v1/recuperer/typespj`` (portal.md §2.12): an invoice's.

        :return: list of (code, French label), in the portal's order
        """
        answer = self._transport.read(
            _TRANSVERSES + "recuperer/typespj", {"typeObjet": "FACTURE"}
        )
        return _coded(
            answer,
            "listeTypePieceJointe",
            "codeTypePieceJointe",
            "libelleTypePieceJointe",
        )

    def complete_invoice(
        self, identifier: str, documents: Sequence[Complement], comment: str
    ) -> None:
        """``factures/v1/completer``: answer a suspension.

        :param documents: handed over before, see :meth:`.client.PortalClient.add_file`
        :param comment: at most 2,000 characters; may be empty
        :raise DataError: the invoice is not suspended, or a document is refused
        :raise UnknownOutcomeError: it may have been completed
        """
        body: Row = {"identifiantFactureCPP": int(identifier)}
        self._transport.write(
            _FACTURES + "completer", body | complements(documents, comment)
        )

    def recycle_invoice(
        self,
        identifier: str,
        recipient: str,
        service: str,
        commitment: str,
        comment: str = "",
    ) -> None:
        """``factures/v1/recycler``: send the same invoice to the right recipient.

        :param recipient: SIRET; ``service`` and ``commitment`` may be empty
        :raise DataError: the invoice is not to be recycled, or a value is refused
        :raise UnknownOutcomeError: it may have been recycled
        """
        body: Row = {"identifiantFactureCPP": int(identifier)}
        self._transport.write(
            _FACTURES + "recycler",
            body | recycled(recipient, service, commitment, comment),
        )

    def handle_rejection(self, identifier: str) -> None:
        """``factures/v1/traiterRejet``: mark a refused invoice as dealt with.

        :raise DataError: the invoice is not refused
        :raise UnknownOutcomeError: it may have been marked
        """
        self._transport.write(
            _FACTURES + "traiterRejet",
            {"listeDemandePaiement": [{"idDemandePaiement": int(identifier)}]},
        )

    def correct_validator(self, identifier: str, siret: str) -> None:
        """``factures/v1/corriger/valideur/facture``: name another validator.

        :raise DataError: no validator is wrong, or the structure is not known
        :raise UnknownOutcomeError: the validator may have been replaced
        """
        self._transport.write(
            _FACTURES + "corriger/valideur/facture",
            {
                "idFacture": int(identifier),
                "typeIdentifiantStructure": "SIRET",
                "identifiantStructure": siret,
            },
        )

    # === Validator === #

    def invoices_to_validate(
        self, page_size: int = PAGE_SIZE
    ) -> Iterator[answers.ToValidate]:
        """``factures/v1/rechercher/aTraiter/valideur``: what waits for us, all pages.

        :return: generator of :class:`.answers.ToValidate`
        """
        yield from self._pages(
            _FACTURES + "rechercher/aTraiter/valideur",
            {},
            "pagination",
            page_size,
            "listeFactures",
            answers.to_validate,
        )

    def invoice_to_validate(self, identifier: str) -> Row:
        """``factures/v1/consulter/valideur``: ``facture``, as its validator sees it."""
        answer = self._transport.read(
            _FACTURES + "consulter/valideur", {"identifiantFactureCPP": int(identifier)}
        )
        return values.member(answer, "facture")

    def validator_reasons(self, framework: str = "") -> list[tuple[str, str]]:
        """``transverses/v1/recuperer/motifs/refus/Facture/AValider`` (portal.md §2.8).

        :param framework: ``codeCadreFacturation``, e.g. ``A9_FACTURE_SOUSTRAITANT``
        :return: list of (code, French label) for a refusal
        """
        answer = self._transport.read(
            _TRANSVERSES + "recuperer/motifs/refus/Facture/AValider",
            given(codeCadreFacturationAValider=framework),
        )
        return _coded(
            answer, "listeMotifRefusFactureAValider", "codeMotif", "libelleMotif"
        )

    def decide_invoice(
        self, identifier: str, action: str, reason: str = "", complement: str = ""
    ) -> None:
        """``factures/v1/traiter/factureAValider``: accept or refuse.

        :param action: :data:`ACCEPT` or :data:`REFUSE`; the latter with a ``reason``
        :raise DataError: the status does not allow it, or the reason is missing
        :raise UnknownOutcomeError: it may have been decided
        """
        self._transport.write(
            _FACTURES + "traiter/factureAValider",
            {
                "idFacture": int(identifier),
                "action": action,
                **given(motifRefus=reason, complementInfo=complement),
            },
        )


def complements(documents: Sequence[Complement], comment: str) -> Row:
    """Return the members that hold documents and a comment; absent when empty."""
    body: Row = {}
    if documents:
        body["pieceJointeComplementaire"] = [
            {
                "pieceJointeComplementaireDesignation": document.name,
                "pieceJointeComplementaireType": document.kind,
                "pieceJointeComplementaireId": int(document.identifier),
            }
            for document in documents
        ]
    return body | given(commentaire=comment)


def recycled(recipient: str, service: str, commitment: str, comment: str) -> Row:
    """Return the members that send a document to another recipient."""
    body: Row = {
        "destinataire": given(codeDestinataire=recipient, codeServiceExecutant=service)
    }
    if commitment:
        body["reference"] = {"numeroBonCommande": commitment}
    return body | given(commentaire=comment)


def given(**members: str) -> Row:
    """Return the members that have a value: an empty one would erase."""
    return {name: value for name, value in members.items() if value}


def _coded(answer: Row, key: str, code: str, label: str) -> list[tuple[str, str]]:
    found = {
        name: values.text(row.get(label), values.MAX_NAME) or name
        for row in values.rows(answer.get(key))
        if (name := values.code(row.get(code)))
    }
    return list(found.items())
