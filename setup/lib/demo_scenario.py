# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One invoice from Odoo's form to the public buyer and back, over HTTP.

``demo_scenario.py ODOO_URL SANDBOX_URL DATABASE OUTPUT``: tells what it does on stderr
and writes the result to the file OUTPUT, one JSON object (design: ``demo.sh --once``).
Everything an invoicing clerk does is done as that clerk; only the credentials need an
administrator.
"""

import base64
import json
import sys
import time
from pathlib import Path

from demo_client import DemoError, Odoo, Sandbox

# A buyer of the sandbox that demands the code of a service.
BUYER_SIRET = "12345678200028"
BUYER_SERVICE = "SERVICE_DEST_SERV_OBL"
# Login and password of the ordinary invoicing user of the demo data.
CLERK = "comptable"
# A statement waits at the project manager's.
WORKS_GOAL = "MISE_A_DISPOSITION_MOE"
FLOW_GOAL, INVOICE_GOAL = "IN_INTEGRE", "MISE_A_DISPOSITION"
# Sandbox seconds by which its clock is advanced before each look.
STRIDE = 30
LOOKS = 12


def tell(sentence):
    print(f"  {sentence}", file=sys.stderr, flush=True)


def configure(odoo, sandbox):
    """Point the company at the sandbox, with the credentials that it gives."""
    given = sandbox.get("credentials")
    company = odoo.call("res.company", "search", [], limit=1, order="id")
    odoo.call(
        "res.company",
        "write",
        company,
        {
            "chorus_environment": "custom",
            "chorus_oauth_url": f"{sandbox.url}/api/oauth/token",
            "chorus_api_url": sandbox.url,
            "chorus_client_id": given["client_id"],
            "chorus_client_secret": given["client_secret"],
            "chorus_login": given["login"],
            "chorus_password": given["password"],
        },
    )


def make_invoice(odoo):
    """Create and confirm an invoice to the buyer; return its id."""
    buyers = odoo.call(
        "res.partner", "search", [("company_registry", "=", BUYER_SIRET)], limit=1
    )
    if not buyers:
        raise DemoError(f"the demo data has no customer with the SIRET {BUYER_SIRET}")
    products = odoo.call(
        "product.product", "search", [("sale_ok", "=", True)], limit=1, order="id"
    )
    if not products:
        raise DemoError("the demo data has no product to sell")
    line = {"product_id": products[0], "quantity": 3}
    invoice = odoo.call(
        "account.move",
        "create",
        {
            "move_type": "out_invoice",
            "partner_id": buyers[0],
            "invoice_date": time.strftime("%Y-%m-%d"),
            "buyer_reference": BUYER_SERVICE,
            "invoice_line_ids": [(0, 0, line)],
        },
    )
    odoo.call("account.move", "action_post", [invoice])
    return invoice


def follow(odoo, sandbox, invoice):
    """Let the portal work until the goal, or until it is clear that it is missed."""
    for _look in range(LOOKS):
        sandbox.post("clock", {"advance": STRIDE})
        odoo.call("account.move", "action_chorus_update_status", [invoice])
        seen = odoo.read("account.move", invoice, "chorus_status", "chorus_flow_id")
        flow = odoo.read("chorus.flow", seen["chorus_flow_id"][0], "name", "status")
        tell(f"flow {flow['status'] or '–'}, invoice {seen['chorus_status'] or '–'}")
        if (flow["status"], seen["chorus_status"]) == (FLOW_GOAL, INVOICE_GOAL):
            break
    return flow


def send_statement(odoo, sandbox):
    """Send the first works statement that is ready; return where it lies, or None."""
    model = "chorus.works.statement"
    ready = odoo.call(model, "search", [("chorus_state", "=", "ready")], limit=1)
    if not ready:
        return None
    odoo.call(model, "action_chorus_send", ready)
    invoice = odoo.read(model, ready[0], "move_id")["move_id"][0]
    for _look in range(LOOKS):
        sandbox.post("clock", {"advance": STRIDE})
        odoo.call("account.move", "action_chorus_update_status", [invoice])
        status = odoo.read("account.move", invoice, "chorus_status")["chorus_status"]
        if status == WORKS_GOAL:
            break
    tell(f"works statement: {status or '–'}")
    return status


def check_bytes(sandbox, flow):
    """Judge the very file that the portal received; return its problems."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))
    from checkers import check_facturx

    received = sandbox.get(f"flows/{flow}")
    return check_facturx(base64.b64decode(received["fichier"]), quick=True)


def play(odoo_url, sandbox_url, database):
    """Play the whole story; return the result as a dict."""
    sandbox = Sandbox(sandbox_url)
    configure(Odoo(odoo_url, database, "admin", "admin"), sandbox)
    odoo = Odoo(odoo_url, database, CLERK, CLERK)
    invoice = make_invoice(odoo)
    number = odoo.read("account.move", invoice, "name")["name"]
    tell(f"invoice {number} is confirmed; sending it to Chorus Pro")
    odoo.call("account.move", "action_chorus_send", [invoice])
    state = odoo.read("account.move", invoice, "chorus_state", "chorus_flow_id")
    if not state["chorus_flow_id"]:
        raise DemoError(f"{number} was not deposited: it is {state['chorus_state']}")
    flow = follow(odoo, sandbox, invoice)
    problems = check_bytes(sandbox, flow["name"])
    for problem in problems:
        tell(f"the file received is wrong: {problem}")
    statement = send_statement(odoo, sandbox)
    end = odoo.read("account.move", invoice, "chorus_status", "chorus_state")
    return {
        "invoice": number,
        "flow": flow["name"],
        "flow_status": flow["status"],
        "invoice_status": end["chorus_status"],
        "chorus_state": end["chorus_state"],
        "facturx_valid": not problems,
        "statement_status": statement,
    }


def main():
    odoo_url, sandbox_url, database, output = sys.argv[1:]
    try:
        result = play(odoo_url, sandbox_url, database)
    except DemoError as error:
        sys.exit(f"Error: {error}")
    Path(output).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
