"""Tries the mutants of one file; called by setup/mutants.sh in the tool's own venv.

Arguments: file below the copied tree, session, interpreter of the tests, number of
mutants (0 for all), test files. Runs in the folder of the tests.
"""

import ast
import random
import sys
from pathlib import Path

from cosmic_ray.commands import execute, init
from cosmic_ray.config import ConfigDict
from cosmic_ray.testing import run_tests
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult

TREE = Path.cwd().parent
TIMEOUT = 120  # seconds, for all tests of one mutant


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


def skip(database, source, sample):
    """Leave out mutants of types, and all but ``sample`` of the others."""
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
    chosen = set(wanted)
    if sample and sample < len(wanted):
        chosen = set(random.Random(0).sample(wanted, sample))
    left_out += [job for job in wanted if job not in chosen]
    database.set_multiple_results(
        left_out, WorkResult(worker_outcome=WorkerOutcome.SKIPPED)
    )
    return len(chosen), len(wanted)


def report(database, file, chosen, total):
    """Print the survivors and, in one line, the numbers."""
    killed = 0
    for item, result in database.completed_work_items:
        killed += result.test_outcome == TestOutcome.KILLED
        if result.test_outcome not in (None, TestOutcome.KILLED):
            (mutation,) = item.mutations
            where = f"{file}:{mutation.start_pos[0]}"
            print(f"{result.test_outcome.value}: {where} {mutation.operator_name}")
            changed = (result.diff or "").partition("@@")[2].splitlines()[1:]
            print(*(line for line in changed if line[:1] in "+-"), sep="\n")
    sampled = f" (a sample of {total})" if chosen < total else ""
    print(f"{file}: {killed} of {chosen} killed{sampled}", flush=True)


def main(file, session, python, sample, *tests):
    source = TREE / file
    before = source.read_text("utf-8")
    command = f"{python} -m pytest -p no:odoo -x -q --no-header {' '.join(tests)}"
    outcome, output = run_tests(command, TIMEOUT)
    if outcome != TestOutcome.SURVIVED:
        sys.exit(f"{file}: the tests fail without any change\n{output}")
    config = ConfigDict(
        {
            "module-path": str(source),
            "timeout": TIMEOUT,
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


if __name__ == "__main__":
    main(*sys.argv[1:])
