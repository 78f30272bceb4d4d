# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One method for each verb of the portal that we use; plain values in and out.

::

    with PortalClient(credentials, tokens) as portal:
        deposit = portal.deposit_flow(content, "f.pdf", SYNTAX_FACTURX)

Every method may raise the errors of :mod:`.errors`. Those of works invoices are in
:mod:`.works`, those after a return in :mod:`.acts`, downloads in :mod:`.proofs`.
"""

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

from ..errors import UnknownOutcomeError
from ..pdf.mime import mime_type
from ..rules import extension_of
from . import answers, values
from .acts import ActVerbs
from .conversation import MAXIMUM_ROWS, PAGE_SIZE
from .proofs import ProofVerbs
from .values import Row
from .works import WorksVerbs
from .works_acts import WorksActVerbs

_FACTURES = "/cpro/factures/v1/"
_STRUCTURES = "/cpro/structures/v1/"
_TRANSVERSES = "/cpro/transverses/v1/"
_ENGAGEMENTS = "/cpro/engagementsJuridiques/v1/"


class PortalClient(ActVerbs, ProofVerbs, WorksVerbs, WorksActVerbs):
    """A conversation with the portal on behalf of one technical account."""

    # === Deposit === #

    def deposit_flow(
        self, content: bytes, file_name: str, syntax: str
    ) -> answers.Deposit:
        """``factures/v1/deposer/flux`` (portal.md §2.2): hand a file over.

        :param content: bytes of the file, at most 10 MB (archives 30 MB)
        :param file_name: with extension, at most 200 characters
        :param syntax: ``syntaxeFlux``, see :data:`.codes.SYNTAXES`
        :return: :class:`.answers.Deposit`
        :raise UnknownOutcomeError: it may have been recorded; never repeat blindly
        """
        path = _FACTURES + "deposer/flux"
        answer = self._transport.write(
            path,
            {
                "fichierFlux": base64.b64encode(content).decode(),
                "nomFichier": file_name,
                "syntaxeFlux": syntax,
                "avecSignature": False,
            },
        )
        number = values.code(answer.get("numeroFluxDepot"))
        if not number:
            raise UnknownOutcomeError(path, 200, detail="no numeroFluxDepot")
        return answers.Deposit(number, values.to_date(answer.get("dateDepot")))

    def flow_report(self, number: str, syntax: str | None = None) -> answers.FlowReport:
        """``transverses/v1/consulterCRDetaille`` (portal.md §2.3): the fate of a flow.

        :return: :class:`.answers.FlowReport`
        :raise DataError: just after a deposit the report may not exist yet
        """
        body = {"numeroFluxDepot": number}
        if syntax:
            body["syntaxeFlux"] = syntax
        return answers.flow_report(
            self._transport.read(_TRANSVERSES + "consulterCRDetaille", body)
        )

    # === A PDF and its data === #

    def deposit_pdf(
        self, content: bytes, file_name: str, is_signed: bool = False
    ) -> str:
        """``factures/v1/deposer/pdf`` (portal.md §2.5): hand over one invoice's PDF.

        The portal keeps a draft (``INTERPRETEE_OCR``) of it, which is no invoice as
        long as :meth:`submit` has not named it. What it reads in the PDF is not used.

        :param content: bytes of a PDF, at most 10 MB
        :param file_name: with extension, at most 200 characters
        :param is_signed: the PDF bears a signature of its own (PAdES)
        :return: ``pieceJointeId`` as a string (int64)
        :raise UnknownOutcomeError: a draft may have been recorded, but no invoice
        """
        return self._uploaded(
            _FACTURES + "deposer/pdf",
            {
                "fichierFacture": base64.b64encode(content).decode(),
                "nomFichier": file_name,
                "formatDepot": "PDF_SIGNE_PADES" if is_signed else "PDF_NON_SIGNE",
            },
        )

    def add_file(self, content: bytes, file_name: str) -> str:
        """``transverses/v1/ajouter/fichier`` (portal.md §2.12): hand over a document.

        It belongs to no invoice until one names it.

        :param content: bytes, at most 10 MB
        :param file_name: with its extension, at most 50 characters (portal.md §5.1)
        :return: ``pieceJointeId`` as a string (int64)
        :raise UnknownOutcomeError: the document may have been recorded
        """
        return self._uploaded(
            _TRANSVERSES + "ajouter/fichier",
            {
                "pieceJointeFichier": base64.b64encode(content).decode(),
                "pieceJointeNom": file_name,
                "pieceJointeTypeMime": mime_type(file_name),
                "pieceJointeExtension": extension_of(file_name),
            },
        )

    def _uploaded(self, path: str, body: Row) -> str:
        # The answer of ``deposer/pdf`` has no codeRetour (portal.md §1.5).
        answer = self._transport.write(path, body, proof="pieceJointeId")
        identifier = values.identifier(answer.get("pieceJointeId"))
        if not identifier:
            raise UnknownOutcomeError(path, 200, detail="no pieceJointeId")
        return identifier

    def bank_accounts(self, structure_identifier: str) -> list[tuple[str, str]]:
        """``transverses/v1/recuperer/coordbanc/valides`` (portal.md §2.12).

        :return: list of (number, name) of the bank details that our structure has
            declared; the portal shows no IBAN here
        """
        answer = self._transport.read(
            _TRANSVERSES + "recuperer/coordbanc/valides",
            {"idStructure": int(structure_identifier)},
        )
        found = [
            (
                values.identifier(row.get("idCoordonneeBancaire")),
                values.text(row.get("nomCoordonneeBancaire"), values.MAX_NAME),
            )
            for row in values.rows(answer.get("listeCoordonneeBancaire"))
        ]
        return [row for row in found if row[0]]

    def attachment_types(self) -> list[str]:
        """Return the codes of :meth:`document_kinds`."""
        return [code for code, _label in self.document_kinds()]

    def submit(self, body: Row) -> answers.Submitted:
        """``factures/v1/soumettre`` (portal.md §2.6): make an invoice out of its data.

        :param body: the request, see :func:`.submission.complete`
        :return: :class:`.answers.Submitted`
        :raise DataError: the portal refused the invoice; ``label`` says why
        :raise UnknownOutcomeError: it may have been recorded; never repeat blindly
        """
        path = _FACTURES + "soumettre"
        submitted = answers.submitted(self._transport.write(path, body))
        if not submitted.identifier:
            raise UnknownOutcomeError(path, 200, detail="no identifiantFactureCPP")
        return submitted

    # === Invoices === #

    def search_invoices(
        self, page_size: int = PAGE_SIZE, **criteria: Any
    ) -> Iterator[answers.FoundInvoice]:
        """``factures/v1/rechercher/fournisseur`` (portal.md §2.4), all pages.

        :param criteria: members of the request as the portal names them, e.g.
            ``numeroFluxDepot``, ``numeroFacture``, ``periodeDateHeureEtatCourantDu``
        :return: generator of :class:`.answers.FoundInvoice`
        """
        yield from self._pages(
            _FACTURES + "rechercher/fournisseur",
            criteria,
            "rechercheFactureParFournisseur",
            page_size,
            "listeFactures",
            answers.found_invoice,
            # Without it a search stops at 200 rows, silently (portal.md §1.6).
            nbResultatsMaximum=MAXIMUM_ROWS,
        )

    def changed_invoices(
        self, since: datetime, until: datetime | None, number: int, size: int
    ) -> answers.Page:
        """``factures/v1/rechercher/fournisseur`` (portal.md §2.4), a page of changes.

        :param since: naive UTC datetime; also ``until``, which may be None
        :return: :class:`.answers.Page`, sorted by invoice number
        """
        return self._changes(
            _FACTURES + "rechercher/fournisseur",
            {},
            "rechercheFactureParFournisseur",
            "listeFactures",
            answers.found_invoice,
            (since, until, number, size),
            nbResultatsMaximum=MAXIMUM_ROWS,
        )

    def now(self) -> datetime:
        """Return the portal's time (naive UTC), as its last answer told it."""
        return datetime.now(timezone.utc).replace(tzinfo=None) - self._transport.skew

    def invoice_history(self, identifier: str) -> answers.History:
        """``factures/v1/consulter/historique`` (portal.md §2.4), with users' actions.

        :param identifier: ``identifiantFactureCPP`` as a string
        :return: :class:`.answers.History`
        """
        answer = self._transport.read(
            _FACTURES + "consulter/historique",
            {
                "idFacture": int(identifier),
                "paramRechercheHistoStatuts": {
                    "pageResultatDemandeeListeHistoStatut": 1,
                    "nbResultatsParPageListeHistoStatut": PAGE_SIZE,
                },
                "paramRechercheHistoActionsUtilisateurs": {
                    "pageResultatDemandeeListeHistoAction": 1,
                    "nbResultatsParPageListeHistoAction": PAGE_SIZE,
                },
            },
        )
        return answers.history(answer)

    def invoice(self, identifier: str) -> Row:
        """``factures/v1/consulter/fournisseur`` (portal.md §2.4): ``facture``."""
        answer = self._transport.read(
            _FACTURES + "consulter/fournisseur",
            {"identifiantFactureCPP": int(identifier)},
        )
        return values.member(answer, "facture")

    # === Directory === #

    def search_structures(
        self,
        page_size: int = PAGE_SIZE,
        everybody: bool = False,
        **criteria: Any,
    ) -> Iterator[answers.Structure]:
        """``structures/v1/rechercher`` (portal.md §2.11).

        :param everybody: private structures too, not only those of the account
        :param criteria: members of ``structure``, e.g. ``identifiantStructure``
        :return: generator of :class:`.answers.Structure` without their demands; pages
            are asked for as it goes, so stop early when the first rows are enough
        """
        others = {"restreindreStructuresPrivees": False} if everybody else {}
        yield from self._pages(
            _STRUCTURES + "rechercher",
            {"structure": criteria, **others},
            "parametres",
            page_size,
            "listeStructures",
            answers.structure_row,
        )

    def structure(self, row: answers.Structure) -> answers.Structure:
        """``structures/v1/consulter`` (portal.md §2.11): ``row`` with its demands.

        The answer does not say whether the structure is active: ``row`` does.
        """
        answer = self._transport.read(
            _STRUCTURES + "consulter", {"idStructureCPP": int(row.identifier)}
        )
        return answers.structure_detail(row, answer)

    def services(self, structure_identifier: str) -> Iterator[answers.Service]:
        """``structures/v1/rechercher/services`` (portal.md §2.11).

        :return: generator of :class:`.answers.Service`
        """
        yield from self._pages(
            _STRUCTURES + "rechercher/services",
            {"idStructure": int(structure_identifier)},
            "parametresRechercherServicesStructure",
            PAGE_SIZE,
            "listeServices",
            answers.service_row,
        )

    def service_demands_commitment(
        self, structure_identifier: str, service_identifier: str
    ) -> bool:
        """``structures/v1/consulter/service``: is a commitment number compulsory?"""
        answer = self._transport.read(
            _STRUCTURES + "consulter/service",
            {
                "idStructure": int(structure_identifier),
                "idService": int(service_identifier),
            },
        )
        demands = values.member(answer, "parametres")
        return values.to_bool(demands.get("numeroEngagement"))

    def my_structures(self) -> list[tuple[str, str, str]]:
        """``transverses/v1/recuperer/structures/actives/fournisseur``
        (portal.md §2.12).

        :return: list of (identifier, SIRET, name) the technical account may act for
        """
        answer = self._transport.read(
            _TRANSVERSES + "recuperer/structures/actives/fournisseur", {}
        )
        mine = [
            (
                values.identifier(row.get("idStructureCPP")),
                values.code(row.get("identifiant")),
                values.text(row.get("designationStructure"), values.MAX_NAME),
            )
            for row in values.rows(answer.get("listeStructures"))
        ]
        return [row for row in mine if row[0]]

    def commitment_exists(self, supplier_identifier: str, number: str) -> bool:
        """``engagementsJuridiques/v1/rechercher`` (portal.md §2.14).

        Only commitments addressed to the supplier are seen, and many local
        authorities publish none: a miss proves nothing.
        """
        answer = self._transport.read(
            _ENGAGEMENTS + "rechercher",
            {
                "structureReceptriceEngagementJuridique": str(supplier_identifier),
                "numeroEngagementJuridique": number,
                "etatCourantEngagementJuridique": "COMMANDE",
            },
        )
        return any(
            values.text(row.get("numeroEngagementJuridique")) == number
            for row in values.rows(answer.get("listeEngagementJuridique"))
        )

    # === Connection === #

    def fetch_token(self) -> tuple[str, int]:
        """Ask for a new token, to prove that the PISTE application is good."""
        return self._transport.fetch_token()

    def clock_skew(self) -> timedelta | None:
        """Return how far our clock is ahead of the portal's, by its last ``Date``.

        :return: timedelta, negative when ours is behind; None when it never told
        """
        return self._transport.skew if self._transport.knows_skew else None
