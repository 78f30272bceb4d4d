# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What went over the wire: one JSON line per exchange, without secrets.

A line is written by one ``write`` in append mode, so workers need no lock and a
killed worker leaves at most one broken last line.
"""

import base64
import binascii
import collections
import contextlib
import hashlib
import json
import os
import re

LONG = 400
LINE = re.compile(r"[^\n]+\n")


class Records:
    def __init__(self, folder):
        self.path = os.path.join(folder, "requests.jsonl")

    def add(self, exchange):
        line = json.dumps(exchange, ensure_ascii=False, default=str) + "\n"
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            # JSON knows half a letter, UTF-8 does not.
            os.write(handle, line.encode(errors="replace"))
        finally:
            os.close(handle)

    def all(self):
        """Every complete exchange, oldest first."""
        try:
            with open(self.path, encoding="utf-8", errors="replace") as lines:
                text = lines.read()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in LINE.findall(text)]

    def clear(self):
        with open(self.path, "w", encoding="utf-8"):
            pass

    def report(self, operation=None, limit=500):
        """``{total, counts, misplaced_secrets, requests}``; newest requests last."""
        lines = self.all()
        if operation:
            lines = [x for x in lines if x["operation"] == operation]
        return {
            "total": len(lines),
            "counts": dict(collections.Counter(x["operation"] for x in lines)),
            "misplaced_secrets": sum(len(x["misplaced_secrets"]) for x in lines),
            "requests": lines[-limit:] if limit else [],
        }


# kind of secret -> where it may travel
ALLOWED = {
    "client_secret": {("oauth/token", "body"), ("oauth/token", "header Authorization")},
    "access_token": {("cpro", "header Authorization")},
    "password": set(),
    "cpro-account": {("cpro", "header cpro-account")},
}


def known_secrets(db, token):
    """``[(kind, text)]`` of everything that must stay where it belongs."""
    found = []
    for (data,) in db.execute("SELECT data FROM app"):
        found.append(("client_secret", json.loads(data)["secret"]))
    for login, data in db.execute("SELECT login, data FROM account"):
        password = json.loads(data)["password"]
        pair = base64.b64encode(f"{login}:{password}".encode()).decode()
        found += [("password", password), ("cpro-account", pair)]
    found += [("access_token", row[0]) for row in db.execute("SELECT token FROM token")]
    if token and ("access_token", token) not in found:
        found.append(("access_token", token))
    return found


def places(request, raw):
    """``{place: text}`` of a request; base64 members are also read decoded."""
    text = raw.decode("utf-8", "replace")
    found = {"query": request.query_string.decode("latin-1"), "body": text}
    found["path"] = request.path
    for name, value in request.headers.items():
        canonical = "cpro-account" if name.lower() == "cpro-account" else name
        found[f"header {canonical}"] = value
    for match in re.finditer(r'"([A-Za-z0-9+/]{64,}={0,2})"', text):
        with contextlib.suppress(binascii.Error):
            content = base64.b64decode(match[1]).decode("latin-1")
            found["body, base64"] = found.get("body, base64", "") + content
    return found


def inspect(request, raw, operation, secrets):
    """Secrets of a request as ``{kind, where}``: all, and the misplaced ones."""
    where = "oauth/token" if operation == "oauth/token" else "cpro"
    seen, misplaced = [], []
    for place, text in places(request, raw).items():
        for kind, secret in secrets:
            if secret in text:
                entry = {"kind": kind, "where": place}
                if entry not in seen:
                    seen.append(entry)
                if (where, place) not in ALLOWED[kind] and entry not in misplaced:
                    misplaced.append(entry)
    return seen, misplaced


def redact(text, secrets):
    for kind, secret in secrets:
        if secret:
            text = text.replace(secret, f"«{kind}»")
    return text


def shorten(value):
    """The same JSON value with long strings replaced by their size and digest."""
    if isinstance(value, dict):
        return {key: shorten(item) for key, item in value.items()}
    if isinstance(value, list):
        items = [shorten(item) for item in value[:50]]
        return items + [f"… {len(value) - 50} autres"] if len(value) > 50 else items
    if isinstance(value, str) and len(value) > LONG:
        digest = hashlib.sha256(value.encode(errors="replace")).hexdigest()
        return f"{value[:40]}… {len(value)} caracteres, sha256 {digest}"
    return value


def readable(raw, secrets):
    """A body fit for the record: parsed when it is JSON, shortened, redacted."""
    text = raw.decode("utf-8", "replace")
    try:
        value = shorten(json.loads(text))
        text = json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = json.dumps(shorten(text), ensure_ascii=False)
    return json.loads(redact(text, secrets))
