# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo as a script: its server starts one of its workers by the path of the script.

With BENCH_HURRY in the environment, the waits of the protocol are seconds, and nothing
is printed: neither is the subject.
"""

import os
import sys
from datetime import timedelta
from types import SimpleNamespace

# This folder, in which a benchmark bears the name of a library.
del sys.path[0]

from odoo.cli.command import main  # noqa: E402

PATIENCE = 0.5  # seconds that a call may take


def hurry(registry):
    from odoo.addons.chorus_pro_connector.chorus import retry, transport
    from odoo.addons.chorus_pro_connector.models import chorus_flow_deposit
    from odoo.addons.chorus_pro_connector.tests.common import patch_source_pdf
    from odoo.addons.chorus_pro_connector_queue_job.models import chorus_flow

    transport.CONNECT_TIMEOUT = transport.READ_TIMEOUT = PATIENCE
    transport.DEPOSIT_TIMEOUT = PATIENCE
    retry.BACK_OFF = (0.02, 0.03, 0.05, 0.1)  # minutes
    chorus_flow_deposit.FIRST_CHECK = timedelta(seconds=1)
    chorus_flow_deposit.SENDING_DEADLINE = timedelta(seconds=10)
    chorus_flow_deposit.ABSENCE_DELAY = timedelta(seconds=12)
    chorus_flow.JOB_DELAY = timedelta(seconds=30)
    patch_source_pdf(SimpleNamespace(registry=registry)).start()


def hurry_every_registry():
    from odoo.modules.registry import Registry

    last_step = Registry.signal_changes
    hurried = set()

    def last_step_and_hurry(registry):
        last_step(registry)
        if registry.ready and id(registry) not in hurried and "chorus.flow" in registry:
            hurried.add(id(registry))
            hurry(registry)

    Registry.signal_changes = last_step_and_hurry


if __name__ == "__main__":
    if os.environ.get("BENCH_HURRY"):
        hurry_every_registry()
    main()
