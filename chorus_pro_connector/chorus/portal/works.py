# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The verbs of works invoices (*factures de travaux*, portal.md §4.4).

The portal keeps them apart: no search of simple invoices shows them. Of this API only
``rechercher`` was ever seen to work; everything else here is a list of its own. What
nobody has seen stands in :mod:`.works_acts`.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from . import answers, values
from .conversation import PAGE_SIZE, Conversation
from .values import Row

TRAVAUX = "/cpro/facturesTravaux/v1/"
_FACTURES = "/cpro/factures/v1/"
_TRANSVERSES = "/cpro/transverses/v1/"
_WORKS = "FACTURE_TRAVAUX"
_TO_VALIDATE = ("A_VALIDER_1", "A_VALIDER_2")
# The only role in which a supplier asks.
_SUPPLIER = {"roleUtilisateur": "FOURNISSEUR"}
# Key of the result → path, parameters, list of the answer, member of its rows.
_LISTS = {
    "syntax": ("syntaxeflux", {}, "listeSyntaxeFlux", "syntaxeFlux"),
    "type": (
        "typefacturetravaux",
        {},
        "listeTypeFactureTravaux",
        "typeFactureTravaux",
    ),
    "framework": (
        "cadrefacturation",
        {"typeDemandePaiement": _WORKS},
        "listeCadreFacturation",
        "codeCadreFacturation",
    ),
    "document": (
        "typespj",
        {"typeObjet": _WORKS},
        "listeTypePieceJointe",
        "codeTypePieceJointe",
    ),
    "structure": (
        "structures/actives/facturetravaux",
        {},
        "listeStructures",
        "identifiant",
    ),
}


def found_works(row: Row) -> answers.FoundInvoice:
    """Read one row of ``rechercher``, which as a rule does not name the flow."""
    return answers.FoundInvoice(
        identifier=values.identifier(row.get("idFactureTravaux")),
        number=values.code(row.get("numeroFactureTravaux")),
        status=values.code(row.get("statutFactureTravaux")),
        status_date=values.to_datetime(row.get("dateHeureEtatCourant")),
        flow_number=values.code(row.get("numeroFluxDepot")),
        comment=values.text(row.get("commentaireEtatCourant"), values.MAX_COMMENT),
        amount=values.to_amount(row.get("montantTTC")),
        supplier=values.code(row.get("identifiantFournisseur")),
        recipient=values.code(row.get("identifiantDestinataire")),
        deposit_date=values.to_date(row.get("dateDepot")),
        kind=values.text(row.get("typeFacture")).upper(),
        invoice_date=values.to_date(row.get("dateFactureTravaux")),
        currency=values.text(row.get("devise")).upper(),
        dossier=values.code(row.get("numeroDossierFacturation"))
        or values.identifier(row.get("idDossierFacturation")),
        framework=values.code(row.get("cadreFacturation")),
        market=values.code(row.get("numeroMarche")),
        untaxed=values.to_amount(row.get("montantHT")),
        net=values.to_amount(row.get("montantAPayer")),
    )


class WorksVerbs(Conversation):
    """What is asked about works invoices; see :class:`.client.PortalClient`."""

    def search_works(
        self, page_size: int = PAGE_SIZE, **criteria: Any
    ) -> Iterator[answers.FoundInvoice]:
        """``facturesTravaux/v1/rechercher`` (portal.md §4.4), all pages, as supplier.

        :param criteria: members of the request as the portal names them, e.g.
            ``numeroFluxDepot``, ``numeroFactureTravaux``
        :return: generator of :class:`.answers.FoundInvoice`
        """
        yield from self._pages(
            TRAVAUX + "rechercher",
            {**_SUPPLIER, **criteria},
            "rechercheFactureTravaux",
            page_size,
            "listeFacturesTravaux",
            found_works,
        )

    def changed_works(
        self, since: datetime, until: datetime | None, number: int, size: int
    ) -> answers.Page:
        """``facturesTravaux/v1/rechercher`` (portal.md §4.4), a page of changes.

        :param since: naive UTC datetime; also ``until``, which may be None
        :return: :class:`.answers.Page`
        """
        return self._changes(
            TRAVAUX + "rechercher",
            _SUPPLIER,
            "rechercheFactureTravaux",
            "listeFacturesTravaux",
            found_works,
            (since, until, number, size),
        )

    def works_to_validate(
        self, page_size: int = PAGE_SIZE
    ) -> Iterator[answers.ToValidate]:
        """``factures/v1/rechercher/valideur`` (portal.md §2.8), of works alone.

        The official model names works among what it finds; that of what waits to be
        dealt with (``aTraiter``) does not say so.

        :return: generator of :class:`.answers.ToValidate`, of all pages
        """
        yield from self._pages(
            _FACTURES + "rechercher/valideur",
            {"typeDemandePaiement": _WORKS, "statutCourant": list(_TO_VALIDATE)},
            "pagination",
            page_size,
            "listeFactures",
            answers.to_validate,
        )

    def works_lists(self, name: str) -> list[str]:
        """``transverses/v1/recuperer/…`` (portal.md §2.12): one of the portal's lists.

        :param name: ``syntax`` (of flows), ``type`` (of works invoices), ``framework``,
            ``document`` (kinds of joined documents), ``structure`` (SIRETs of the
            account's structures that may use works invoices)
        :return: the codes, in the portal's order, each once
        """
        path, body, key, member = _LISTS[name]
        answer = self._transport.read(_TRANSVERSES + "recuperer/" + path, body)
        codes = (values.code(row.get(member)) for row in values.rows(answer.get(key)))
        return list(dict.fromkeys(code for code in codes if code))
