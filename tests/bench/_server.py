# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An Odoo that serves, with worker processes, for as long as a benchmark needs it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

START = 180  # seconds that Odoo may take
CRON_NICENESS = 10  # Odoo gives it to its cron workers, and to no other


def free_port():
    """Return a port of the loopback interface on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def running(port, *options, **environment):
    """Start Odoo on ``port``; return its process once it answers."""
    script = str(Path(__file__).with_name("_odoo_bin.py"))
    command = [sys.executable, script, "-c", os.environ["ODOO_RC"]]
    command += ["-d", os.environ["CHORUS_DB"], f"--http-port={port}"]
    command += [f"--gevent-port={free_port()}", "--log-level=warn", *options]
    process = subprocess.Popen(
        command, start_new_session=True, env={**os.environ, **environment}
    )
    try:
        _wait_until_it_answers(port, process)
    except BaseException:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        raise
    return process


@contextmanager
def servers(count):
    """Run ``count`` servers of threads on the same database; yield their addresses."""
    options = ("--workers=0", "--max-cron-threads=1", "--log-level=error")
    started = {}
    try:
        for _rank in range(count):
            port = free_port()
            started[f"http://127.0.0.1:{port}"] = Server(running(port, *options))
        yield list(started)
    finally:
        for server in started.values():
            server.stop()


@contextmanager
def serving(port, cron_workers, *options):
    """Run Odoo with two HTTP workers and ``cron_workers`` cron workers."""
    count = f"--max-cron-threads={cron_workers}"
    server = Server(running(port, "--workers=2", count, *options), cron_workers)
    try:
        yield server
    finally:
        server.stop()


def _wait_until_it_answers(port, process):
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/web/health", timeout=5)
            return
        except OSError:  # not yet, or not in time
            time.sleep(0.2)
    sys.exit("Error: Odoo does not start")


class Server:
    """What can be read of an Odoo that serves."""

    def __init__(self, process, cron_workers=0):
        self.process = process
        self._cron_workers = cron_workers

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self):
        """``kill -9``, with everything that it started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def workers(self):
        """Return the process ids of its cron workers."""
        end = time.monotonic() + START
        while time.monotonic() < end:
            found = [
                pid
                for pid in self._children()
                if os.getpriority(os.PRIO_PROCESS, pid) == CRON_NICENESS
            ]
            if len(found) == self._cron_workers:
                return found
            time.sleep(0.2)
        sys.exit("Error: Odoo has not its cron workers")

    def _children(self):
        pid = self.process.pid
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(child) for child in text.split()]

    def forget_peak(self):
        """Let the peak of the memory start again from what is used now."""
        for pid in self.workers():
            Path(f"/proc/{pid}/clear_refs").write_text("5")

    def peak(self):
        """Return the greatest memory (RSS) of a cron worker since, in MB."""
        peaks = []
        for pid in self.workers():
            status = Path(f"/proc/{pid}/status").read_text()
            peaks.append(int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]))
        return round(max(peaks) / 1024, 1)
