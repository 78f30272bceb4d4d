# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""For rules with a limit or a second condition, the invoices right beside it.

A function takes the test (see ``common.py``) and yields invoices; its name begins with
the code of the rule. Of :data:`SILENT` the rule says nothing, though one thing more
would break it; of :data:`TOLD` it speaks, and the fragment that is yielded too stands
in its sentence. ``rule_edges_content.py`` has what the invoice says and joins.
"""

from ..chorus import rules
from .facturx_shapes_odd import pay
from .rule_provocations import _abroad, _structure, _with_service, draft, sql

SILENT, TOLD = [], []


def silent(function):
    SILENT.append(function)
    return function


def told(function):
    TOLD.append(function)
    return function


# === Parties === #


@silent
def client_overseas(t):
    for registry in ("123456789", "1234567001"):
        yield _abroad(t, "NC", registry)


@silent
def client_overseas_unread(t):
    move = _abroad(t, "NC", "1234567001")
    t.buyer.sudo().chorus_structure_state = "active"
    yield move


@silent
def client_foreign(t):
    yield _abroad(t, "BE", "11000201100044")
    yield _abroad(t, "FR", "11000201100044")


@silent
def client_siret_key(t):
    yield draft(t)
    # Those of La Poste have a key of another kind.
    t.buyer.company_registry = "35600000000048"
    yield draft(t)
    yield _structure(
        t, company_registry="73282932000075", chorus_structure_state="active"
    )


@silent
def party_name(t):
    t.buyer.name = "S" * rules.NAME_LENGTH
    yield draft(t)


@silent
def country(t):
    # Of a type that has an address of its own.
    home = t.env["res.partner"].create(
        {"name": "Accueil", "parent_id": t.buyer.id, "type": "other"}
    )
    yield draft(t, partner_id=home.id)
    home.country_id = t.env.ref("base.fr")
    t.buyer.country_id = False
    yield draft(t, partner_id=home.id)


@silent
def client_unknown(t):
    yield _structure(t, chorus_structure_state="active")
    yield _structure(t, chorus_structure_state="inactive")


@silent
def client_inactive(t):
    yield _structure(t, chorus_structure_state="none")


@silent
def seller_vat(t):
    t.company.partner_id.vat = False
    for category in ("E", "AE", "O"):
        yield draft(t, t.line("Cours", 1.0, t.vat(0, category, name=category)))


@silent
def buyer_vat(t):
    # The SIRET tells who the buyer is; a supply within the Union wants the number.
    yield draft(t, t.line("Travaux", 1.0, t.vat(0, "AE", name="AE")))
    t.buyer.vat = "FR40303265045"
    yield draft(t, t.line("Livraison", 1.0, t.vat(0, "K", name="IC")))


@told
def buyer_vat_without_siret(t):
    t.buyer.company_registry = False
    line = t.line("Travaux", 1.0, t.vat(0, "AE", name="AE"))
    yield draft(t, line), "VAT of category AE"


# === References === #


@silent
def service_missing(t):
    t.buyer.write({"chorus_service_required": True})
    yield draft(t)
    t.buyer.write({"chorus_service_or_commitment": True})
    yield draft(t, buyer_reference=False)


@silent
def service_inactive(t):
    yield _with_service(t, "ACHATS")
    yield draft(t, buyer_reference=False)


@silent
def service_unknown(t):
    yield draft(t)
    yield _with_service(t, "ACHATS")
    yield draft(t, buyer_reference=False)


@silent
def commitment_missing(t):
    t.buyer.write({"chorus_commitment_required": True})
    yield draft(t)
    t.buyer.write({"chorus_service_or_commitment": True})
    yield draft(t, purchase_order_reference=False)


@silent
def service_or_commitment_missing(t):
    yield draft(t, purchase_order_reference=False, buyer_reference=False)
    t.buyer.chorus_service_or_commitment = True
    yield draft(t, purchase_order_reference=False)
    yield draft(t, buyer_reference=False)


@silent
def commitment_unseen(t):
    move = draft(t, purchase_order_reference="EJ-2")
    move.sudo().write(
        {"chorus_commitment_asked": "EJ-1", "chorus_commitment_missed": True}
    )
    yield move
    move.sudo().write(
        {"chorus_commitment_asked": "EJ-2", "chorus_commitment_missed": False}
    )
    yield move


@silent
def market_too_long(t):
    yield draft(t, contract_reference="M" * rules.REFERENCE_LENGTH)


@silent
def commitment_too_long(t):
    yield draft(t, purchase_order_reference="E" * rules.REFERENCE_LENGTH)


@silent
def service_too_long(t):
    yield draft(t, buyer_reference="S" * rules.SERVICE_LENGTH)


@silent
def service_characters(t):
    yield draft(t, buyer_reference="DRH_2-É 1")
    service = {"partner_id": t.buyer.id, "code": "DRH/2", "name": "Achats"}
    t.env["chorus.service"].create(service)
    yield draft(t, buyer_reference="DRH/2")


@silent
def validator_missing(t):
    yield draft(t, chorus_framework="A9", chorus_validator_siret="55512345600017")
    yield draft(t)


# === Number === #


@silent
def number_too_long(t):
    yield draft(t, number="F" * rules.NUMBER_LENGTH)


@silent
def number_next(t):
    journal = t.company_data["default_journal_sale"]
    first = "FACT/2026/000001"
    t.make_invoice([t.line("Grille", 1.0)], first, journal_id=journal.id)
    yield draft(t, number=False)
    # Its own number is told by another rule.
    yield draft(t, number="FACTURE26/2026/000001")
    yield t.make_invoice([t.line("Grille", 1.0)], "FACTURE27/2026/000001")


def earlier(t, number, state="queued", **values):
    """Return a draft with a line of a deposit that was its own once."""
    move = draft(t)
    flow = t.env["chorus.flow"].sudo().create({"company_id": t.company.id})
    line = {
        "flow_id": flow.id,
        "move_id": move.id,
        "number": number,
        "currency_id": move.currency_id.id,
        "outcome": "accepted",
        "superseded": True,
        **values,
    }
    t.env["chorus.flow.line"].sudo().create(line)
    if state != "queued":
        sql(t, "UPDATE chorus_flow SET state = %s WHERE id = %s", state, flow.id)
    return move


@silent
def number_refused(t):
    yield earlier(t, "F-2025-999")
    yield earlier(t, "F-2026-001", outcome="rejected")
    yield earlier(t, "F-2026-001", state="cancelled")


@told
def number_refused_once(t):
    yield earlier(t, "F-2026-001", state="processed"), "F-2026-001"


@silent
def original_number(t):
    yield draft(t, move_type="out_refund")
    original = t.make_invoice([t.line("Grille", 1.0)], "F-2026-090")
    original.is_move_sent = True
    yield draft(t, move_type="out_refund", reversed_entry_id=original.id)


@told
def original_number_of_old(t):
    original = t.make_invoice([t.line("Grille", 1.0)], "F-2026-090")
    original.is_move_sent = True
    sql(t, "UPDATE account_move SET name = 'F°1' WHERE id = %s", original.id)
    yield draft(t, move_type="out_refund", reversed_entry_id=original.id), "F°1"


@silent
def original_missing(t):
    yield draft(t)
    yield draft(t, move_type="out_refund")


@silent
def reversed_paid(t):
    yield pay(t, t.make_invoice([t.line("Grille", 1.0)]))
