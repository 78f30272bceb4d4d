# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The portal's answers as plain Python values, read with tolerance.

Members may be null, missing, or an object where an array is announced (spec §1.5,
§2.3); dates come in three shapes, one per field. Everything here is read once, so
that nobody else has to know.
"""

import re
from datetime import date, datetime, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

# The portal writes "2015-12-03 10:36" without an offset: legal time in Paris (§1.5).
_PARIS = ZoneInfo("Europe/Paris")


class Deposit(NamedTuple):
    """Answer of ``deposer/flux``: the number is the only key to the flow."""

    number: str
    date: date | None


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
    invoice_errors: list
    technical_errors: list  # of str


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


class StatusEvent(NamedTuple):
    """One row of ``historiquesDesStatuts``; ``date`` is naive UTC."""

    identifier: str
    code: str
    date: datetime | None
    comment: str
    author: str


class Page(NamedTuple):
    """One page of a search."""

    rows: list
    page: int
    pages: int
    total: int


class Structure(NamedTuple):
    """One structure of the directory, with what it demands (spec §2.11)."""

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


def text(value):
    """Return ``value`` as a stripped string, null as an empty one."""
    return "" if value is None else str(value).strip()


def rows(value):
    """Return a list of objects, whatever the portal made of it."""
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list):
        return [row for row in value if isinstance(row, dict)]
    return []


def to_datetime(value):
    """Return a naive UTC datetime, or ``None`` for what cannot be read."""
    raw = text(value)
    if not raw:
        return None
    # Python 3.10 reads neither "Z" nor "+0100".
    raw = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", raw.replace("Z", "+00:00"))
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_PARIS)
    return moment.astimezone(timezone.utc).replace(tzinfo=None)


def to_date(value):
    """Return a date from any of the portal's shapes, or ``None``."""
    try:
        return date.fromisoformat(text(value)[:10])
    except ValueError:
        return None


def to_amount(value):
    """Return a float, or ``None``: amounts are JSON numbers, sometimes strings."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def flow_report(answer):
    """Read ``consulterCRDetaille`` (spec §2.3)."""
    return FlowReport(
        status=text(answer.get("etatCourantDepotFlux")),
        date=to_datetime(answer.get("dateHeureEtatCourantFlux")),
        file_name=text(answer.get("nomFichier")),
        label=text(answer.get("libelle")),
        invoice_errors=[
            InvoiceError(
                text(row.get("numeroDP")),
                text(row.get("identifiantFournisseur")),
                text(row.get("identifiantDestinataire")),
                text(row.get("libelleErreurDP")),
            )
            for row in rows(answer.get("listeErreurDP"))
        ],
        technical_errors=[
            " ".join(
                filter(
                    None, (text(row.get("codeErreur")), text(row.get("libelleErreur")))
                )
            )
            for row in rows(answer.get("listeErreurTechnique"))
        ],
    )


def found_invoice(row):
    """Read one row of ``rechercher/fournisseur`` (spec §2.4)."""
    return FoundInvoice(
        identifier=text(row.get("identifiantFactureCPP")),
        number=text(row.get("numeroFacture")),
        status=text(row.get("statut")),
        status_date=to_datetime(row.get("dateHeureEtatCourant")),
        flow_number=text(row.get("numeroFluxDepot")),
        comment=text(row.get("commentaireEtatCourant")),
        amount=to_amount(row.get("montantTTC")),
        supplier=text(row.get("codeFournisseur")),
        recipient=text(row.get("codeDestinataire")),
        deposit_date=to_date(row.get("dateDepot")),
    )


def status_events(answer):
    """Read ``consulter/historique``: oldest first, whatever the portal's order."""
    history = answer.get("historiquesDesStatuts") or {}
    events = [
        StatusEvent(
            identifier=text(row.get("histoStatutId")),
            code=text(row.get("histoStatutCode")),
            date=to_datetime(row.get("histoStatutDatePassage")),
            comment=text(row.get("histoStatutCommentaire")),
            author=" ".join(
                filter(
                    None,
                    (
                        text(row.get("histoStatutUtilisateurPrenom")),
                        text(row.get("histoStatutUtilisateurNom")),
                    ),
                )
            ),
        )
        for row in rows(history.get("histoStatut"))
        if text(row.get("histoStatutCode"))
    ]
    # The dates have no seconds: identifiers, which grow, tell equals apart.
    return sorted(
        events, key=lambda e: (e.date or datetime.min, e.identifier.rjust(20, "0"))
    )


def page(answer, key, read):
    """Read one page of a search whose rows are in ``answer[key]``."""
    found = [read(row) for row in rows(answer.get(key))]
    paging = answer.get("parametresRetour") or answer
    return Page(
        rows=found,
        page=int(paging.get("pageCourante") or 1),
        pages=int(paging.get("pages") or (1 if found else 0)),
        total=int(paging.get("total") or len(found)),
    )


def structure_row(row):
    """Read one row of ``structures/rechercher`` (spec §2.11)."""
    return Structure(
        identifier=text(row.get("idStructureCPP")),
        siret=text(row.get("identifiantStructure")),
        identifier_type=text(row.get("typeIdentifiantStructure")),
        name=text(row.get("designationStructure")),
        active=text(row.get("statut")).upper() != "INACTIVE",
    )


def structure_detail(row, answer):
    """Complete a :class:`Structure` with ``structures/consulter`` (spec §2.11)."""
    general = answer.get("informationGenerales") or {}
    address = answer.get("adressePostaleDuSiege") or {}
    demands = answer.get("parametres") or {}
    return row._replace(
        service_required=bool(demands.get("codeServiceDoitEtreRenseigne")),
        commitment_required=bool(demands.get("numeroEJDoitEtreRenseigne")),
        service_or_commitment_required=bool(
            demands.get("gestionNumeroEJOuCodeService")
        ),
        payment_not_reported=bool(demands.get("statutMiseEnPaiementNestPasRemonte")),
        works_only=bool(demands.get("estMoaUniquement")),
        name=text(general.get("raisonSocialeStructure")) or row.name,
        street=text(address.get("adresse")),
        zip=text(address.get("codePostal")),
        city=text(address.get("ville")),
        country=text(address.get("pays")),
        vat=text(general.get("numeroTVA")),
        password_expiry=to_date(general.get("dateExpirationMotPasseCompteTech")),
    )


def service_row(row):
    """Read one row of ``structures/rechercher/services``."""
    status = text(row.get("statutService")).upper()
    return Service(
        identifier=text(row.get("idService")),
        code=text(row.get("codeService")),
        name=text(row.get("libelleService")),
        active=bool(row.get("estActif")) and status not in ("INACTIF", "INACTIVE"),
    )
