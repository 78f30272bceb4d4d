# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo's tables, read in plain SQL: what a database lacks is empty, never an error.

A customer's Odoo may have the connector, the OCA modules, or neither; columns are
looked up first. Nothing in here writes.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

Row = dict[str, Any]


class Cursor(Protocol):
    """As both psycopg2 and Odoo have it."""

    @property
    def description(self) -> Any: ...

    def execute(self, query: str, params: Any = ..., /) -> Any: ...

    def fetchall(self) -> list[Any]: ...


class Tables:
    def __init__(self, cr: Cursor) -> None:
        self._cr = cr
        self._columns: dict[str, set[str]] = {}

    def query(self, statement: str, *values: Any) -> list[Row]:
        self._cr.execute(statement, values)
        names = [column[0] for column in self._cr.description]
        return [dict(zip(names, row, strict=True)) for row in self._cr.fetchall()]

    def columns(self, table: str) -> set[str]:
        """Return the columns of a table; none when it does not exist."""
        if table not in self._columns:
            rows = self.query(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_schema = current_schema() AND table_name = %s",
                table,
            )
            self._columns[table] = {row["column_name"] for row in rows}
        return self._columns[table]

    def rows(
        self, table: str, names: str, where: str, *values: Any, order: str = "id"
    ) -> list[Row]:
        """Return rows with all ``names`` (words); None where a column is missing.

        :param where: a condition, of constants and ``%s`` only
        """
        known = self.columns(table)
        if not known:
            return []
        wanted = names.split()
        there = [name for name in wanted if name in known]
        listed = ", ".join(f'"{name}"' for name in ("id", *there) if name in known)
        found = self.query(
            f'SELECT {listed} FROM "{table}" WHERE {where} ORDER BY {order}',  # noqa: S608
            *values,
        )
        return [dict.fromkeys(wanted) | row for row in found]

    def by_id(
        self, table: str, names: str, ids: Iterable[int | None]
    ) -> dict[int, Row]:
        """Return {id: row} of the rows that are named."""
        wanted = sorted({one for one in ids if one})
        rows = self.rows(table, names, "id = ANY(%s)", wanted)
        return {row["id"]: row for row in rows}

    def pairs(self, table: str, left: str, right: str, ids: Sequence[int]) -> Row:
        """Return {left: [right, …]} of a table of two columns."""
        found: Row = {}
        if {left, right} <= self.columns(table):
            for row in self.query(
                f'SELECT "{left}" AS a, "{right}" AS b FROM "{table}"'  # noqa: S608
                f' WHERE "{left}" = ANY(%s) ORDER BY 1, 2',
                list(ids),
            ):
                found.setdefault(row["a"], []).append(row["b"])
        return found


def words(value: Any) -> str:
    """Return a text of Odoo, translated or not: in French where it is."""
    if isinstance(value, dict):
        value = (
            value.get("fr_FR") or value.get("en_US") or next(iter(value.values()), "")
        )
    return value or ""


def of_company(value: Any, company: int) -> Any:
    """Return what a value that depends on the company is in one."""
    return value.get(str(company)) if isinstance(value, dict) else value
