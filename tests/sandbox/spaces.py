# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One space per trainee beside the main one: each with its own database and clock.

A space is chosen by ``?classe=NAME`` (the console remembers it in a cookie) or by the
PISTE application of its accounts, whose identifier ends with the name; tokens carry it.
"""

import re
import threading

from . import options, records, seeds, store

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
# Of one class, and so that a mistaken script does not fill the disk
MOST = 200
MARK = "~"
APPLICATION = re.compile(r"(.*bacasable\d{4})-([a-z0-9-]{1,20})")


class Unknown(Exception):
    """No space has that name, and none is made for it; says why in French."""


class Space:
    """A folder with one state: database, records."""

    def __init__(self, folder, name=""):
        self.name = name
        self.store = store.Store(folder)
        self.records = records.Records(self.store.folder)

    def prepare(self, delays=None, switches=None):
        """First content when there is none; given switches count from now on."""
        self.store.prepare(lambda db: seeds.plant(db, delays or {}, self.name))
        with self.store.connection() as db:
            options.change(db, switches or {})


class Spaces:
    """The main space and those of the trainees, opened when they are first used."""

    def __init__(self, folder):
        self.main = Space(folder)
        self._folder = self.main.store.folder / "classes"
        self._open, self._lock = {"": self.main}, threading.Lock()

    def names(self):
        """Names of the spaces that exist, sorted."""
        if not self._folder.is_dir():
            return []
        return sorted(p.name for p in self._folder.iterdir() if NAME.fullmatch(p.name))

    def get(self, name, make=False):
        """The space of that name.

        :param make: make it when it does not exist yet.
        :raises Unknown: otherwise, for a name that cannot be one, or for too many.
        """
        with self._lock:
            if name in self._open:
                return self._open[name]
            if not NAME.fullmatch(name):
                raise Unknown(
                    f"« {name[:40]} » n'est pas un nom d'espace : de 1 à 20 minuscules "
                    "sans accent, chiffres ou tirets."
                )
            folder = self._folder / name
            if not folder.is_dir():
                if not make:
                    raise Unknown(f"L'espace « {name} » n'existe pas.")
                if len(self.names()) >= MOST:
                    raise Unknown(f"Il y a déjà {MOST} espaces : c'est le maximum.")
            space = Space(folder, name)
            space.prepare(self._same_delays())
            self._open[name] = space
            return space

    def _same_delays(self):
        """A new space goes at the pace of the main one."""
        with self.main.store.connection() as db:
            return seeds.delays(db)

    def of_call(self, request):
        """The space of a call to PISTE or to the portal; the main one by default."""
        if request.path == "/api/oauth/token":
            sent = request.authorization
            client = request.form.get("client_id") or (sent and sent.username) or ""
            match = APPLICATION.fullmatch(client)
            name = match[2] if match else ""
        else:
            token = request.headers.get("Authorization", "").partition(" ")[2].strip()
            name = token.partition(MARK)[0] if MARK in token else ""
        try:
            return self.get(name)
        except Unknown:
            return self.main
