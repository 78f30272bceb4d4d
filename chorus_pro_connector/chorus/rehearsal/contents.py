# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What stands on invoices: lines, with their taxes, kinds of products and units."""

from typing import Any

from .pseudonyms import Pseudonyms
from .tables import Row, Tables, words

SHOWN = ("product", "line_section", "line_subsection", "line_note")
_LINE = (
    "move_id display_type sequence name quantity price_unit discount product_id "
    "product_uom_id"
)
_TAX = (
    "name invoice_label amount amount_type price_include_override include_base_amount "
    "is_base_affected sequence tax_scope tax_exigibility invoice_legal_notes "
    "ubl_cii_tax_category_code ubl_cii_tax_exemption_reason_code"
)


def read_taxes(tables: Tables, ids: set[int]) -> list[Row]:
    children = tables.pairs(
        "account_tax_filiation_rel", "parent_tax", "child_tax", sorted(ids)
    )
    everything = ids.union(*children.values()) if children else ids
    rows = tables.by_id("account_tax", _TAX, everything)
    shares = tables.rows(
        "account_tax_repartition_line",
        "tax_id document_type repartition_type factor_percent",
        "tax_id = ANY(%s)",
        sorted(rows),
        order="sequence, id",
    )
    for row in rows.values():
        for name in ("name", "invoice_label", "invoice_legal_notes"):
            row[name] = words(row[name])
        row["amount"] = number(row["amount"])
        row["children"] = children.get(row["id"], [])
        row["shares"] = [
            [
                one["document_type"],
                one["repartition_type"],
                number(one["factor_percent"]),
            ]
            for one in shares
            if one["tax_id"] == row["id"]
        ]
    return list(rows.values())


def read_lines(tables: Tables, moves: list[int], other: Pseudonyms) -> list[Row]:
    rows = tables.rows(
        "account_move_line",
        _LINE,
        "move_id = ANY(%s) AND display_type = ANY(%s)",
        moves,
        list(SHOWN),
        order="move_id, sequence, id",
    )
    taxes = tables.pairs(
        "account_move_line_account_tax_rel",
        "account_move_line_id",
        "account_tax_id",
        [row["id"] for row in rows],
    )
    kinds = _kinds(tables, {row["product_id"] for row in rows})
    units = _units(tables, {row["product_uom_id"] for row in rows})
    return [
        {
            "move_id": row["move_id"],
            "display_type": row["display_type"],
            "sequence": row["sequence"],
            "name": other.text(row["name"]),
            "quantity": number(row["quantity"]),
            "price_unit": number(row["price_unit"]),
            "discount": number(row["discount"]),
            "kind": kinds.get(row["product_id"]),
            "unit": units.get(row["product_uom_id"]),
            "taxes": taxes.get(row["id"], []),
        }
        for row in rows
    ]


def _kinds(tables: Tables, products: set[int | None]) -> dict[int, str]:
    """Return {product: service, consu or combo}."""
    rows = tables.by_id("product_product", "product_tmpl_id", products)
    templates = tables.by_id(
        "product_template",
        "type",
        {row["product_tmpl_id"] for row in rows.values()},
    )
    return {key: templates[row["product_tmpl_id"]]["type"] for key, row in rows.items()}


def _units(tables: Tables, units: set[int | None]) -> dict[int, str]:
    """Return {unit: its external name}, of those that Odoo itself brings."""
    rows = tables.rows(
        "ir_model_data",
        "name res_id",
        "module = 'uom' AND model = 'uom.uom' AND res_id = ANY(%s)",
        sorted(one for one in units if one),
    )
    return {row["res_id"]: f"uom.{row['name']}" for row in rows}


def read_precisions(tables: Tables) -> Row:
    rows = tables.rows("decimal_precision", "name digits", "TRUE")
    return {row["name"]: row["digits"] for row in rows}


def number(value: Any) -> float:
    """Amounts come as floats from Odoo's cursor, as decimals from others."""
    return float(value or 0)
