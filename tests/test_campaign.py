# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The campaigns of ``setup/bench.sh``, short: real workers, killed; real users at once.

They run the very commands, on a database and a sandbox of their own.
"""

import json
import subprocess
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1] / "setup" / "bench.sh"


def run(*arguments):
    """Return the JSON objects that a benchmark printed, the last one last."""
    ended = subprocess.run(
        [str(BENCH), *arguments], capture_output=True, text=True, timeout=1200
    )
    tail = f"{ended.stdout[-3000:]}\n{ended.stderr[-6000:]}"
    assert ended.returncode == 0, tail
    lines = [line for line in ended.stdout.splitlines() if line.startswith("{")]
    return [json.loads(line) for line in lines]


def test_faults_kills_and_a_restored_backup():
    details, result = run("faults", "short")
    assert set(result) == {
        *("deposits", "faults", "kills", "lost", "double", "stuck"),
        *("acts", "acts_lost", "acts_double", "acts_stuck"),
    }
    assert (result["lost"], result["double"], result["stuck"]) == (0, 0, 0)
    # Suspended, sent back, refused, with a wrong validator: each was answered.
    assert (result["acts_lost"], result["acts_double"], result["acts_stuck"]) == (
        0,
    ) * 3
    assert result["acts"] > result["deposits"]
    assert (details["cents"], details["crashes"]) == (0, 0)
    # Every point of the protocol killed one worker, cut another off, and killed
    # PostgreSQL under a third.
    assert details["points_left"] == []
    assert len(set(details["points"].values())) == 1
    assert details["points"]["crash"] > 30
    for act in ("kill", "cut", "kill_postmaster", "stop_postgres"):
        assert details["acts"][act] > 0
    assert (details["acts"]["back_up"], details["acts"]["restore"]) == (1, 1)
    # Sent though the portal had it: given up here, or with a number of somebody else.
    assert details["given_up"] > 0
    assert details["taken"] == 3
    assert details["second_copies_refused"] > 0
    faults = details["faults"]
    assert result["faults"] == sum(faults.values())
    for kind in ("timeout_after", "drip", "poisoned", "wrong_types"):
        assert faults[kind] > 0


def test_everybody_sends_the_same_invoices_at_once():
    (result,) = run("concurrency", "20")
    assert result["deposits"] == result["invoices"] == 20
    assert result["technical"] == 0
    assert (result["lost"], result["double"], result["stuck"]) == (0, 0, 0)
    assert result["told"] > 0
