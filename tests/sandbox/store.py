# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""State on disk: one SQLite database in WAL mode, shared by all workers.

A commit survives ``kill -9``; every change of state happens inside one
``BEGIN IMMEDIATE`` transaction, so that numbers stay unique between workers.
"""

import contextlib
import json
import pathlib
import queue
import sqlite3

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS structure (
    id INTEGER PRIMARY KEY, identifiant TEXT NOT NULL UNIQUE, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS service (
    id INTEGER PRIMARY KEY, structure_id INTEGER NOT NULL, code TEXT NOT NULL,
    data TEXT NOT NULL, UNIQUE (structure_id, code));
CREATE TABLE IF NOT EXISTS account (login TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS app (client_id TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS commitment (
    id INTEGER PRIMARY KEY, structure_id INTEGER NOT NULL, number TEXT NOT NULL,
    data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS token (
    token TEXT PRIMARY KEY, client_id TEXT NOT NULL, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS flow (
    id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT UNIQUE, login TEXT NOT NULL,
    syntaxe TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL,
    size INTEGER NOT NULL, at REAL NOT NULL, state TEXT NOT NULL,
    state_at REAL NOT NULL, final TEXT NOT NULL, report TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS flow_file (
    flow_id INTEGER PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS invoice (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, numero TEXT NOT NULL,
    supplier_id INTEGER, recipient_id INTEGER, service_id INTEGER,
    validator_id INTEGER, moe_id INTEGER, moa_id INTEGER, cadre TEXT,
    type_facture TEXT, statut TEXT NOT NULL, statut_at REAL NOT NULL, comment TEXT,
    visible INTEGER NOT NULL, flow_id INTEGER, at REAL NOT NULL, date TEXT,
    ht REAL, ttc REAL, due REAL, marche TEXT, engagement TEXT, mode TEXT NOT NULL,
    rejet_traite INTEGER NOT NULL DEFAULT 0, downloaded INTEGER NOT NULL DEFAULT 0,
    dossier_id INTEGER, previous_id INTEGER, next_id INTEGER, data TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS invoice_number ON invoice (supplier_id, numero)
    WHERE statut NOT IN ('INTERPRETEE_OCR', 'BROUILLON', 'SUPPRIMEE', 'ABANDONNEE');
CREATE INDEX IF NOT EXISTS invoice_change ON invoice (supplier_id, statut_at);
CREATE INDEX IF NOT EXISTS invoice_recipient ON invoice (recipient_id, statut_at);
CREATE INDEX IF NOT EXISTS invoice_flow ON invoice (flow_id);
CREATE TABLE IF NOT EXISTS event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, invoice_id INTEGER NOT NULL,
    at REAL NOT NULL, statut TEXT NOT NULL, comment TEXT, who TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS event_invoice ON event (invoice_id, at);
CREATE TABLE IF NOT EXISTS action (
    id INTEGER PRIMARY KEY AUTOINCREMENT, invoice_id INTEGER NOT NULL,
    at REAL NOT NULL, code TEXT NOT NULL, who TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pending (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, kind TEXT NOT NULL,
    target INTEGER NOT NULL, state TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS pending_at ON pending (at);
CREATE INDEX IF NOT EXISTS pending_target ON pending (kind, target);
CREATE TABLE IF NOT EXISTS attachment (
    id INTEGER PRIMARY KEY AUTOINCREMENT, login TEXT NOT NULL, structure_id INTEGER,
    name TEXT NOT NULL, type TEXT NOT NULL, mime TEXT NOT NULL, ext TEXT NOT NULL,
    content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS invoice_attachment (
    id INTEGER PRIMARY KEY AUTOINCREMENT, invoice_id INTEGER NOT NULL,
    attachment_id INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
    line INTEGER, main INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS attachment_invoice ON invoice_attachment (invoice_id);
CREATE TABLE IF NOT EXISTS fault (
    id INTEGER PRIMARY KEY AUTOINCREMENT, spec TEXT NOT NULL,
    matched INTEGER NOT NULL DEFAULT 0, fired INTEGER NOT NULL DEFAULT 0);
"""
TABLES = (
    "meta structure service account app commitment token flow flow_file invoice event "
    "action pending attachment invoice_attachment fault"
).split()
# Seven digits, as in production (portal.md §6.2); identifiers.py shows longer ones.
FIRST_ID = {"invoice": 4_100_000, "attachment": 8_300_000, "flow": 425_000}


class Store:
    """Connections to one state folder; one per request at a time."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._idle = queue.SimpleQueue()

    def _open(self):
        db = sqlite3.connect(
            self.folder / "sandbox.sqlite",
            timeout=30,
            isolation_level=None,
            check_same_thread=False,
        )
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        return db

    @contextlib.contextmanager
    def connection(self):
        try:
            db = self._idle.get_nowait()
        except queue.Empty:
            db = self._open()
        try:
            yield db
        finally:
            if db.in_transaction:
                db.rollback()
            self._idle.put(db)

    def prepare(self, seed):
        """Create the tables, and the first content when there is none."""
        with self.connection() as db:
            db.executescript(SCHEMA)
            with writing(db):
                if get_meta(db, "seeded") is None:
                    seed(db)

    def reset(self, seed):
        with self.connection() as db, writing(db):
            clear(db)
            seed(db)


def clear(db):
    for table in TABLES:
        db.execute(f"DELETE FROM {table}")
    db.execute("DELETE FROM sqlite_sequence")
    for table, first in FIRST_ID.items():
        db.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, first))


@contextlib.contextmanager
def writing(db):
    """One write transaction; joins the one already open."""
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.commit()


def get_meta(db, key):
    row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return json.loads(row[0]) if row else None


def set_meta(db, key, value):
    db.execute("REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value)))


def insert(db, table, **values):
    """Insert one row and return its identifier."""
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
    return db.execute(sql, list(values.values())).lastrowid


def one(db, sql, *args):
    return db.execute(sql, args).fetchone()
