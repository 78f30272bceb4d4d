# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Operations on works pieces that nobody outside has seen at work (portal.md §4.4).

Their names are in public lists; paths, members and answers are our reading of the old
addresses and of what simple invoices take. They stand in this one file, and whoever
calls them asks a setting first: in production it is off as delivered (doubts.md).

Each that writes is an uncertain write, as in :mod:`.acts`.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..errors import UnknownOutcomeError
from . import answers, values
from .acts import Complement, complements, given, recycled
from .conversation import Conversation
from .values import Row
from .works import TRAVAUX, found_works

# Our names of the two parties → how members of the portal end.
_PARTIES = {"moe": "Moe", "moa": "Moa"}


# Ours of the parties that a piece names → block, and how its members end.
_BLOCKS = {
    "supplier": ("fournisseur", "Fournisseur"),
    "moe": ("cadreDeFacturation", "Moe"),
    "moa": ("cadreDeFacturation", "Moa"),
}
# Frameworks that this service deposits → their names in the portal's list.
FRAMEWORKS = {
    "A15": "A15_ETAT_ACOMPTE_MOE",
    "A16": "A16_ETAT_ACOMPTE_VALIDE_MOE",
    "A17": "A17_PROJET_DECOMPTE_GENERAL_MOE",
    "A18": "A18_DECOMPTE_GENERAL_MOE",
    "A22": "A22_PROJET_DECOMPTE_GENERAL_FOURNISSEUR_PROCEDURE_TACITE",
    "A23": "A23_DECOMPTE_GENERAL_DEFINITIF_TACITE_FOURNISSEUR",
    "A24": "A24_DECOMPTE_GENERAL_DEFINITIF_TACITE_MOE",
}


class Party(NamedTuple):
    """A structure and its service under the portal's numbers; the service may be ""."""

    structure: str
    service: str = ""


class Tax(NamedTuple):
    """What a piece states at one rate of VAT, which is a percentage; euros."""

    rate: float
    base: float
    tax: float


class Piece(NamedTuple):
    """A piece of an invoicing file, as :meth:`WorksActVerbs.submit_works` deposits it.

    :param framework: short, one of :data:`FRAMEWORKS`
    :param date: as ISO 8601
    :param untaxed: euros, as ``tax``, ``total`` (with VAT) and ``net`` (to be paid)
    :param previous: the portal's number of the piece that is followed, whose parties
        are then those of this one; "" for the first piece of a file
    :param main: the PDF that people read, handed over before
    :param parties: ``supplier``, ``recipient``, ``moe``, ``moa``: (SIRET, code of the
        service or ""); of a piece that follows, only those that change
    """

    framework: str
    number: str
    date: str
    untaxed: float
    tax: float
    total: float
    net: float
    previous: str = ""
    main: Complement | None = None
    joined: Sequence[Complement] = ()
    taxes: Sequence[Tax] = ()
    parties: Mapping[str, Sequence[str]] = {}
    market: str = ""
    commitment: str = ""
    comment: str = ""


class WorksActVerbs(Conversation):
    """Unconfirmed verbs about works; see :class:`.client.PortalClient`."""

    # === Supplier === #

    def complete_works(
        self, identifier: str, documents: Sequence[Complement], comment: str
    ) -> None:
        """``facturesTravaux/v1/completer``: answer a request to complete.

        :param documents: handed over before, see :meth:`.client.PortalClient.add_file`
        :raise DataError: nothing is asked for, or a document is refused
        :raise UnknownOutcomeError: it may have been completed
        """
        self._transport.write(
            TRAVAUX + "completer",
            {"idFactureTravaux": int(identifier)} | complements(documents, comment),
        )

    def correct_works_parties(
        self, identifier: str, parties: Mapping[str, Party], comment: str = ""
    ) -> None:
        """``facturesTravaux/v1/completermoe``: name another MOE or MOA.

        :param parties: ``moe`` and ``moa``, or the one of both that changes
        :raise DataError: no party is wrong, or the structure is not known
        :raise UnknownOutcomeError: it may have been corrected
        """
        body: Row = {"idFactureTravaux": int(identifier)}
        for role, party in parties.items():
            body[f"id{_PARTIES[role]}"] = int(party.structure)
            if party.service:
                body[f"idService{_PARTIES[role]}"] = int(party.service)
        self._transport.write(
            TRAVAUX + "completermoe", body | given(commentaire=comment)
        )

    def recycle_works(
        self,
        identifier: str,
        recipient: str,
        service: str,
        commitment: str,
        comment: str = "",
    ) -> None:
        """``facturesTravaux/v1/recycler``: send the same piece to whom it is for.

        :param recipient: SIRET; ``service`` and ``commitment`` may be empty
        :raise DataError: the piece is not to be recycled, or a value is refused
        :raise UnknownOutcomeError: it may have been recycled
        """
        body: Row = {"idFactureTravaux": int(identifier)}
        self._transport.write(
            TRAVAUX + "recycler",
            body | recycled(recipient, service, commitment, comment),
        )

    def correct_works_validator(self, identifier: str, siret: str) -> None:
        """``facturesTravaux/v1/corrigerValideur``: name another validator.

        :raise DataError: no validator is wrong, or the structure is not known
        :raise UnknownOutcomeError: the validator may have been replaced
        """
        self._transport.write(
            TRAVAUX + "corrigerValideur",
            {
                "idFactureTravaux": int(identifier),
                "typeIdentifiantStructure": "SIRET",
                "identifiantStructure": siret,
            },
        )

    # === Any party === #

    def submit_works(self, piece: Piece) -> answers.Submitted:
        """``facturesTravaux/v1/soumettre``: deposit a piece, first or next of a file.

        :raise DataError: the piece may not be deposited now; ``label`` says why
        :raise UnknownOutcomeError: it may have been recorded; never repeat blindly
        """
        path = TRAVAUX + "soumettre"
        answer = self._transport.write(path, _submission(piece))
        identifier = values.identifier(answer.get("idFactureTravaux"))
        if not identifier:
            raise UnknownOutcomeError(path, 200, detail="no idFactureTravaux")
        return answers.Submitted(
            identifier,
            values.code(answer.get("numeroFactureTravaux")),
            values.code(answer.get("statutFactureTravaux")),
            values.to_date(answer.get("dateDepot")),
            "",
        )

    def works_file(self, identifier: str) -> list[answers.FoundInvoice]:
        """``facturesTravaux/v1/consulter/dossierfacturation``: all pieces of a file.

        :param identifier: of any of its pieces
        :return: in the portal's order
        """
        answer = self._transport.read(
            TRAVAUX + "consulter/dossierfacturation",
            {"idFactureTravaux": int(identifier)},
        )
        return [
            found_works(row) for row in values.rows(answer.get("listeFactureTravaux"))
        ]


def _submission(piece: Piece) -> Row:
    """Return the request that deposits a piece, built as that of a simple invoice."""
    body: Row = {
        "cadreDeFacturation": {"codeCadreFacturation": FRAMEWORKS[piece.framework]},
        "numeroFactureSaisi": piece.number,
        "dateFacture": piece.date,
        "montantTotal": {
            "montantHtTotal": piece.untaxed,
            "montantTVA": piece.tax,
            "montantTtcTotal": piece.total,
            "montantAPayer": piece.net,
        },
    }
    if piece.previous:
        body["idPiecePrecedente"] = int(piece.previous)
    if piece.main:
        body["pieceJointePrincipale"] = [
            {
                "pieceJointePrincipaleDesignation": piece.main.name,
                "pieceJointePrincipaleId": int(piece.main.identifier),
            }
        ]
    if piece.taxes:
        body["ligneTva"] = [
            {
                "ligneTvaTauxManuel": row.rate,
                "ligneTvaMontantBaseHtParTaux": row.base,
                "ligneTvaMontantTvaParTaux": row.tax,
            }
            for row in piece.taxes
        ]
    _name_parties(body, piece.parties)
    references = given(numeroMarche=piece.market, numeroBonCommande=piece.commitment)
    if references:
        body["references"] = references
    return body | complements(piece.joined, piece.comment)


def _name_parties(body: Row, parties: Mapping[str, Sequence[str]]) -> None:
    """Write the parties of a piece into its request."""
    for role, (siret, service) in parties.items():
        if role == "recipient":
            body["destinataire"] = {"codeDestinataire": siret} | given(
                codeServiceExecutant=service
            )
            continue
        block, ending = _BLOCKS[role]
        body.setdefault(block, {}).update(
            {f"identifiant{ending}": siret, f"typeIdentifiant{ending}": "SIRET"}
        )
        if service:
            body[block][f"codeService{ending}"] = service
