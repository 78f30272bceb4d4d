# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What our Factur-X costs, beside Odoo's own, in one run.

``setup/bench.sh facturx [COUNT]``: COUNT invoices of 10 lines (200), a quarter as many
of 50. Medians in milliseconds, on top of the rendering of the PDF, which is the same
for both: ``xml_ms`` mapping and XML with its XSD check; ``pdf_ms`` PDF/A-3 and
embedding; ``overhead_ms`` both; ``odoo_xml_ms`` Odoo's own XML. One invoice after the
other in one transaction, as a batch does, ours and Odoo's first in turn. Queries are
counted on a cold cache.
"""

import json
import sys
import time
from statistics import median

from bench._odoo import configure, environment, invoices


def milliseconds(function, *args):
    """Return (result, elapsed ms)."""
    start = time.perf_counter()
    result = function(*args)
    return result, (time.perf_counter() - start) * 1000


def queries(move):
    """Return the number of SQL queries of one mapping, nothing being in memory."""
    env = move.env
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    env["chorus.en16931"]._get_terms(move)
    return env.cr.sql_log_count - before


def measure(moves, pdf):
    """Return lists of milliseconds: our XML, our PDF, both, Odoo's XML."""
    from odoo.addons.chorus_pro_connector.chorus.formats.factur_x import (
        make_pdf,
        make_xml,
    )

    env = moves.env
    builder = env["account.edi.xml.cii"]
    times = {"xml": [], "pdf": [], "odoo": []}
    for rank, move in enumerate(moves):
        # Whoever comes second finds the invoice in memory: take turns.
        for name in ("xml", "odoo") if rank % 2 else ("odoo", "xml"):
            if name == "odoo":
                times["odoo"].append(milliseconds(builder._export_invoice, move)[1])
                continue
            xml, spent = milliseconds(
                lambda move=move: make_xml(env["chorus.en16931"]._get_terms(move))
            )
            times["xml"].append(spent)
            times["pdf"].append(milliseconds(make_pdf, pdf, xml, [])[1])
    return times


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with environment() as env:
        company = configure(env)
        moves = invoices(env, company, count, 10)
        large = invoices(env, company, max(count // 4, 5), 50)
        pdf = moves[0]._chorus_source_pdf()
        measure(moves[:5], pdf)  # the first calls load schemas and templates
        times = measure(moves, pdf)
        overhead = [a + b for a, b in zip(times["xml"], times["pdf"], strict=True)]
        result = {
            "invoices": len(moves),
            "overhead_ms": round(median(overhead), 1),
            "xml_ms": round(median(times["xml"]), 1),
            "odoo_xml_ms": round(median(times["odoo"]), 1),
            "pdf_ms": round(median(times["pdf"]), 1),
            "queries_per_invoice": median(map(queries, moves[:20])),
            "queries_per_invoice_50_lines": median(map(queries, large[:20])),
        }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
