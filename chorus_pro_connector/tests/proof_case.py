# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Archives of proofs, opened and verified by their own program."""

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from .act_case import ActCase


def verified(content, *arguments):
    """Run the archive's own verify.py; return (code, words)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "archive.zip")
        path.write_bytes(content)
        script = Path(folder, "verify.py")
        with zipfile.ZipFile(path) as archive:
            script.write_bytes(archive.read("verify.py"))
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-S", str(script), str(path), *arguments],
            capture_output=True,
            text=True,
            timeout=60,
        )
    return done.returncode, done.stdout + done.stderr


class ProofCase(ActCase):
    def last(self):
        return self.env["chorus.proof"].with_user(self.clerk).search([], limit=1)

    def archive(self, proof):
        """Return the bytes of an archive as its user downloads it."""
        out = io.BytesIO()
        proof._chorus_assemble(out)
        return out.getvalue()

    def made(self, moves):
        """Make the archive of invoices; return {name: bytes}, once it is verified."""
        moves.with_user(self.clerk).action_chorus_proofs()
        proof = self.last()
        if proof.state == "running":
            self.run_cron()
        self.assertEqual(proof.state, "done")
        content = self.archive(proof)
        code, words = verified(content, "--head", proof.chain)
        self.assertEqual(code, 0, words)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def run_cron(self):
        cron = self.env.ref("chorus_pro_connector.ir_cron_chorus_proofs").sudo()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def member(self, files, ending):
        """Return the one file whose name ends so."""
        found = [data for name, data in files.items() if name.endswith(ending)]
        self.assertEqual(len(found), 1, (ending, list(files)))
        return found[0]

    def data(self, files, ending):
        return json.loads(self.member(files, ending))

    def absent(self, files):
        return {row["path"]: row["reason"] for row in self.data(files, "absent.json")}
