# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""No secret comes back to us in what a portal says: in no form in which it travels."""

import base64
import html
import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, quote_plus

MARK = "…"
# A shorter secret may stand in an invoice number by chance, and a number with a hole is
# found no more: of data, only what is surely a secret is taken out.
SURELY = 8
# Levels of a JSON value. The portal's answers have a handful; thousands, which a parser
# takes, would be too many for whoever walks through them.
DEEPEST = 50


class Redactor:
    """Takes secrets out of texts.

    :param secrets: strings that nobody may read
    :param names: strings that are no secrets, and yet in no sentence
    """

    def __init__(self, secrets: Iterable[str], names: Iterable[str] = ()) -> None:
        self._secrets = set(filter(None, secrets))
        self._names = set(filter(None, names))
        self._compile()

    def add(self, secret: str) -> None:
        if secret not in self._secrets:
            self._secrets.add(secret)
            self._compile()

    def _compile(self) -> None:
        long = {secret for secret in self._secrets if len(secret) >= SURELY}
        self._in_data = _pattern(long)
        self._in_words = _pattern(self._secrets | self._names)

    def words(self, sentence: str) -> str:
        """Return a sentence (an error, say) without anything secret."""
        return self._in_words.sub(MARK, sentence)

    def data(self, value: Any, levels: int = DEEPEST) -> Any:
        """Return a JSON value whose texts hold no secret, at any depth.

        What lies deeper than ``levels`` is None.
        """
        if isinstance(value, str):
            return self._in_data.sub(MARK, value)
        if not isinstance(value, list | dict):
            return value
        if not levels:
            return None
        if isinstance(value, list):
            return [self.data(item, levels - 1) for item in value]
        return {key: self.data(item, levels - 1) for key, item in value.items()}


def _pattern(secrets: Iterable[str]) -> re.Pattern[str]:
    """Return what finds the secrets in any of their forms; nothing when there is none.

    The longest come first: one form may be the beginning of another.
    """
    forms = {form for secret in secrets for form in forms_of(secret)}
    longest = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile("|".join(map(re.escape, longest)) or r"(?!)")


def forms_of(secret: str) -> set[str]:
    """Return ``secret`` as it is and as forms, headers, JSON and pages write it."""
    content = secret.encode(errors="surrogateescape")
    plain = {
        secret,
        secret.strip(),
        base64.b64encode(content).decode(),
        base64.urlsafe_b64encode(content).decode(),
    }
    plain |= {form.rstrip("=") for form in plain}
    quoted = {
        write(form, safe=safe, errors="surrogateescape")
        for form in plain
        for write in (quote, quote_plus)
        for safe in ("", "/", "~()*!.'")
    }
    lower = {
        re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), form) for form in quoted
    }
    escaped = {
        json.dumps(form, ensure_ascii=ascii_only)[1:-1]
        for form in plain
        for ascii_only in (True, False)
    }
    slashed = {form.replace("/", "\\/") for form in escaped}
    pages = {
        html.escape(form, quote=quotes) for form in plain for quotes in (True, False)
    }
    found = plain | quoted | lower | escaped | slashed | pages
    return {form for form in found if form}
