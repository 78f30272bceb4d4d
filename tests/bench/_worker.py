# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One worker of the fault campaign: the scheduled action, again and again."""

import os
import time

from bench._odoo import environment

PAUSE = 0.2  # seconds between two runs


def hurry(env):
    """Be impatient with the portal, and render nothing: neither is the subject."""
    # Importable only now: Odoo finds addons once it has read its configuration.
    from odoo.addons.chorus_pro_connector.chorus import transport
    from odoo.addons.chorus_pro_connector.tests.common import patch_source_pdf

    patience = float(os.environ.get("BENCH_TIMEOUT", "30"))
    transport.CONNECT_TIMEOUT = transport.READ_TIMEOUT = patience
    transport.DEPOSIT_TIMEOUT = patience
    patch_source_pdf(env).start()


def main():
    while True:
        with environment() as env:
            hurry(env)
            env["chorus.flow"]._cron_follow()
            env.cr.commit()
        time.sleep(PAUSE)


if __name__ == "__main__":
    main()
