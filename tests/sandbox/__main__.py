# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``python -m sandbox --port N --state DIR``: serve a local Chorus Pro."""

import argparse

from . import server


def main():
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8070, help="0 = a free port")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--state", default=".odoo/sandbox", help="state folder")
    parser.add_argument("--workers", type=int, default=2)
    for name in ("integration", "routing", "delivery"):
        parser.add_argument(
            f"--{name}", type=float, help="seconds, see README.md (the clock)"
        )
    parser.add_argument(
        "--strict", action="store_true", help="rules of our own reject too"
    )
    parser.add_argument(
        "--long-identifiers", action="store_true", help="identifiers past 32 bits"
    )
    options = parser.parse_args()
    delays = {
        name: getattr(options, name)
        for name in ("integration", "routing", "delivery")
        if getattr(options, name) is not None
    }
    switches = {
        name: True for name in ("strict", "long_identifiers") if getattr(options, name)
    }
    server.run(
        options.host, options.port, options.state, options.workers, delays, switches
    )


main()
