"""Plans and tries mutants; called by setup/mutants.sh in the tool's own venv.

``plan SAMPLE SPREAD FOLDER FILE …`` prints ``FILE COUNT`` for each file of which
mutants are to be tried; 0 for all. ``try FILE SESSION COUNT COMMAND`` tries those of
one file, in the root of a copied tree. ``sum REPORT`` adds up what was printed.
"""

import ast
import random
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from cosmic_ray.commands import execute, init
from cosmic_ray.config import ConfigDict
from cosmic_ray.testing import run_tests
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult

# Seconds for all tests without any change; a mutant may take so many times as long, and
# so many seconds where they are quick.
PATIENCE, FACTOR, LEAST = 1800, 5, 60
# The same mutants each time.
SEED = 0
SUMMARY = re.compile(r"^(\S+): (\d+) of (\d+) killed", re.M)


def annotations(source):
    """Return the spans ((line, column), (line, column)) of types in ``source``."""
    nodes = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            nodes.append(node.returns)
        if isinstance(node, ast.arg | ast.AnnAssign):
            nodes.append(node.annotation)
    return [
        ((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset))
        for node in nodes
        if node is not None
    ]


def sort_out(database, source):
    """Return the jobs of mutants that count, in order, and those of types."""
    types = annotations(source)
    wanted, left_out = [], []
    # The same mutants for the same source: in the tool's own order they would differ.
    items = sorted(
        database.work_items,
        key=lambda item: (item.mutations[0].start_pos, str(item.mutations[0])),
    )
    for item in items:
        (mutation,) = item.mutations
        inside = any(
            start <= tuple(mutation.start_pos) and tuple(mutation.end_pos) <= end
            for start, end in types
        )
        (left_out if inside else wanted).append(item.job_id)
    return wanted, left_out


def skip(database, source, sample):
    """Leave out mutants of types, and all but ``sample`` of the others."""
    wanted, left_out = sort_out(database, source)
    chosen = set(wanted)
    if sample and sample < len(wanted):
        chosen = set(random.Random(SEED).sample(wanted, sample))
    left_out += [job for job in wanted if job not in chosen]
    database.set_multiple_results(
        left_out, WorkResult(worker_outcome=WorkerOutcome.SKIPPED)
    )
    return len(chosen), len(wanted)


def plan(sample, spread, folder, *files):
    """Print each file with how many of its mutants to try, the most first."""
    counts = dict.fromkeys(files, int(sample))
    if int(spread):
        pool = []
        for file in files:
            source = Path(folder, file)
            with (
                tempfile.NamedTemporaryFile(suffix=".sqlite") as session,
                use_db(session.name, WorkDB.Mode.create) as database,
            ):
                init([source], database, {})
                pool += [file] * len(sort_out(database, source.read_text("utf-8"))[0])
        chosen = random.Random(SEED).sample(pool, min(int(spread), len(pool)))
        counts = dict(Counter(chosen).most_common())
        print(f"{len(chosen)} of {len(pool)} mutants", file=sys.stderr)
    for file, count in counts.items():
        print(file, count)


def report(database, file, chosen, total):
    """Print the survivors and, in one line, the numbers."""
    killed = 0
    for item, result in database.completed_work_items:
        killed += result.test_outcome == TestOutcome.KILLED
        if result.output == "timeout":
            # Counted as killed: an endless loop, or a machine that is too busy.
            print(f"out of time: {file}:{item.mutations[0].start_pos[0]}")
        if result.test_outcome not in (None, TestOutcome.KILLED):
            (mutation,) = item.mutations
            where = f"{file}:{mutation.start_pos[0]}"
            print(f"{result.test_outcome.value}: {where} {mutation.operator_name}")
            changed = (result.diff or "").partition("@@")[2].splitlines()[1:]
            print(*(line for line in changed if line[:1] in "+-"), sep="\n")
    sampled = f" (a sample of {total})" if chosen < total else ""
    print(f"{file}: {killed} of {chosen} killed{sampled}", flush=True)


def try_mutants(file, session, sample, command):
    """Try the mutants of one file, after its tests without any."""
    source = Path(file).resolve()
    before = source.read_text("utf-8")
    start = time.monotonic()
    outcome, output = run_tests(command, PATIENCE)
    if outcome != TestOutcome.SURVIVED:
        sys.exit(f"{file}: the tests fail without any change\n{output}")
    config = ConfigDict(
        {
            "module-path": str(source),
            "timeout": max(LEAST, FACTOR * (time.monotonic() - start)),
            "excluded-modules": [],
            "test-command": command,
            "distributor": {"name": "local"},
        }
    )
    Path(session).unlink(missing_ok=True)
    with use_db(session, WorkDB.Mode.create) as database:
        init([source], database, {})
        chosen, total = skip(database, before, int(sample))
        execute(database, config)
        report(database, file, chosen, total)
    assert source.read_text("utf-8") == before


def add_up(path):
    """Print how many mutants of all files were killed."""
    rows = SUMMARY.findall(Path(path).read_text("utf-8"))
    killed, tried = (sum(int(row[i]) for row in rows) for i in (1, 2))
    share = f", {100 * killed / tried:.1f} %" if tried else ""
    print(f"{killed} of {tried} killed in {len(rows)} files{share}")


if __name__ == "__main__":
    verb, *words = sys.argv[1:]
    {"plan": plan, "try": try_mutants, "sum": add_up}[verb](*words)
