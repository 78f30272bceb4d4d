# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Right beside the limits of what an invoice says: lines, money, dates, mentions."""

from datetime import timedelta

from odoo import Command, fields

from ..chorus import rules
from .facturx_shapes_odd import pay
from .rule_edges import silent, told
from .rule_provocations import draft, sql
from .rule_provocations_content import account


def factor(t):
    return t.env["res.partner"].create({"name": "Affacturage"})


def factored(t, **values):
    """Return a draft whose money goes to somebody else."""
    move = account(t, "FR1420041010050500013M02606")
    move.sudo().partner_bank_id.partner_id = factor(t)
    move.write(values)
    return move


# === Content === #


@silent
def already_paid(t):
    yield t.make_invoice([t.line("Grille", 1.0)])
    lines = [t.line("Grille", 1.0)]
    yield pay(t, t.make_invoice(lines, "F-2026-002", chorus_framework="A2"))
    # Nothing was to be paid.
    yield t.make_invoice([t.line("Grille", 0.0)], "F-2026-003")


@silent
def line_count(t):
    t.patch_row(rules, "LINE_COUNT", 1)
    yield draft(t, t.line("Grille", 1.0))


@told
def line_count_of_two(t):
    t.patch_row(rules, "LINE_COUNT", 1)
    lines = t.line("Grille", 1.0), t.line("Porte", 1.0)
    yield draft(t, *lines), "has 2 lines and Chorus Pro takes 1"


@told
def line_name_of_the_first(t):
    yield draft(t, t.line(" ", 1.0), t.line("Porte", 1.0)), "Line 1 "


@told
def line_name_of_the_second(t):
    yield draft(t, t.line("Grille", 1.0), t.line("\u200b", 1.0)), "Line 2 "


@silent
def line_name(t):
    product = t.env["product.product"].create({"name": "Grille"})
    move = draft(t, t.line("Grille", 1.0, product_id=product.id))
    move.invoice_line_ids.name = False
    yield move


@silent
def line_description(t):
    yield draft(t, t.line("g" * rules.TEXT_LENGTH, 1.0))


@told
def line_description_of_the_second(t):
    long = t.line("g" * (rules.TEXT_LENGTH + 1), 1.0)
    yield draft(t, t.line("Grille", 1.0), long), "of line 2 passes"


@silent
def line_tax(t):
    none = t.env["account.tax"]
    for regime in ("EXONERATION", "SANS_TVA"):
        yield draft(t, t.line("Don", 1.0, none), chorus_vat_regime=regime)


@silent
def regime_taxes(t):
    none = t.env["account.tax"]
    yield draft(t)
    yield draft(t, chorus_vat_regime="TVA_SUR_ENCAISSEMENT")
    yield draft(t, t.line("Don", 1.0, none), chorus_vat_regime="EXONERATION")
    exempt = t.vat(0, "E", name="Exonéré")
    yield draft(t, t.line("Cours", 1.0, exempt), chorus_vat_regime="EXONERATION")


@told
def regime_taxes_without_vat(t):
    exempt = t.line("Cours", 1.0, t.vat(0, "E", name="Exonéré"))
    move = draft(t, exempt, chorus_vat_regime="TVA_SUR_ENCAISSEMENT")
    yield move, "contradict"


@silent
def negative_total(t):
    yield draft(t, t.line("Grille", 0.0))
    # Less than a cent is nothing.
    move = draft(t, t.line("Grille", 0.0))
    sql(t, "UPDATE account_move SET amount_total = -0.001 WHERE id = %s", move.id)
    yield move


@silent
def bank_missing(t):
    move = draft(t, chorus_framework="A2")
    move.partner_bank_id = False
    yield move
    refund = draft(t, move_type="out_refund")
    refund.partner_bank_id = False
    yield refund


@silent
def bank_archived(t):
    yield draft(t)
    move = account(t, "FR1420041010050500013M02606")
    move.sudo().partner_bank_id.active = False
    move.chorus_framework = "A2"
    yield move


@silent
def bank_iban(t):
    move = account(t, "12345")
    move.chorus_framework = "A2"
    yield move


@silent
def bank_length(t):
    number = "FR1420041010050500013M02606"
    assert len(number) == rules.IBAN_LENGTH
    yield account(t, number)
    move = account(t, "MT84MALT011000012345MTLCAST001S")
    move.chorus_framework = "A2"
    yield move


@silent
def payee(t):
    # Another format says it; a paid invoice asks for nothing; ours is nobody else's.
    yield factored(t)
    for form in ("facturx", "cii", "mixed", "ubl"):
        yield factored(t, chorus_format=form)
    yield factored(t, chorus_format="pdf", chorus_framework="A2")
    yield draft(t, chorus_format="pdf")


@told
def payee_of_a_plain_pdf(t):
    yield factored(t, chorus_format="pdf"), "goes to Affacturage"


@silent
def terms_too_long(t):
    for note in ("m" * 1024, "<p>" + "<b></b>" * 200 + "Court</p>"):
        terms = t.env["account.payment.term"].create({"name": "T", "note": note})
        yield draft(t, invoice_payment_term_id=terms.id)


@silent
def delivery_country(t):
    place = t.env["res.partner"].create({"name": "Chantier"})
    yield draft(t, partner_shipping_id=place.id)
    supply = t.line("Livraison", 1.0, t.vat(0, "K", name="IC"))
    yield draft(t, supply)
    place.country_id = t.env.ref("base.be")
    supply = t.line("Livraison", 1.0, t.vat(0, "K", name="IC"))
    yield draft(t, supply, partner_shipping_id=place.id)


# === Dates === #


@silent
def due_before(t):
    yield draft(t, invoice_date_due="2026-03-16")


@told
def due_before_by_a_day(t):
    yield draft(t, invoice_date_due="2026-03-15"), "03/15/2026"


@silent
def date_ahead(t):
    today = fields.Date.today()
    yield draft(t, invoice_date=today, invoice_date_due=today)


@told
def date_ahead_by_two_days(t):
    # One day ahead may be today, elsewhere.
    day = fields.Date.today() + timedelta(days=2)
    yield draft(t, invoice_date=day, invoice_date_due=day), "has not come"


def corrected(t, day):
    original = t.make_invoice([t.line("Grille", 2.0)], "F-2026-090")
    original.is_move_sent = True
    values = {"move_type": "out_refund", "reversed_entry_id": original.id}
    return draft(t, invoice_date=day, **values)


@silent
def original_later(t):
    yield corrected(t, "2026-03-16")


@told
def original_later_by_a_day(t):
    yield corrected(t, "2026-03-15"), "F-2026-090"


# === Mentions === #


@silent
def payment_mentions(t):
    yield draft(t)
    t.company.report_footer = False
    yield draft(t, move_type="out_refund")
    said = "<p>Pénalités, indemnité forfaitaire de 40 €, pas d'escompte.</p>"
    yield draft(t, narration=said)


@told
def payment_mentions_that_lack(t):
    t.company.report_footer = (
        "<p>Pénalités de retard : 10 %. Indemnité forfaitaire : 40 €.</p>"
    )
    yield draft(t), "does not name the discount for early payment:"
    t.company.report_footer = "<p>Pas d'escompte.</p>"
    both = "does not name late penalties, the indemnity of 40 €:"
    yield draft(t), both


@silent
def vat_mention(t):
    yield draft(t)
    exempt = t.line("Cours", 1.0, t.vat(0, "E", name="Exonéré"))
    yield draft(t, exempt, chorus_vat_mention="Exonération, article 261-4-4° du CGI")


@silent
def legal_mention(t):
    yield draft(t)
    t.company.report_footer = False
    t.company.chorus_legal_mention = "SARL au capital de 10 000 €, RCS Chartres"
    yield draft(t)


@told
def legal_mention_by_half(t):
    for half in ("SARL au capital de 10 000 €", "RCS Chartres 332 540 215"):
        t.company.report_footer = f"<p>{half}</p>"
        yield draft(t), "of Ateliers du Loir"


# === Our own structure === #


def ours(t, **values):
    values = {"partner_id": t.company.partner_id.id, "code": "OUVERT", **values}
    move = draft(t)
    move.chorus_own_service_id = t.env["chorus.service"].create(values)
    return move


@silent
def own_service(t):
    yield draft(t)
    yield ours(t)


@told
def own_service_of_another(t):
    move = ours(t)
    move.sudo().chorus_own_service_id.partner_id = t.buyer
    yield move, "OUVERT is closed"


@silent
def bank_undeclared(t):
    # Nobody has read which are declared.
    yield draft(t)
    t.company.sudo()._chorus_write_accounts({"7": "COMPTE PRINCIPAL"})
    yield factored(t)
    yield draft(t, chorus_framework="A2")
    t.bank_account.sudo().chorus_account_id = t.company.sudo().chorus_account_ids
    yield draft(t)


# === Joined documents === #


@silent
def empty(t):
    yield draft(t, t.line("Grille", 0.0))


@told
def empty_but_for_a_note(t):
    note = Command.create({"display_type": "line_note", "name": "Merci"})
    yield draft(t, note), "has no line"
