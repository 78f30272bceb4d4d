# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What it costs to follow the pieces of others, in the invoicing files of a market."""

import sys
import time
from datetime import datetime, timedelta

from bench._odoo import sandbox, tell

LATENCY = 0.05  # seconds
# Older than the overlap of two searches: the second finds what changed and no more.
AGE = timedelta(hours=4)
SHARE = 10  # one piece of so many changes


def follow(env, company):
    """Read the changes of works once; return (seconds, calls)."""
    sandbox("requests", method="DELETE")
    env.invalidate_all()
    started = time.perf_counter()
    env["account.move"]._chorus_refresh_works(company)
    env.flush_all()
    seconds = time.perf_counter() - started
    counts = sandbox("requests?limit=0")["counts"]
    tell(f"followed in {seconds:.1f} s by {counts}")
    return seconds, sum(counts.values())


def measure_pieces(env, company, market, count):
    """Follow ``count`` pieces of others; return what the changes of some cost."""
    order = {
        "nombre": count,
        "prefixe": "EA-",
        "statut": "MISE_A_DISPOSITION_MOA",
        "il_y_a": AGE.total_seconds(),
        "cadre": "A15",
        "marche": market.number,
    }
    loaded = sandbox("invoices", order)["invoices"]
    sandbox("faults", {"kind": "latency", "operation": "*", "seconds": LATENCY})
    follow(env, company)
    pieces = env["chorus.works.piece"].search([("depositor", "=", "moe")])
    if len(pieces) != count:
        sys.exit(f"Error: {len(pieces)} pieces of {count} are known")
    company.chorus_works_last_search = datetime.utcnow() - AGE / 2
    for row in loaded[::SHARE]:
        sandbox(
            f"invoices/{row['id']}/status",
            {"statut": "PRISE_EN_COMPTE_MOA", "force": True},
        )
    seconds, calls = follow(env, company)
    changed = pieces.filtered(lambda row: row.portal_status == "PRISE_EN_COMPTE_MOA")
    if len(changed) != len(loaded[::SHARE]):
        sys.exit(f"Error: {len(changed)} changes were read")
    return {
        "pieces": len(pieces),
        "changed": len(changed),
        "calls": calls,
        "seconds": round(seconds, 1),
    }
