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


class Party(NamedTuple):
    """A structure and its service under the portal's numbers; the service may be ""."""

    structure: str
    service: str = ""


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

    def submit_works(self, body: Row) -> answers.Submitted:
        """``facturesTravaux/v1/soumettre``: deposit a piece, as the next of another.

        :param body: ``idPiecePrecedente``, ``cadreFacturation``,
            ``numeroFactureSaisi``, ``montantTotal``, ``pieceJointePrincipale``…
        :raise DataError: the piece may not follow now; ``label`` says why
        :raise UnknownOutcomeError: it may have been recorded; never repeat blindly
        """
        path = TRAVAUX + "soumettre"
        answer = self._transport.write(path, body)
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
