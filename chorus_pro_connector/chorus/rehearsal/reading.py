# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a company invoiced to public clients, out of its database and pseudonymised.

Kept as they are: numbers of invoices, dates, amounts, quantities, units, taxes with
their texts, VAT mentions, and of clients the numbers that the State publishes (SIRET,
VAT number, codes of services) with what they demand. Replaced by texts of the same
shape (:class:`.Pseudonyms`): names, addresses, e-mails, telephones, bank accounts,
labels of lines, notes, references, commitments, markets. Not read at all: salespeople,
entries, payments, joined documents, messages, and whoever is no public client.
"""

from collections.abc import Collection
from datetime import date

from ..identifiers import compact
from .contents import number, read_lines, read_precisions, read_taxes
from .pseudonyms import Pseudonyms
from .tables import Cursor, Row, Tables, of_company, words

FORMAT = "chorus-rehearsal-1"
SERIES = "19.0"
# Values of the sending method: ours, and that of the OCA modules.
METHODS = ("chorus_pro", "fr_chorus")
# The INSEE gives SIREN that begin so to public bodies; some have others, which are
# named one by one.
PUBLIC_SIREN = ("1", "2")
FRAMEWORKS = (None, "A1", "A2", "A9", "A12")

_COMPANY = (
    "name partner_id currency_id tax_calculation_rounding_method chorus_vat_on_debits "
    "chorus_legal_id"
)
_PARTNER = (
    "name parent_id commercial_partner_id is_company street street2 zip city "
    "country_id company_registry siret vat email phone lang invoice_sending_method "
    "chorus_service_required chorus_commitment_required "
    "chorus_service_or_commitment chorus_payment_not_reported chorus_works_only "
    "chorus_structure_state chorus_checked chorus_format fr_chorus_required"
)
_MOVE = (
    "name move_type invoice_date invoice_date_due delivery_date partner_id "
    "commercial_partner_id partner_shipping_id currency_id partner_bank_id journal_id "
    "ref narration payment_reference invoice_origin reversed_entry_id buyer_reference "
    "purchase_order_reference contract_reference amount_total amount_tax "
    "invoice_currency_rate "
    "chorus_framework chorus_validator_siret chorus_vat_regime chorus_vat_mention "
    "chorus_format chorus_service_code"
)


class NotReadable(Exception):
    """One sentence: what was looked for, and what is there instead."""


def read(
    cr: Cursor,
    company: int,
    since: date,
    clients: Collection[str] = (),
    pseudonyms: Pseudonyms | None = None,
) -> tuple[Row, dict[str, str]]:
    """Return (the copy, names of clients by id); only the first may be kept.

    :param cr: a cursor on the database; nothing is written
    :param company: id of the company that invoices
    :param since: first date of invoice
    :param clients: SIRET, SIREN or id of clients that count as public beside the others
    :raise NotReadable: the database is not one of Odoo 19, or has no such company
    """
    tables = Tables(cr)
    check_series(tables)
    return _Reading(tables, company, pseudonyms or Pseudonyms()).read(since, clients)


def check_series(tables: Tables) -> None:
    """:raise NotReadable: it is not a database of Odoo 19"""
    rows = tables.rows("ir_module_module", "latest_version", "name = 'base'")
    version = rows[0]["latest_version"] if rows else None
    if not rows:
        raise NotReadable("it is not a database of Odoo")
    if not (version or "").startswith(f"{SERIES}."):
        raise NotReadable(f"it is a database of Odoo {version}, not of Odoo {SERIES}")


class _Reading:
    def __init__(self, tables: Tables, company: int, pseudonyms: Pseudonyms) -> None:
        self.tables, self.company, self.other = tables, company, pseudonyms
        self.countries: dict[int, Row] = {}
        self.codes: set[str] = set()  # of services

    def read(self, since: date, clients: Collection[str]) -> tuple[Row, dict[str, str]]:
        own = self.tables.by_id("res_company", _COMPANY, [self.company])
        if not own:
            raise NotReadable(f"there is no company {self.company}")
        self.countries = {
            row["id"]: row for row in self.tables.rows("res_country", "code", "TRUE")
        }
        public = self._public({compact(one) for one in clients})
        moves = self._moves(since, public)
        kept = [row for row in moves if row["chorus_framework"] in FRAMEWORKS]
        people = self._people(kept, own[self.company])
        lines = read_lines(self.tables, [row["id"] for row in kept], self.other)
        taxes = read_taxes(self.tables, {tax for row in lines for tax in row["taxes"]})
        structures = {
            row["id"]: words(row["name"]) for row in people.values() if row["structure"]
        }
        services = self._services(structures)
        self.codes = {row["code"] for row in services}
        copy = {
            "format": FORMAT,
            "since": since.isoformat(),
            "company": self._company(own[self.company], people),
            "partners": [
                self._partner(row)
                for row in people.values()
                if row["structure"] or row["id"] != own[self.company]["partner_id"]
            ],
            "services": services,
            "taxes": taxes,
            "banks": self._banks(kept),
            "precisions": read_precisions(self.tables),
            "left_out": len(moves) - len(kept),
            "invoices": self._invoices(kept, lines),
        }
        return copy, {str(key): name for key, name in structures.items()}

    # === Whom === #

    def _public(self, named: set[str]) -> set[int]:
        """Return the ids of the public clients."""
        names = "company_registry siret invoice_sending_method"
        rows = self.tables.rows(
            "res_partner", names, "id = commercial_partner_id", order="id"
        )
        found = set()
        for row in rows:
            registry = _registry(row)
            method = of_company(row["invoice_sending_method"], self.company)
            siren = registry.isdecimal() and len(registry) in (9, 14)
            if (
                method in METHODS
                or {registry, registry[:9], str(row["id"])} & named
                or (siren and registry.startswith(PUBLIC_SIREN))
            ):
                found.add(row["id"])
        return found

    def _moves(self, since: date, public: set[int]) -> list[Row]:
        """Return the invoices, and what their credit notes cancel, whatever its age."""
        where = (
            "company_id = %s AND state = 'posted'"
            " AND move_type IN ('out_invoice', 'out_refund')"
            " AND commercial_partner_id = ANY(%s)"
        )
        head = (self.company, sorted(public))
        rows = self.tables.rows(
            "account_move", _MOVE, where + " AND invoice_date >= %s", *head, since
        )
        known = {row["id"] for row in rows}
        originals = {row["reversed_entry_id"] for row in rows} - known - {None}
        older = self.tables.rows(
            "account_move", _MOVE, where + " AND id = ANY(%s)", *head, sorted(originals)
        )
        return older + rows

    def _people(self, moves: list[Row], company: Row) -> dict[int, Row]:
        """Return the partners that are named, each with its structure before it."""
        asked = {company["partner_id"]}
        for row in moves:
            asked |= {row["partner_id"], row["commercial_partner_id"]}
            asked.add(row["partner_shipping_id"])
        people = self.tables.by_id("res_partner", _PARTNER, asked)
        structures = {row["commercial_partner_id"] for row in moves}
        for row in people.values():
            row["structure"] = row["id"] in structures
        return dict(sorted(people.items(), key=lambda item: not item[1]["structure"]))

    # === Parties === #

    def _company(self, row: Row, people: dict[int, Row]) -> Row:
        partner = people[row["partner_id"]]
        return {
            "partner": self._address(partner),
            "has_siret": len(_registry(partner)) == 14,
            "has_vat": bool(partner["vat"]),
            "rounding": row["tax_calculation_rounding_method"],
            "vat_on_debits": row["chorus_vat_on_debits"],
            "legal_id": row["chorus_legal_id"],
        }

    def _address(self, row: Row) -> Row:
        text = self.other.text
        country = self.countries.get(row["country_id"], {}).get("code")
        return {
            "name": text(row["name"]),
            "street": text(row["street"]),
            "street2": text(row["street2"]),
            "zip": self.other.postcode(row["zip"]),
            "city": text(row["city"]),
            "country": country,
            "email": self.other.email(row["email"]),
            "phone": text(row["phone"]),
        }

    def _partner(self, row: Row) -> Row:
        """Numbers stay of structures alone: a contact may be a person."""
        public = row["structure"]
        kept = {
            name: row[name]
            for name in _PARTNER.split()
            if name.startswith("chorus_") and name != "chorus_checked"
        }
        return {
            "id": row["id"],
            "structure": row["commercial_partner_id"],
            "is_company": row["is_company"],
            "is_client": public,
            "registry": (row["company_registry"] or row["siret"]) if public else None,
            "vat": row["vat"] if public else None,
            "demands_known": bool(row["chorus_checked"] or row["fr_chorus_required"]),
            "oca_demands": row["fr_chorus_required"],
            **kept,
            **self._address(row),
        }

    def _services(self, structures: Collection[int]) -> list[Row]:
        """Return the services of clients that either connector knows."""
        ids = sorted(structures)
        ours = self.tables.rows(
            "chorus_service",
            "partner_id code active commitment_required",
            "partner_id = ANY(%s)",
            ids,
        )
        theirs = self.tables.rows(
            "chorus_partner_service",
            "partner_id code active engagement_required",
            "partner_id = ANY(%s)",
            ids,
        )
        for row in theirs:
            row["commitment_required"] = row.pop("engagement_required")
        seen, found = set(), []
        for row in ours + theirs:
            if (key := (row["partner_id"], row["code"])) not in seen:
                seen.add(key)
                found.append(row)
        return found

    def _banks(self, moves: list[Row]) -> list[Row]:
        rows = self.tables.by_id(
            "res_partner_bank",
            "acc_number",
            {move["partner_bank_id"] for move in moves},
        )
        return [
            {"id": row["id"], "number": self.other.iban(row["acc_number"])}
            for row in rows.values()
        ]

    # === What was invoiced === #

    def _invoices(self, moves: list[Row], lines: list[Row]) -> list[Row]:
        of_move: dict[int, list[Row]] = {}
        for line in lines:
            of_move.setdefault(line.pop("move_id"), []).append(line)
        currencies = self.tables.rows("res_currency", "name", "TRUE")
        names = {row["id"]: row["name"] for row in currencies}
        return [
            self._invoice(row)
            | {
                "currency": names[row["currency_id"]],
                "lines": of_move.get(row["id"], []),
            }
            for row in moves
        ]

    def _invoice(self, row: Row) -> Row:
        """A reference may be the code of a service: older modules wanted it there."""
        text = self.other.text
        ref = compact(row["ref"])
        return {
            "id": row["id"],
            "number": row["name"],
            "type": row["move_type"],
            "date": _day(row["invoice_date"]),
            "due": _day(row["invoice_date_due"]),
            "delivery": _day(row["delivery_date"]),
            "partner": row["partner_id"],
            "structure": row["commercial_partner_id"],
            "shipping": row["partner_shipping_id"],
            "bank": row["partner_bank_id"],
            "journal": row["journal_id"],
            "reversed": row["reversed_entry_id"],
            "total": number(row["amount_total"]),
            "rate": number(row["invoice_currency_rate"]),
            "service": row["buyer_reference"] or row["chorus_service_code"],
            "commitment": text(row["purchase_order_reference"]),
            "market": text(row["contract_reference"]),
            "ref": ref if ref in self.codes else text(row["ref"]),
            "origin": text(row["invoice_origin"]),
            "payment_reference": text(row["payment_reference"]),
            "narration": self.other.html(row["narration"]),
            "framework": row["chorus_framework"],
            "validator": bool(row["chorus_validator_siret"]),
            "regime": row["chorus_vat_regime"],
            "mention": row["chorus_vat_mention"],
            "file_format": row["chorus_format"],
        }


def _registry(row: Row) -> str:
    return compact(row["company_registry"] or row["siret"])


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
