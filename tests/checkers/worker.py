# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A helper process that answers one question after the other.

Saxon and the Java machine start slowly, answer fast, and do not bear the memory limit
that Odoo sets on its own process: hence one process each, kept until the end.

Parent and child exchange lines of JSON: a question, then ``{"answer": …}`` or
``{"error": "…"}``. The child announces itself with ``{"answer": "ready"}``.
"""

import atexit
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

# The first answer includes the start of Java on a busy machine.
_PATIENCE = 180
_TESTS = Path(__file__).resolve().parent.parent


class CheckerError(Exception):
    """A judge is missing, broken or silent: there is no verdict."""


class Worker:
    """One helper process running ``checkers.<module>``."""

    def __init__(self, module, python=sys.executable):
        self._module = module
        self._python = python
        self._process = None
        self._owner = None
        self._stderr = None
        self._lock = threading.Lock()

    def ask(self, question):
        """Return the answer to ``question`` (both plain JSON values).

        :raises CheckerError: the process cannot start, died, stays silent or says so
        """
        with self._lock:
            if not self._is_alive():
                self._start()
            return self._exchange(question)

    def _is_alive(self):
        # A forked child must not share the pipes of its parent.
        return (
            self._process is not None
            and self._owner == os.getpid()
            and self._process.poll() is None
        )

    def _start(self):
        self._stderr = tempfile.TemporaryFile()
        paths = [str(_TESTS), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [self._python, "-m", f"checkers.{self._module}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        self._owner = os.getpid()
        atexit.register(self.close)
        if self._receive() != "ready":
            raise CheckerError(f"{self._module} did not announce itself")

    def _exchange(self, question):
        try:
            self._process.stdin.write(json.dumps(question).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise self._dead() from error
        return self._receive()

    def _receive(self):
        alarm = threading.Timer(_PATIENCE, self._process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            line = self._process.stdout.readline()
        finally:
            alarm.cancel()
        if not line:
            raise self._dead()
        reply = json.loads(line)
        if "error" in reply:
            raise CheckerError(f"{self._module}: {reply['error']}")
        return reply["answer"]

    def _dead(self):
        self.close()
        self._stderr.seek(0)
        said = self._stderr.read().decode(errors="replace").strip().splitlines()
        return CheckerError(
            f"{self._module} ended with code {self._process.returncode}: "
            + " | ".join(said[-3:])
        )

    def close(self):
        """End the process; the next question starts another."""
        atexit.unregister(self.close)
        if self._process is None or self._owner != os.getpid():
            return
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


def serve(load):
    """Run the child's side: ``load()`` returns the function that answers questions."""
    # Whatever libraries print must not mix with the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def send(reply):
        answers.write(json.dumps(reply) + "\n")
        answers.flush()

    try:
        _lift_memory_limit()
        answer = load()
    except Exception as error:
        send({"error": f"cannot start: {type(error).__name__}: {error}"})
        return
    send({"answer": "ready"})
    for line in sys.stdin:
        try:
            send({"answer": answer(json.loads(line))})
        except Exception as error:
            send({"error": f"{type(error).__name__}: {error}"})


def _lift_memory_limit():
    """Undo the limit on address space that Odoo gives to itself and its children."""
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
