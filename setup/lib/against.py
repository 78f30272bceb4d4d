"""Compares two benchmarks: medians of each figure, and their ratio; for bench.sh.

Arguments: two files of one JSON object a line, as it was and as it is. Figures that
only one of them has are left out. The last line is one JSON object.
"""

import json
import sys
from pathlib import Path
from statistics import median


def figures(row, prefix=""):
    """Yield (name, number) of an object, the members of its objects included."""
    for name, value in row.items():
        if isinstance(value, dict):
            yield from figures(value, f"{prefix}{name}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield prefix + name, value


def medians(path):
    """Return {name: median over all runs}."""
    found = {}
    for line in Path(path).read_text("utf-8").splitlines():
        for name, value in figures(json.loads(line)):
            found.setdefault(name, []).append(value)
    return {name: median(values) for name, values in found.items()}


def main(before, after):
    old, new = medians(before), medians(after)
    ratios = {}
    print(f"{'':24}{'before':>12}{'after':>12}{'ratio':>8}")
    for name in (name for name in old if name in new):
        ratio = new[name] / old[name] if old[name] else None
        ratios[name] = ratio and round(ratio, 3)
        shown = f"{ratio:8.2f}" if ratio is not None else f"{'–':>8}"
        print(f"{name:24}{old[name]:12.3f}{new[name]:12.3f}{shown}")
    print(json.dumps(ratios))


if __name__ == "__main__":
    main(*sys.argv[1:])
