# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo as a script: its server starts one of its workers by the path of the script."""

import sys

# This folder, in which a benchmark bears the name of a library.
del sys.path[0]

from odoo.cli.command import main  # noqa: E402

if __name__ == "__main__":
    main()
