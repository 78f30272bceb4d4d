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

JOB_DELAY = timedelta(seconds=30)
RUNNER_DELAY = 2  # seconds until the runner looks after the jobs of the dead


def hurry_all(registry):
    # Importable only now: Odoo finds addons once it has read its configuration.
    from bench._campaign import hurry

    from odoo.addons.chorus_pro_connector_queue_job.models import chorus_flow
    from odoo.addons.queue_job.jobrunner import runner

    hurry(SimpleNamespace(registry=registry))
    chorus_flow.JOB_DELAY = JOB_DELAY
    runner.SELECT_TIMEOUT = RUNNER_DELAY


def hurry_every_registry():
    from odoo.modules.registry import Registry

    last_step = Registry.signal_changes
    hurried = set()

    def last_step_and_hurry(registry):
        last_step(registry)
        if registry.ready and id(registry) not in hurried and "chorus.flow" in registry:
            hurried.add(id(registry))
            hurry_all(registry)

    Registry.signal_changes = last_step_and_hurry


if __name__ == "__main__":
    if os.environ.get("BENCH_HURRY"):
        hurry_every_registry()
    main()
