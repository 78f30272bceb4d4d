# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An Odoo 19 of somebody else, which knows nothing of this repository: a copy of the
Python environment, a configuration whose addons path has Odoo's own addons only, a
folder for its data, and databases of its own."""

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

from databases import execute

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".odoo"
# Nothing of ours may lead into the repository.
OURS = ("PYTHONPATH", "ODOO_RC", "CHORUS_")

HERE = Path(__file__).parent


def script(name):
    """Return a script for the shell of such an Odoo; it may import ``shell_world``."""
    return (HERE / f"{name}.py").read_text(encoding="utf-8")


class Foreign:
    """Made in a folder below ``.odoo``, for hard links do not leave their disk."""

    def __init__(self, name):
        self.folder = STATE / "run" / f"{name}-{os.getpid()}"
        self.databases = []
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "data").mkdir(parents=True)
        # Where a program starts, Python finds its modules.
        shutil.copy(HERE / "shell_world.py", self.folder / "data")
        # pip only adds files: what is there already may be shared.
        subprocess.run(["cp", "-al", sys.prefix, str(self.folder / "venv")], check=True)
        self.python = self.folder / "venv" / "bin" / "python"
        # The program of the distribution, found as an installed one would be.
        (self.folder / "path").mkdir()
        odoo = (STATE / "path" / "odoo").resolve()
        (self.folder / "path" / "odoo").symlink_to(odoo)
        self._write_conf()

    def _write_conf(self):
        known = configparser.ConfigParser(interpolation=None)
        known.read(os.environ["ODOO_RC"])
        options = dict(known["options"])
        folders = options["addons_path"].split(",")
        odoo = [one for one in folders if (Path(one) / "account").is_dir()]
        self.own_folders = len(odoo)
        options |= {
            "addons_path": ",".join(odoo),
            "data_dir": str(self.folder / "data"),
        }
        conf = configparser.ConfigParser(interpolation=None)
        conf["options"] = options
        with (self.folder / "odoo.conf").open("w") as file:
            conf.write(file)

    def use_addons(self, folder):
        """Put one folder of addons behind Odoo's own, in the place of any before."""
        conf = configparser.ConfigParser(interpolation=None)
        conf.read(self.folder / "odoo.conf")
        odoo = conf["options"]["addons_path"].split(",")[: self.own_folders]
        conf["options"]["addons_path"] = ",".join([*odoo, str(folder)])
        with (self.folder / "odoo.conf").open("w") as file:
            conf.write(file)

    def environment(self, **more):
        """Return the environment of a program of this Odoo."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(OURS)
        }
        path = f"{self.python.parent}:{os.environ['PATH']}"
        return {
            **kept,
            "PATH": path,
            "PYTHONPATH": str(self.folder / "path"),
            **more,
        }

    def pip(self, *arguments):
        """Install, with nothing but what lies on this disk."""
        subprocess.run(
            [
                *(self.python, "-m", "pip", "install", "--quiet", "--no-index"),
                *("--no-deps", "--disable-pip-version-check", *arguments),
            ],
            check=True,
            cwd=self.folder,
            env=self.environment(),
        )

    def database(self, name, template):
        """Create a database from ``template``, files included; return its name."""
        copy = f"{name}_{os.getpid()}"
        execute(f'CREATE DATABASE "{copy}" TEMPLATE "{template}"')
        self.databases.append(copy)
        files = Path(os.environ["ODOO_RC"]).parent / "data" / "filestore" / template
        if files.is_dir():
            shutil.copytree(files, self.folder / "data" / "filestore" / copy)
        return copy

    def odoo(self, *arguments, input=None, timeout=900, **environment):
        """Run one Odoo that serves nothing; return its :class:`CompletedProcess`."""
        command = [self.python, "-m", "odoo", *arguments]
        return subprocess.run(
            [*command, "-c", self.folder / "odoo.conf", "--max-cron-threads=0"],
            input=input,
            capture_output=True,
            text=True,
            timeout=timeout,
            # Where one is, is on the path of a module that is run.
            cwd=self.folder / "data",
            env=self.environment(**environment),
        )

    def shell(self, database, script, **environment):
        """Run a script in Odoo's shell; return what it printed."""
        arguments = ("shell", "-d", database, "--no-http", "--shell-interface=python")
        done = self.odoo(*arguments, input=script, **environment)
        assert done.returncode == 0, done.stderr[-5000:]
        assert "Traceback" not in done.stderr, done.stderr[-5000:]
        return done.stdout

    def remove(self):
        for name in self.databases:
            execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self.folder, ignore_errors=True)
