# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two Odoo servers on one database, deposits and reports as jobs, faults and kills.

``setup/bench.sh queue_job [DEPOSITS] [KILLS]``, without arguments 1,000 deposits and 15
kills. Each of two Odoo servers has a job runner, of which one is elected; the jobs
reach both servers through a load balancer, 4 at a time. Meanwhile 5 % of the exchanges
suffer each fault of FAULTS (``_campaign.py``), and as the deposits go forward KILLS
servers, with all their processes, and as many elected runners are killed outright
(``kill -9``) and start again; half as many times a process of PostgreSQL is killed, a
fifth as many times the server itself, and as many it is stopped at once. Lots, plain
PDFs, numbers that the portal has already and deposits that are given up are among them,
as in ``faults``. Then the portal heals, and the servers go on until nothing is open.
The scheduled actions run too, as the safety net that they are.

The waits of the protocol are shortened to seconds, in both servers, and so is the one
of the runner, which looks after the jobs of dead servers once a minute; the PDF is not
printed. Nothing else differs from real servers.

Last line ``{"deposits","faults","kills","lost","double","stuck"}``, as of ``faults``.
The line before it has the details, ``jobs`` (how many were run) and ``per_minute``
(deposits until the portal healed) among them.
"""

import os
import signal
import sys
import tempfile
import time
from contextlib import suppress
from threading import Thread

import psycopg2
from bench._balancer import Balancer
from bench._course import POSTGRES, Course, spread
from bench._crashes import kept_crashes, note
from bench._nursery import transaction
from bench._postgres import elected_runner
from bench._server import Server, free_port, running
from bench.faults import prepare

SIZE = (1000, 15)
SERVERS, STARTS = 2, 3
DATABASE_LOST = [
    f"psycopg2.{name}"
    for name in ("OperationalError", "InterfaceError", "DatabaseError")
]
OPTIONS = (
    "--load=base,rpc,web,queue_job",
    "--workers=2",
    "--max-cron-threads=1",
    "--log-level=critical",
)


class Machines:
    """The servers behind a load balancer; one that is killed is started again."""

    def __init__(self):
        self.ports = [free_port() for _rank in range(SERVERS)]
        self.balancer = Balancer(self.ports)
        self.servers = {}
        self._starting = []

    def start_all(self):
        for port in self.ports:
            self.start(port)

    def start(self, port):
        ways = {"ODOO_QUEUE_JOB_HOST": "127.0.0.1", "BENCH_HURRY": "1"}
        ways["ODOO_QUEUE_JOB_PORT"] = str(self.balancer.port)
        # PostgreSQL may be killed under a server that is just starting.
        for attempt in range(1, STARTS + 1):
            try:
                self.servers[port] = Server(running(port, *OPTIONS, **ways))
                return
            except SystemExit as error:
                if attempt == STARTS:
                    note(f"{error}, {STARTS} times")

    def kill(self, port):
        """Kill a server and start it again, while the others go on.

        :return: False when it is only just starting
        """
        if not (server := self.servers.pop(port, None)):
            return False
        server.kill()
        self._starting.append(Thread(target=self.start, args=[port]))
        self._starting[-1].start()
        return True

    def bury(self):
        """Start a server again that has ended by a mistake of its own."""
        for port, server in list(self.servers.items()):
            if server.process.poll() is not None:
                note(f"a server ended with status {server.process.returncode}")
                self.kill(port)

    def stop(self):
        for thread in self._starting:
            thread.join()
        for server in self.servers.values():
            server.kill()
        self.balancer.shutdown()


class Campaign(Course):
    """Servers whose runner asks for the next step of each flow, as jobs."""

    # The scheduled action comes once a minute at most.
    stalemate = 200

    def __init__(self, deposits, kills, folder, books):
        self.machines = Machines()
        self.seconds = 0
        super().__init__(deposits, kills, folder, books)

    def acts(self, kills):
        return [
            *super().acts(kills),
            *spread(kills, self._kill_server),
            *spread(kills, self._kill_runner),
        ]

    def run(self):
        hurry_action()
        try:
            self.machines.start_all()
            self.started = time.monotonic()
            self.start()
            self.go_through_faults()
        finally:
            self.stop()
            self.machines.stop()

    def healed(self):
        # EXTENDS Course
        self.seconds = time.monotonic() - self.started
        super().healed()

    def bury(self):
        # EXTENDS Course
        super().bury()
        self.machines.bury()

    def _kill_server(self):
        return self.machines.kill(self.dice.choice(self.machines.ports))

    def _kill_runner(self):
        with suppress(psycopg2.Error, ProcessLookupError):
            if pid := elected_runner():
                os.kill(pid, signal.SIGKILL)
                return True
        return False

    def result(self):
        names = ("kill_server", "kill_runner", *POSTGRES)
        with transaction() as env:
            jobs = env["queue.job"].search([])
            # A job that lost its database has failed: the scheduled action goes on.
            failed = jobs.filtered(lambda job: job.state == "failed")
            for job in failed.filtered(lambda job: job.exc_name not in DATABASE_LOST):
                note(f"job {job.name}: {job.exc_info}")
            run = sum(jobs.mapped("retry")) + len(jobs)
        return self.tell(
            sum(self.done[name] for name in names),
            jobs=run,
            per_minute=round(self.deposits * 60 / self.seconds, 1),
        )


def hurry_action():
    """Let the safety net be there each minute, not every ten."""
    with transaction() as env:
        action = env.ref("chorus_pro_connector.ir_cron_chorus_follow")
        action.write({"interval_number": 1, "interval_type": "minutes"})
        env.cr.commit()


def main():
    given = [int(word) for word in sys.argv[1:]]
    deposits, kills = (*given, *SIZE[len(given) :])
    with kept_crashes(), tempfile.TemporaryDirectory() as folder:
        campaign = Campaign(deposits, kills, folder, prepare(deposits))
        campaign.run()
        return campaign.result()


if __name__ == "__main__":
    sys.exit(main())
