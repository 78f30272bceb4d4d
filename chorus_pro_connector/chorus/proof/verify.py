#!/usr/bin/env python3
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Vérifie une archive de preuves, avec la seule bibliothèque standard de Python 3.

    python3 verify.py                       le dossier où ce fichier a été extrait
    python3 verify.py archive.zip           une archive, sans l'extraire
    python3 verify.py archive.zip --head X  ... et sa tête est bien X

Chaque entrée du manifeste porte la taille et le SHA-256 d'un fichier, et un maillon :
le SHA-256 du maillon précédent et de cette entrée. Le premier part de l'en-tête.
Changer un octet, l'ordre, ajouter ou ôter un fichier rompt la chaîne. Le dernier
maillon, la « tête », est affiché par Odoo : noté ailleurs, il prouve que l'archive
entière n'a pas été refaite.

This very file is part of each archive; the connector imports what it shares with it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

FORMAT = "chorus-pro-preuves-1"
MANIFEST = "manifest.json"
CHUNK = 1 << 20
# What file managers leave in folders.
LEFT_BEHIND = {".DS_Store", "Thumbs.db", "desktop.ini"}


class BrokenError(Exception):
    """The archive is not what was made."""


def canonical(value: Any) -> str:
    """Return the one way of writing a JSON value, so that each byte counts."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def first_link(header: Any) -> str:
    """Return the link that the chain starts from."""
    return hashlib.sha256(canonical(header).encode()).hexdigest()


def link(previous: str, number: int, path: str, size: int, digest: str) -> str:
    """Return the link of one entry."""
    text = f"{previous}\n{number}\n{path}\n{size}\n{digest}\n"
    return hashlib.sha256(text.encode()).hexdigest()


class Folder:
    """An archive that was extracted."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self) -> list[str]:
        found = (path for path in self._root.rglob("*") if path.is_file())
        return [
            path.relative_to(self._root).as_posix()
            for path in found
            if path.name not in LEFT_BEHIND
            # The archive itself, extracted where it lies.
            and not (path.parent == self._root and path.suffix == ".zip")
        ]

    def open(self, name: str) -> IO[bytes]:
        path = self._root / name
        if not path.resolve().is_relative_to(self._root.resolve()):
            raise BrokenError(f"{name} : chemin hors de l'archive")
        return path.open("rb")

    def check_order(self, names: list[str]) -> None:
        """Files of a folder have no order."""


class Archive:
    """An archive as it was downloaded."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)

    def names(self) -> list[str]:
        return self._zip.namelist()

    def open(self, name: str) -> IO[bytes]:
        return self._zip.open(name)

    def check_order(self, names: list[str]) -> None:
        if self.names() != names:
            raise BrokenError("les fichiers ne sont plus dans leur ordre")


def read_manifest(source: Folder | Archive) -> dict[str, Any]:
    """Return the manifest, of which each byte is what it was made of."""
    with source.open(MANIFEST) as file:
        text = file.read().decode("utf-8")
    manifest = json.loads(text)
    if not isinstance(manifest, dict) or canonical(manifest) != text:
        raise BrokenError("le manifeste a été modifié")
    if manifest.get("header", {}).get("format") != FORMAT:
        raise BrokenError("ce n'est pas une archive de preuves de ce format")
    return manifest


def digest_of(file: IO[bytes]) -> tuple[int, str]:
    """Return (size, SHA-256), without holding the whole of it."""
    size, digest = 0, hashlib.sha256()
    while chunk := file.read(CHUNK):
        size += len(chunk)
        digest.update(chunk)
    return size, digest.hexdigest()


def check_entries(source: Folder | Archive, manifest: dict[str, Any]) -> dict[str, str]:
    """Follow the chain; return {path: SHA-256}."""
    chain = first_link(manifest["header"])
    digests: dict[str, str] = {}
    for number, entry in enumerate(manifest["entries"], 1):
        path = entry["path"]
        if entry["number"] != number or path in digests:
            raise BrokenError(f"{path} : l'ordre du manifeste est rompu")
        with source.open(path) as file:
            size, digest = digest_of(file)
        if (size, digest) != (entry["size"], entry["sha256"]):
            raise BrokenError(f"{path} : le contenu a changé")
        chain = link(chain, number, path, size, digest)
        if chain != entry["chain"]:
            raise BrokenError(f"{path} : la chaîne est rompue")
        digests[path] = digest
    if chain != manifest["head"]:
        raise BrokenError("la tête de la chaîne n'est pas celle du manifeste")
    return digests


def check_names(source: Folder | Archive, digests: Iterable[str]) -> None:
    expected = [*digests, MANIFEST]
    if extra := sorted(set(source.names()) - set(expected)):
        raise BrokenError(f"{extra[0]} : fichier étranger à l'archive")
    source.check_order(expected)


def deposits(source: Folder | Archive, digests: dict[str, str]) -> Iterator[Any]:
    """Yield each deposit, whose file is the very one that was sent."""
    for path in digests:
        if not path.endswith("/deposit.json"):
            continue
        with source.open(path) as file:
            deposit = json.load(file)
        for sent in deposit["files"]:
            if sent["path"] and digests.get(sent["path"]) != sent["sha256"]:
                raise BrokenError(f"{sent['path']} : ce n'est pas le fichier déposé")
        yield deposit


def verify(path: Path, head: str = "") -> str:
    """Return one sentence on an archive that is whole.

    :param head: the last link, when it is known from elsewhere
    :raise BrokenError: it is not; the sentence says what
    """
    source = Folder(path) if path.is_dir() else Archive(path)
    manifest = read_manifest(source)
    digests = check_entries(source, manifest)
    check_names(source, digests)
    count = len(list(deposits(source, digests)))
    if head and head.lower() != manifest["head"]:
        raise BrokenError("la tête de la chaîne n'est pas celle qui a été notée")
    return (
        f"OK : {len(digests)} fichiers intacts, {manifest['header']['invoices']} "
        f"facture(s), {count} dépôt(s).\nTête de la chaîne : {manifest['head']}"
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Vérifie une archive de preuves.")
    here = Path(__file__).resolve().parent
    parser.add_argument("archive", nargs="?", type=Path, default=here)
    parser.add_argument("--head", default="", help="tête notée ailleurs")
    given = parser.parse_args(arguments)
    try:
        print(verify(given.archive, given.head))
    except BrokenError as error:
        print(f"ÉCHEC : {error}.")
        return 1
    # A truncated archive, a manifest without its members: what is damaged may fail in
    # any way, and none of them is a success.
    except Exception as error:  # pylint: disable=broad-except
        print(f"ÉCHEC : archive illisible ({type(error).__name__} : {error}).")
        return 1
    return 0


if __name__ == "__main__":
    # Consoles of Windows know few letters.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    sys.exit(main())
