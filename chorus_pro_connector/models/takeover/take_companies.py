# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Companies: credentials out of clear text, environment, expiry, who is reminded.

Few records, so our own fields are written through Odoo, with all its checks. What
theirs kept is read by SQL, in the three places where it may be.
"""

# Names of tables and columns are constants of ours (oca.py).
# pylint: disable=sql-injection
import json
import re
from functools import partial

from odoo import fields

from . import oca

LOGIN, PASSWORD = "fr_chorus_api_login", "fr_chorus_api_password"
# Another module may keep the values of a field in one JSON text, under these names.
DEFAULTS = "server_env_defaults"
DEFAULT_KEY = re.compile(rf"^(?:x_)?({LOGIN}|{PASSWORD})_env_default$")


def plan(env, report):
    for company in env["res.company"].sudo().with_context(active_test=False).search([]):
        known = _known(env.cr, company.id)
        if known:
            rows = list(_rows(env, company, known))
            report.put("company", rows)


def _known(cr, company):
    """Return what they knew of a company, {column: value}; empty when nothing."""
    cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name ="
        " 'res_company' AND (column_name LIKE 'fr\\_chorus\\_%%' OR column_name = %s)",
        [DEFAULTS],
    )
    columns = [name for (name,) in cr.fetchall()]
    if not columns:
        return {}
    cr.execute(f"SELECT {', '.join(columns)} FROM res_company WHERE id = %s", [company])
    found = dict(zip(columns, cr.fetchone(), strict=True))
    for name, value in _defaults(found).items():
        if key := DEFAULT_KEY.match(name):
            found[f"default:{key[1]}"] = value
    return {name: value for name, value in found.items() if value not in (None, "")}


def _defaults(found):
    try:
        values = json.loads(found.get(DEFAULTS) or "{}")
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _rows(env, company, known):
    """Yield the rows of one company; never a secret."""

    def row(verdict, what, detail=""):
        return company.id, None, f"{company.name}: {what}", company.id, verdict, detail

    login = known.get(LOGIN) or known.get(f"default:{LOGIN}")
    password = known.get(PASSWORD) or known.get(f"default:{PASSWORD}")
    if login or password:
        yield row(_credentials_verdict(company, known), "credentials", login)
    elif known.keys() & {"fr_chorus_invoice_format", "fr_chorus_qualif"}:
        yield row(_elsewhere(env), "credentials")
    if login or password:
        yield row(_environment_verdict(company, known), "environment")
    if expiry := known.get("fr_chorus_pwd_expiry_date"):
        past = expiry < fields.Date.today()
        held = company.chorus_password_expiry
        verdict = "already" if held == expiry else "expired" if past else "taken"
        if held and held != expiry:
            verdict = "filled"
        yield row(verdict, "password expiry", str(expiry))
    if known.get("fr_chorus_invoice_format") not in (None, "pdf_factur-x"):
        yield row("format_by_client", "format", known["fr_chorus_invoice_format"])
    if known.get("fr_chorus_check_commitment_number"):
        yield row("no_equivalent", "check of commitment numbers")
    yield from _reminded(env, company, row)


def _credentials_verdict(company, known):
    if company.chorus_login or company.chorus_password:
        same = company.chorus_login == (
            known.get(LOGIN) or known.get(f"default:{LOGIN}")
        )
        return "already" if same else "filled"
    if known.get(LOGIN) or known.get(PASSWORD):
        return "taken"
    return "server_defaults"


def _elsewhere(env):
    """Credentials may be in the server's files, which a database does not see."""
    present = (
        env["ir.module.module"]
        .sudo()
        .search_count([("name", "=", "server_environment")])
    )
    return "server_file" if present else "no_password"


def _environment_verdict(company, known):
    if company.chorus_environment != "qualification":
        return "already"
    if "fr_chorus_qualif" not in known:
        return "environment_unknown"
    return "qualification" if known["fr_chorus_qualif"] else "production"


def _reminded(env, company, row):
    if not oca.there(env.cr, oca.REMINDED):
        return

    def column(*names):
        return next(filter(partial(oca.there, env.cr, oca.REMINDED), names), None)

    key, user = (
        column("company_id", "res_company_id"),
        column("user_id", "res_users_id"),
    )
    if not key or not user:
        return
    env.cr.execute(
        f"SELECT {user} FROM {oca.REMINDED} WHERE {key} = %s ORDER BY 1", [company.id]
    )
    users = env["res.users"].sudo().browse(one for (one,) in env.cr.fetchall())
    addresses = [user.email for user in users.exists() if user.email]
    if not addresses:
        return
    held = company.chorus_referent_email
    verdict = "first_person" if len(addresses) > 1 else "taken"
    if held:
        verdict = "already" if held == addresses[0] else "filled"
    yield row(verdict, "reminder", ", ".join(addresses))


def apply(env, report, rows):
    """Write our fields, then blank theirs."""
    for company_id, verdicts in _verdicts(report, rows).items():
        company = env["res.company"].sudo().browse(company_id)
        known = _known(env.cr, company_id)
        values = dict(_values(company, known, verdicts))
        if values:
            company.write(values)
        env.flush_all()
        blank(env.cr, company_id)
        env.invalidate_all()


def _verdicts(report, rows):
    found = {}
    for company, label, verdict, detail in report.fetch(
        "SELECT source_id, label, verdict, detail FROM chorus_takeover_row"
        " WHERE id = ANY(%(rows)s)",
        rows,
    ):
        subject = label.rpartition(": ")[2]
        found.setdefault(company, {})[subject] = (verdict, detail)
    return found


def _values(company, known, verdicts):
    """Yield (field, value) of ours; only what is empty is filled."""
    if verdicts.get("environment", ("",))[0] == "production":
        yield "chorus_environment", "production"
    if "credentials" in verdicts:
        for ours, theirs in (("chorus_login", LOGIN), ("chorus_password", PASSWORD)):
            value = known.get(theirs) or known.get(f"default:{theirs}")
            if value and not company[ours]:
                yield ours, value
    if "password expiry" in verdicts and not company.chorus_password_expiry:
        yield "chorus_password_expiry", known.get("fr_chorus_pwd_expiry_date")
    if "reminder" in verdicts and not company.chorus_referent_email:
        yield "chorus_referent_email", verdicts["reminder"][1].split(", ")[0]


def blank(cr, company=None):
    """Blank their clear-text credentials, in all the columns that a database has.

    :param company: id, all companies by default
    """
    where, values = ("AND id = %s", [company]) if company else ("", [])
    for column in (LOGIN, PASSWORD):
        if oca.there(cr, "res_company", column):
            cr.execute(
                f"UPDATE res_company SET {column} = NULL"
                f" WHERE {column} IS NOT NULL {where}",
                values,
            )
    if not oca.there(cr, "res_company", DEFAULTS):
        return
    cr.execute(f"SELECT id, {DEFAULTS} FROM res_company WHERE TRUE {where}", values)
    for row, text in cr.fetchall():
        kept = _defaults({DEFAULTS: text})
        secret = [name for name in kept if DEFAULT_KEY.match(name)]
        for name in secret:
            del kept[name]
        if secret:
            cr.execute(
                f"UPDATE res_company SET {DEFAULTS} = %s WHERE id = %s",
                [json.dumps(kept), row],
            )
