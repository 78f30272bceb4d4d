# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``count_tests.py FILE…``: add up JUnit reports; print ``passed failed skipped``.

A report that is missing or broken counts as one failure: its pytest died.
"""

import sys
import xml.etree.ElementTree as ElementTree


def count(path):
    """Return (passed, failed, skipped) of one report."""
    try:
        suites = ElementTree.parse(path).getroot().iter("testsuite")
    except (OSError, ElementTree.ParseError) as error:
        print(f"no report {path}: {error}", file=sys.stderr)
        return 0, 1, 0
    total = failed = skipped = 0
    for suite in suites:
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return total - failed - skipped, failed, skipped


def main():
    counts = [count(path) for path in sys.argv[1:]]
    print(*(sum(column) for column in zip(*counts, strict=True)))


if __name__ == "__main__":
    main()
