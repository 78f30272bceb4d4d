# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Throughput of the sandbox: light calls per second and latency of an empty search.

    python tests/bench/sandbox.py [SECONDS]

Clients run as processes of their own on the same machine; the last line is one
JSON object. Without a contending load, expect 200 calls a second on two cores.
"""

import http.client
import json
import multiprocessing
import pathlib
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import sandbox_client

SEARCH = "/cpro/factures/v1/rechercher/fournisseur"
CLIENTS = 4


def calls(host, headers, end):
    """Milliseconds of each empty search until ``end``, on one kept connection."""
    connection = http.client.HTTPConnection(host)
    taken = []
    while time.time() < end:
        started = time.perf_counter()
        connection.request("POST", SEARCH, "{}", headers)
        reply = connection.getresponse()
        answer = json.loads(reply.read())
        assert answer["codeRetour"] == 20000, answer
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    with tempfile.TemporaryDirectory() as state:
        with sandbox_client.running(state) as sandbox:
            client = sandbox_client.Client(sandbox.url)
            headers = client.headers()
            alone = calls(client.host, headers, time.time() + seconds)
            with multiprocessing.Pool(CLIENTS) as pool:
                end = time.time() + seconds
                jobs = [(client.host, headers, end)] * CLIENTS
                together = [t for found in pool.starmap(calls, jobs) for t in found]
            counted = client.control("GET", "requests?limit=0")["counts"]
    made = len(alone) + len(together)
    assert counted["factures/rechercher/fournisseur"] == made, "a call was not recorded"
    result = {
        "calls_per_second": round(len(together) / seconds, 1),
        "clients": CLIENTS,
        "median_ms_one_client": round(statistics.median(alone), 2),
        "p95_ms_one_client": round(statistics.quantiles(alone, n=20)[18], 2),
        "median_ms_all_clients": round(statistics.median(together), 2),
        "calls": made,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
