# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Writing an archive part by part, each entry chained to the one before.

Parts are made in transactions of their own, and put together when somebody downloads:
neither ever holds more than one file in memory.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from . import verify

# Members of a part that are not of the archive.
PART = "part.json"
README = """\
PREUVES DE DÉPÔT SUR CHORUS PRO

deposits/   un dossier par dépôt : le fichier exact qui a été remis (sent/), ce que
            Chorus Pro en a dit (deposit.json, report.json, report.pdf)
invoices/   un dossier par facture : ses données, ses statuts, ce qui a été fait
            ensuite, ses pièces jointes et son attestation de dépôt
portal/     ce que Chorus Pro rend lui-même de ces factures : PIVOT et PDF
market/     d'un marché de travaux : dossiers, pièces de toutes les parties, décomptes,
            courriers, réceptions et délais, et leurs fichiers (s'il s'agit d'un marché)
absent.json ce qui manque, et pourquoi
manifest.json   taille, SHA-256 et maillon de chaque fichier, dans l'ordre

Vérifier, sur n'importe quelle machine où se trouve Python 3.9 ou plus récent :

    python3 verify.py

L'attestation est établie par le logiciel de l'émetteur d'après les réponses de Chorus
Pro. Ce qui prouve la remise est le couple : fichier exact (SHA-256) et numéro de flux
ou identifiant donné par Chorus Pro, que le portail retrouve. La chaîne prouve que rien
n'a changé depuis que sa tête a été notée : gardez-la ailleurs que dans l'archive.
"""


class PartWriter:
    """One part: entries in order, then what the next part goes on from.

    :param file: an open binary file
    :param number: number of the last entry before this part
    :param chain: link of that entry
    """

    def __init__(
        self, file: IO[bytes], number: int, chain: str, moment: datetime
    ) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._moment = moment
        self._entries: list[dict[str, Any]] = []
        self._paths: set[str] = set()
        self.number = number
        self.chain = chain
        self.size = 0

    def add(self, path: str, content: bytes) -> str:
        """Append a file; return its SHA-256."""
        if path in self._paths:
            raise ValueError(f"twice in one archive: {path}")
        digest = hashlib.sha256(content).hexdigest()
        self.number += 1
        self.chain = verify.link(self.chain, self.number, path, len(content), digest)
        self._entries.append(
            {
                "number": self.number,
                "path": path,
                "size": len(content),
                "sha256": digest,
                "chain": self.chain,
            }
        )
        self._paths.add(path)
        self.size += len(content)
        _write(self._zip, path, content, self._moment)
        return digest

    def add_json(self, path: str, value: Any) -> str:
        """Append a JSON file; return its SHA-256."""
        return self.add(path, verify.canonical(value).encode())

    def close(self) -> None:
        _write(self._zip, PART, json.dumps(self._entries).encode(), self._moment)
        self._zip.close()

    def __enter__(self) -> "PartWriter":
        return self

    def __exit__(self, kind: object, *_exc: object) -> None:
        if kind:
            # Nobody reads what was written so far.
            self._zip.close()
        else:
            self.close()


def start(part: PartWriter) -> None:
    """Put what each archive begins with into its first part."""
    part.add("LISEZMOI.txt", README.encode())
    part.add("verify.py", Path(verify.__file__).read_bytes())


def assemble(
    out: IO[bytes], header: dict[str, Any], parts: Iterable[IO[bytes]], moment: datetime
) -> str:
    """Put the parts together; return the head of the chain.

    :raise ValueError: a part is not what was written
    """
    entries: list[dict[str, Any]] = []
    chain = verify.first_link(header)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for file in parts:
            with zipfile.ZipFile(file) as part:
                for entry in json.loads(part.read(PART)):
                    content = part.read(entry["path"])
                    digest = hashlib.sha256(content).hexdigest()
                    chain = verify.link(
                        chain, entry["number"], entry["path"], len(content), digest
                    )
                    if chain != entry["chain"]:
                        raise ValueError(f"damaged: {entry['path']}")
                    _write(whole, entry["path"], content, moment)
                    entries.append(entry)
        manifest = {"header": header, "entries": entries, "head": chain}
        _write(whole, verify.MANIFEST, verify.canonical(manifest).encode(), moment)
    return chain


def _write(
    target: zipfile.ZipFile, path: str, content: bytes, moment: datetime
) -> None:
    # The same bytes at each download: nothing of today stands in them.
    info = zipfile.ZipInfo(path, moment.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    target.writestr(info, content)


def safe_name(name: str, longest: int = 100) -> str:
    """Return a name of a file that any system takes, which keeps its extension."""
    kept = "".join(
        char if char.isalnum() or char in "-_. ()" else "-" for char in name
    ).strip(" .")
    stem, dot, extension = kept.rpartition(".")
    if dot and len(extension) <= 10:
        return f"{stem[: longest - len(extension) - 1]}.{extension}"
    return kept[:longest] or "sans-nom"
