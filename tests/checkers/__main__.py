# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``PYTHONPATH=tests python -m checkers [--quick] [--french] FILE…``

Prints a JSON list, one object a file: ``{"file", "valid", "problems", "french"}``
(``french`` only when asked for). Ends with 0 when all are valid, 1 when one is not, 2
when a judge cannot work. A name in ``.xml`` is checked as XML, any other as Factur-X.
"""

import argparse
import json
import sys
from pathlib import Path

from . import (
    CheckerError,
    check_facturx,
    check_french,
    check_schematron,
    check_xsd,
    embedded_xml,
)


def _check(path, options):
    content = path.read_bytes()
    if path.suffix.lower() == ".xml":
        xml, problems = content, check_xsd(content)
        if not options.quick:
            problems = problems + check_schematron(content)
    else:
        xml, problems = embedded_xml(content), check_facturx(content, options.quick)
    result = {"file": str(path), "valid": not problems, "problems": problems}
    if options.french:
        result["french"] = check_french(xml) if xml else []
    return result


def main():
    """Check the files named on the command line."""
    parser = argparse.ArgumentParser(prog="checkers", description="Check Factur-X")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--quick", action="store_true", help="schema and container only, without Java"
    )
    parser.add_argument(
        "--french", action="store_true", help="add the report on the French rules"
    )
    options = parser.parse_args()
    try:
        results = [_check(path, options) for path in options.files]
    except (CheckerError, OSError) as error:
        print(f"checkers: {error}", file=sys.stderr)
        return 2
    print(json.dumps(results, ensure_ascii=False, indent=2))
    return 0 if all(result["valid"] for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
