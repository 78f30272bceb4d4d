# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The portal's answers as plain Python records; nobody else knows its names.

Each member is read with the tolerance of :mod:`.values`.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timezone
from typing import Any, NamedTuple

from .values import (
    MAX_COMMENT,
    MAX_NAME,
    Row,
    code,
    identifier,
    in_paris,
    member,
    rows,
    text,
    to_amount,
    to_bool,
    to_date,
    to_datetime,
    to_int,
)


class Deposit(NamedTuple):
    """Answer of ``deposer/flux``: the number is the only key to the flow."""

    number: str
    date: date | None


class Submitted(NamedTuple):
    """Answer of ``soumettre``; ``proof`` is the fingerprint of the certificate."""

    identifier: str
    number: str
    status: str
    date: date | None
    proof: str


class InvoiceError(NamedTuple):
    """One line of ``listeErreurDP``; ``number`` may be empty when unreadable."""

    number: str
    supplier: str
    recipient: str
    message: str


class FlowReport(NamedTuple):
    """Answer of ``consulterCRDetaille``; ``date`` is naive UTC."""

    status: str
    date: datetime | None
    file_name: str
    label: str
    invoice_errors: list[InvoiceError]
    technical_errors: list[str]


class FoundInvoice(NamedTuple):
    """One row of ``rechercher/fournisseur``; ``identifier`` as a string (int64)."""

    identifier: str
    number: str
    status: str
    status_date: datetime | None
    flow_number: str
    comment: str
    amount: float | None
    supplier: str
    recipient: str
    deposit_date: date | None
    kind: str = ""  # FACTURE, AVOIR…
    invoice_date: date | None = None
    currency: str = ""
    dossier: str = ""  # invoicing file of a works document
    framework: str = ""  # of a works document, as the portal names it
    market: str = ""
    untaxed: float | None = None
    net: float | None = None

    @property
    def framework_code(self) -> str:
        """``A4`` of ``A4_…``; "" of no works document."""
        return self.framework.partition("_")[0]


class StatusEvent(NamedTuple):
    """One row of ``historiquesDesStatuts``; ``date`` is naive UTC."""

    identifier: str
    code: str
    date: datetime | None
    comment: str
    author: str


class UserAction(NamedTuple):
    """One row of ``historiquesDesActionsUtilisateurs``; ``date`` is naive UTC."""

    identifier: str
    code: str
    date: datetime | None
    author: str


class History(NamedTuple):
    """Answer of ``consulter/historique``: current status, then both lists, oldest
    first."""

    current: str
    events: list[StatusEvent]
    actions: list[UserAction]


class ToValidate(NamedTuple):
    """One row of the validator's searches. Its model has whole amounts only: a first
    idea of them, until the invoice is read."""

    identifier: str
    number: str
    status: str
    supplier: str
    supplier_name: str
    recipient: str
    recipient_name: str
    validator: str
    invoice_date: date | None
    deposit_date: date | None
    amount: float | None
    currency: str
    contract: str
    commitment: str
    kind: str


class Page(NamedTuple):
    """One page of a search; what the portal did not tell is None."""

    rows: list[Any]
    page: int | None
    pages: int | None
    total: int | None


class Structure(NamedTuple):
    """One structure of the directory, with what it demands (portal.md §2.11)."""

    identifier: str
    siret: str
    identifier_type: str
    name: str
    active: bool
    service_required: bool = False
    commitment_required: bool = False
    service_or_commitment_required: bool = False
    payment_not_reported: bool = False
    works_only: bool = False
    works_authority: bool | None = None
    street: str = ""
    zip: str = ""
    city: str = ""
    country: str = ""
    vat: str = ""
    password_expiry: date | None = None


class Service(NamedTuple):
    """One service of a structure; ``commitment_required`` is None until asked."""

    identifier: str
    code: str
    name: str
    active: bool
    commitment_required: bool | None = None


def submitted(answer: Row) -> Submitted:
    """Read ``soumettre`` (portal.md §2.6)."""
    return Submitted(
        identifier=identifier(answer.get("identifiantFactureCPP")),
        number=code(answer.get("numeroFacture")),
        status=code(answer.get("statutFacture")),
        date=to_date(answer.get("dateDepot")),
        proof=code(answer.get("empreinteCertificatDepot")),
    )


def flow_report(answer: Row) -> FlowReport:
    """Read ``consulterCRDetaille`` (portal.md §2.3)."""
    return FlowReport(
        status=code(answer.get("etatCourantDepotFlux")),
        date=to_datetime(answer.get("dateHeureEtatCourantFlux")),
        file_name=text(answer.get("nomFichier"), MAX_NAME),
        label=text(answer.get("libelle")),
        invoice_errors=[
            InvoiceError(
                code(row.get("numeroDP")),
                code(row.get("identifiantFournisseur")),
                code(row.get("identifiantDestinataire")),
                text(row.get("libelleErreurDP")),
            )
            for row in rows(answer.get("listeErreurDP"))
        ],
        technical_errors=[
            " ".join(
                filter(
                    None, (code(row.get("codeErreur")), text(row.get("libelleErreur")))
                )
            )
            for row in rows(answer.get("listeErreurTechnique"))
        ],
    )


def found_invoice(row: Row) -> FoundInvoice:
    """Read one row of ``rechercher/fournisseur`` (portal.md §2.4)."""
    return FoundInvoice(
        identifier=identifier(row.get("identifiantFactureCPP")),
        number=code(row.get("numeroFacture")),
        status=code(row.get("statut")),
        status_date=to_datetime(row.get("dateHeureEtatCourant")),
        flow_number=code(row.get("numeroFluxDepot")),
        comment=text(row.get("commentaireEtatCourant"), MAX_COMMENT),
        amount=to_amount(row.get("montantTTC")),
        supplier=code(row.get("codeFournisseur")),
        recipient=code(row.get("codeDestinataire")),
        deposit_date=to_date(row.get("dateDepot")),
        kind=text(row.get("typeFacture")).upper(),
        invoice_date=to_date(row.get("dateFacture")),
        currency=text(row.get("devise")).upper(),
    )


def status_events(answer: Row) -> list[StatusEvent]:
    """Read ``consulter/historique``: oldest first, whatever the portal's order."""
    listed = member(answer, "historiquesDesStatuts")
    events = [
        StatusEvent(
            identifier=identifier(row.get("histoStatutId")),
            code=code(row.get("histoStatutCode")),
            date=to_datetime(row.get("histoStatutDatePassage")),
            comment=text(row.get("histoStatutCommentaire"), MAX_COMMENT),
            author=_person(row, "histoStatutUtilisateur"),
        )
        for row in rows(listed.get("histoStatut"))
        if code(row.get("histoStatutCode"))
    ]
    # The dates have no seconds: identifiers, which grow, tell equals apart.
    return sorted(
        _unfold(events),
        key=lambda e: (e.date or datetime.min, e.identifier.rjust(20, "0")),
    )


def _unfold(events: Iterable[StatusEvent]) -> Iterator[StatusEvent]:
    """Yield the events, none an hour too early because the clocks went back.

    What seems to come before an event with a smaller identifier came after it, when
    its hour came twice.
    """
    last = datetime.min
    for event in sorted(events, key=lambda e: e.identifier.rjust(20, "0")):
        if event.date and event.date < last:
            later = _in_second_hour(event.date)
            event = event._replace(date=later if later >= last else event.date)
        last = max(last, event.date or last)
        yield event


def _in_second_hour(moment: datetime) -> datetime:
    """Return the instant at which a clock in Paris shows for the second time what it
    showed at ``moment``, or ``moment`` itself when there is none."""
    shown = in_paris(moment)
    again = shown.replace(fold=1).astimezone(timezone.utc)
    return again.replace(tzinfo=None)


def history(answer: Row) -> History:
    """Read ``consulter/historique`` whole: statuses, and what users did."""
    listed = member(answer, "historiquesDesActionsUtilisateurs")
    actions = [
        UserAction(
            identifier=identifier(row.get("histoActionId")),
            code=code(row.get("histoActionCode")),
            date=to_datetime(row.get("histoActionDateHeure")),
            author=_person(row, "histoActionUtilisateur"),
        )
        for row in rows(listed.get("histoAction"))
        if code(row.get("histoActionCode"))
    ]
    actions.sort(key=lambda row: (row.date or datetime.min, row.identifier.rjust(20)))
    return History(
        code(answer.get("statutCourantCode")), status_events(answer), actions
    )


def _person(row: Row, prefix: str) -> str:
    """Return first and last name, where they are told."""
    names = (text(row.get(f"{prefix}{part}"), MAX_NAME) for part in ("Prenom", "Nom"))
    return " ".join(filter(None, names))


def to_validate(row: Row) -> ToValidate:
    """Read one row of ``rechercher/aTraiter/valideur`` (portal.md §2.8)."""
    return ToValidate(
        identifier=identifier(row.get("idFacture")),
        number=code(row.get("numeroFacture")),
        status=code(row.get("statut")),
        supplier=code(row.get("identifiantFournisseur")),
        supplier_name=text(row.get("designationFournisseur"), MAX_NAME),
        recipient=code(row.get("identifiantDestinataire")),
        recipient_name=text(row.get("designationDestinataire"), MAX_NAME),
        validator=code(row.get("identifiantValideur")),
        invoice_date=to_date(row.get("dateFacture")),
        deposit_date=to_date(row.get("dateDepot")),
        amount=to_amount(row.get("montantTTC")),
        currency=text(row.get("devise")).upper(),
        contract=code(row.get("numeroMarche")),
        commitment=code(row.get("numeroEngagement")),
        kind=text(row.get("typeFacture")).upper(),
    )


def page(answer: Row, key: str, read: Callable[[Row], Any]) -> Page:
    """Read one page of a search whose rows are in ``answer[key]``.

    A row without an identifier could never be asked about again: it is left out.
    """
    paging = member(answer, "parametresRetour") or answer
    found = [read(row) for row in rows(answer.get(key))]
    return Page(
        rows=[row for row in found if row.identifier],
        page=to_int(paging.get("pageCourante")),
        pages=to_int(paging.get("pages")),
        total=to_int(paging.get("total")),
    )


def structure_row(row: Row) -> Structure:
    """Read one row of ``structures/rechercher`` (portal.md §2.11)."""
    return Structure(
        identifier=identifier(row.get("idStructureCPP")),
        siret=code(row.get("identifiantStructure")),
        identifier_type=code(row.get("typeIdentifiantStructure")),
        name=text(row.get("designationStructure"), MAX_NAME),
        active=code(row.get("statut")).upper() not in ("INACTIF", "INACTIVE"),
    )


def structure_detail(row: Structure, answer: Row) -> Structure:
    """Complete a :class:`Structure` with ``structures/consulter`` (portal.md §2.11)."""
    general = member(answer, "informationGenerales")
    address = member(answer, "adressePostaleDuSiege")
    demands = member(answer, "parametres")
    authority = demands.get("getaMoa")
    return row._replace(
        service_required=to_bool(demands.get("codeServiceDoitEtreRenseigne")),
        commitment_required=to_bool(demands.get("numeroEJDoitEtreRenseigne")),
        service_or_commitment_required=to_bool(
            demands.get("gestionNumeroEJOuCodeService")
        ),
        payment_not_reported=to_bool(demands.get("statutMiseEnPaiementNestPasRemonte")),
        works_only=to_bool(demands.get("estMoaUniquement")),
        # Absent, it says nothing.
        works_authority=None if authority is None else to_bool(authority),
        siret=code(general.get("identifiantStructure")) or row.siret,
        name=text(general.get("raisonSocialeStructure"), MAX_NAME) or row.name,
        street=text(address.get("adresse"), MAX_NAME),
        zip=code(address.get("codePostal")),
        city=text(address.get("ville"), MAX_NAME),
        country=code(address.get("pays")),
        vat=code(general.get("numeroTVA")),
        password_expiry=to_date(general.get("dateExpirationMotPasseCompteTech")),
    )


def service_row(row: Row) -> Service:
    """Read one row of ``structures/rechercher/services``."""
    status, flag = code(row.get("statutService")).upper(), row.get("estActif")
    return Service(
        identifier=identifier(row.get("idService")),
        code=code(row.get("codeService")),
        name=text(row.get("libelleService"), MAX_NAME),
        # Only what the portal says is closed is closed: either member may be missing.
        active=(flag is None or to_bool(flag))
        and status not in ("INACTIF", "INACTIVE"),
    )
