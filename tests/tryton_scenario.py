# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Plays the scenario that Tryton's module for Chorus Pro brings along, as it is.

Run by ``test_sandbox_tryton.py`` with Tryton on its path: only the portal's two
addresses, in the dictionaries where the module keeps them, become those of the sandbox.
"""

import doctest
import os
import pathlib
import sys

from trytond.modules.account_fr_chorus import account


def play(url):
    account.OAUTH_TOKEN_URL["service-qualif"] = f"{url}/api/oauth/token"
    account.API_URL["service-qualif"] = url
    folder = pathlib.Path(account.__file__).parent / "tests"
    return doctest.testfile(
        str(folder / "scenario_account_fr_chorus_invoice.rst"),
        module_relative=False,
        optionflags=doctest.REPORT_ONLY_FIRST_FAILURE | doctest.ELLIPSIS,
        encoding="utf-8",
    )


if __name__ == "__main__":
    results = play(os.environ["SANDBOX_URL"])
    print(results)
    sys.exit(bool(results.failed) or not results.attempted)
