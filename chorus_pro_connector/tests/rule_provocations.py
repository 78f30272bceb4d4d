# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""For each row of the table of checks, an invoice that breaks it, and nothing else.

A function takes the test (see ``common.py``) and returns the invoice; its name is the
code of the row. Here are the parties, references, number and dates;
``rule_provocations_content.py`` has what the invoice says and joins, and
``rule_provocations_file.py`` the rows that the making of the file finds.
"""

from .facturx_shapes_odd import pay

PROVOCATIONS = {}


def provoke(function):
    PROVOCATIONS[function.__name__] = function
    return function


def draft(t, *lines, **values):
    """Return a draft of one good line, unless others are given."""
    return t.make_invoice(list(lines) or [t.line("Grille", 1.0)], post=False, **values)


def sql(t, query, *values):
    """Write behind Odoo's back, as a migration or another module does."""
    t.env.flush_all()
    t.env.cr.execute(query, values)
    t.env.invalidate_all()


def country(t, code):
    return t.env["res.country"].search([("code", "=", code)]).id


# === Parties === #


@provoke
def not_configured(t):
    return draft(t)


@provoke
def already_paid(t):
    return pay(t, t.make_invoice([t.line("Grille", 1.0)]))


@provoke
def print_unread(t):
    move = draft(t)
    move._chorus_write({"chorus_print_unread": True})
    return move


@provoke
def payment_mentions(t):
    t.company.report_footer = "<p>SARL au capital de 10 000 € – RCS Chartres</p>"
    return draft(t)


@provoke
def legal_mention(t):
    t.company.report_footer = "<p>Pénalités, indemnité forfaitaire, escompte</p>"
    return draft(t)


@provoke
def vat_mention(t):
    return draft(t, t.line("Cours", 1.0, t.vat(0, "E", name="Exonéré")))


@provoke
def company_siret(t):
    t.company.partner_id.company_registry = "123"
    return draft(t)


@provoke
def client_siret(t):
    t.buyer.company_registry = False
    return draft(t)


@provoke
def client_siret_key(t):
    t.buyer.company_registry = "73282932000075"
    return draft(t)


@provoke
def company_identifier(t):
    t.company.partner_id.write(
        {"country_id": country(t, "NC"), "company_registry": "12", "vat": False}
    )
    return draft(t)


@provoke
def client_siren(t):
    t.buyer.company_registry = "110002011"
    return draft(t)


def _abroad(t, code, registry):
    t.buyer.write({"country_id": country(t, code), "company_registry": registry})
    return draft(t)


@provoke
def client_overseas(t):
    return _abroad(t, "NC", "12")


@provoke
def client_overseas_unread(t):
    return _abroad(t, "NC", "1234567001")


@provoke
def client_foreign(t):
    return _abroad(t, "BE", "0477472701")


def _structure(t, **values):
    t.buyer.sudo().write(values)
    return draft(t)


@provoke
def client_unknown(t):
    return _structure(t, chorus_structure_state="none")


@provoke
def client_inactive(t):
    return _structure(t, chorus_structure_state="inactive")


@provoke
def client_works_only(t):
    return _structure(t, chorus_works_only=True)


# === References === #


@provoke
def service_missing(t):
    t.buyer.chorus_service_required = True
    return draft(t, buyer_reference=False)


def _with_service(t, reference, **values):
    t.env["chorus.service"].create(
        {"partner_id": t.buyer.id, "code": "ACHATS", "name": "Achats", **values}
    )
    return draft(t, buyer_reference=reference)


@provoke
def service_inactive(t):
    return _with_service(t, "ACHATS", active=False)


@provoke
def service_unknown(t):
    return _with_service(t, "VENTES")


@provoke
def commitment_missing(t):
    t.buyer.chorus_commitment_required = True
    return draft(t, purchase_order_reference=False)


@provoke
def service_or_commitment_missing(t):
    t.buyer.chorus_service_or_commitment = True
    return draft(t, purchase_order_reference=False, buyer_reference=False)


@provoke
def commitment_unseen(t):
    move = draft(t, purchase_order_reference="EJ-1")
    move.sudo().write(
        {"chorus_commitment_asked": "EJ-1", "chorus_commitment_missed": True}
    )
    return move


@provoke
def market_too_long(t):
    return draft(t, contract_reference="M" * 51)


@provoke
def commitment_too_long(t):
    return draft(t, purchase_order_reference="E" * 51)


@provoke
def service_too_long(t):
    return draft(t, buyer_reference="S" * 101)


@provoke
def service_characters(t):
    return draft(t, buyer_reference="DRH/2")


# === Number === #


@provoke
def number_too_long(t):
    return draft(t, number="FACTURE-2026-00000001")


@provoke
def number_characters(t):
    return draft(t, number="FAC°2026/1")


def secured(t):
    """Return a journal whose invoices Odoo keeps as they are."""
    journal = t.company_data["default_journal_sale"]
    return journal.copy(
        {
            "code": "SCEAU",
            "restrict_mode_hash_table": True,
            "default_account_id": journal.default_account_id.id,
        }
    )


@provoke
def number_sealed(t):
    number = "FACTURE26/2026/000001"
    return t.make_invoice([t.line("Grille", 1.0)], number, journal_id=secured(t).id)


@provoke
def number_next(t):
    journal = secured(t)
    first = "FACTURE26/2026/000001"
    t.make_invoice([t.line("Grille", 1.0)], first, journal_id=journal.id)
    return draft(t, number=False, journal_id=journal.id)


@provoke
def original_missing(t):
    original = t.make_invoice([t.line("Grille", 2.0)], "F-2026-090")
    return draft(t, move_type="out_refund", reversed_entry_id=original.id)


@provoke
def reversed(t):  # noqa: A001  the name of the row
    move = t.make_invoice([t.line("Grille", 1.0)])
    move.sudo()._reverse_moves([{"name": "A-2026-090"}], cancel=True)
    return move


# === Dates === #


@provoke
def due_before(t):
    return draft(t, invoice_date_due="2026-03-01")


@provoke
def date_ahead(t):
    dates = {"invoice_date": "2099-03-01", "invoice_date_due": "2099-03-31"}
    return draft(t, number="F1", **dates)


@provoke
def original_later(t):
    original = t.make_invoice([t.line("Grille", 2.0)], "F-2026-090")
    original.is_move_sent = True
    return draft(
        t,
        move_type="out_refund",
        reversed_entry_id=original.id,
        invoice_date="2026-01-05",
    )


@provoke
def number_refused(t):
    move = draft(t)
    flow = t.env["chorus.flow"].sudo().create({"company_id": t.company.id})
    t.env["chorus.flow.line"].sudo().create(
        {
            "flow_id": flow.id,
            "move_id": move.id,
            "number": move.name,
            "currency_id": move.currency_id.id,
            "outcome": "accepted",
            "superseded": True,
        }
    )
    return move


@provoke
def number_used(t):
    move = draft(t)
    flow = t.env["chorus.flow"].sudo().create({"company_id": t.company.id})
    line = (
        t.env["chorus.flow.line"]
        .sudo()
        .create(
            {
                "flow_id": flow.id,
                "number": move.name,
                "currency_id": move.currency_id.id,
                "outcome": "accepted",
                "superseded": True,
            }
        )
    )
    # Its day is in the sentence, which is always the same one here.
    t.env.cr.execute(
        "UPDATE chorus_flow_line SET create_date = '2026-03-02 09:00' WHERE id = %s",
        [line.id],
    )
    line.invalidate_recordset(["create_date"])
    return move
