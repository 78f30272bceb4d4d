# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the benchmarks inside Odoo share: an environment and invoices to measure.

``setup/bench.sh`` gives ODOO_RC, CHORUS_DB and CHORUS_SANDBOX_URL.
"""

import json
import os
import sys
import urllib.request
from contextlib import contextmanager

import odoo
from odoo import Command, api, tools
from odoo.modules.registry import Registry

SUPPLIER_SIRET = "33254021516357"
CLIENT_SIRET = "12345678200051"  # demands nothing
IBAN = "FR7630006000011234567890189"


@contextmanager
def environment():
    """Yield a superuser environment on the benchmark's own database."""
    tools.config.parse_config(["-c", os.environ["ODOO_RC"]], setup_logging=True)
    database = os.environ["CHORUS_DB"]
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, odoo.SUPERUSER_ID, {})
        yield env
        cr.rollback()


def tell(sentence):
    print(sentence, file=sys.stderr, flush=True)


def sandbox(path, body=None, method=None):
    """Call the sandbox's control API; return the JSON it answers."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        os.environ["CHORUS_SANDBOX_URL"] + "/_sandbox/" + path,
        data=data,
        method=method or ("POST" if data is not None else "GET"),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def configure(env):
    """Make the company a supplier that the sandbox knows; return it."""
    company = env["res.company"].search([], limit=1, order="id")
    given = sandbox("credentials")
    url = os.environ["CHORUS_SANDBOX_URL"]
    company.partner_id.company_registry = SUPPLIER_SIRET
    company.partner_id.with_context(no_vat_validation=True).vat = "FR04332540215"
    company.partner_id.write({"street": "1 rue", "zip": "44000", "city": "Nantes"})
    # Odoo's own Factur-X demands them.
    company.partner_id.write({"email": "a@exemple.fr", "phone": "+33 2 40 00 00 00"})
    company.write(
        {
            "chorus_start_date": "2000-01-01",
            "chorus_environment": "custom",
            "chorus_oauth_url": f"{url}/api/oauth/token",
            "chorus_api_url": url,
            "chorus_delay": 0,
            "chorus_delay_batch": 0,
            **{f"chorus_{key}": value for key, value in given.items()},
        }
    )
    if not company.partner_id.bank_ids:
        env["res.partner.bank"].create(
            {
                "partner_id": company.partner_id.id,
                "acc_number": IBAN,
                "allow_out_payment": True,
            }
        )
    return company


def client(env):
    """Return a public client without demands."""
    values = {
        "name": "Commune de mesure",
        "is_company": True,
        "street": "1 place de la Mairie",
        "zip": "44110",
        "city": "Saint-Exemple",
        "country_id": env.ref("base.fr").id,
        "company_registry": CLIENT_SIRET,
        "invoice_sending_method": "chorus_pro",
        "chorus_checked": odoo.fields.Datetime.now(),
        "chorus_structure_state": "active",
    }
    return env["res.partner"].sudo().create(values).with_env(env)


def invoices(env, company, count, lines):
    """Create and confirm ``count`` invoices of ``lines`` lines each."""
    product = env["product.product"].create({"name": "Mesure", "type": "service"})
    tax = company.account_sale_tax_id
    partner = client(env)
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": "2026-11-02",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "name": f"Ligne {row}",
                            "quantity": 1 + row % 7,
                            "price_unit": 10.37 + row + number / 100,
                            "discount": (row % 3) * 5,
                            "tax_ids": [Command.set(tax.ids)],
                        }
                    )
                    for row in range(lines)
                ],
            }
            for number in range(count)
        ]
    )
    moves.action_post()
    env.flush_all()
    return moves
