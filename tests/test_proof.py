# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An archive of proofs, judged by its own ``verify.py`` in another process."""

import ast
import hashlib
import io
import json
import random
import subprocess
import sys
import zipfile
from datetime import datetime

import pytest
from chorus.proof import verify
from chorus.proof.archive import PartWriter, assemble, safe_name, start
from chorus.proof.attestation import Rows, attestation
from pypdf import PdfReader

MOMENT = datetime(2026, 11, 29, 10, 30)
HEADER = {"format": verify.FORMAT, "invoices": 2, "company": "Ateliers du Loir"}
SENT = b"%PDF-1.7 the very bytes"


def made():
    """Return (bytes of an archive in two parts, its head)."""
    parts = [io.BytesIO(), io.BytesIO()]
    number, chain = 0, verify.first_link(HEADER)
    for index, file in enumerate(parts):
        part = PartWriter(file, number, chain, MOMENT)
        if not index:
            start(part)
        folder = f"deposits/{index}"
        digest = part.add(f"{folder}/sent/facture.pdf", SENT + b"%d" % index)
        sent = {"path": f"{folder}/sent/facture.pdf", "sha256": digest}
        part.add_json(f"{folder}/deposit.json", {"files": [sent]})
        part.add("portal/groupe é.xml" if index else "empty.txt", b"<x/>" * index)
        part.close()
        number, chain = part.number, part.chain
    out = io.BytesIO()
    head = assemble(out, HEADER, parts, MOMENT)
    return out.getvalue(), head


ARCHIVE, HEAD = made()


def members(content=ARCHIVE):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def judge(tmp_path, content, *arguments, extracted=False):
    """Run the archive's own verify.py as its owner does; return (code, words)."""
    script = tmp_path / "judge.py"
    script.write_bytes(members()["verify.py"])
    target = tmp_path / "archive.zip"
    target.write_bytes(content)
    if extracted:
        target = tmp_path / "extracted"
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(target)
        script = target / "verify.py"
    run = [sys.executable, "-I", "-S", str(script)]
    if not extracted:
        run.append(str(target))
    done = subprocess.run(
        [*run, *arguments], capture_output=True, text=True, timeout=60, cwd=tmp_path
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.mark.parametrize("extracted", [False, True])
def test_a_whole_archive(tmp_path, extracted):
    code, words = judge(tmp_path, ARCHIVE, "--head", HEAD, extracted=extracted)
    assert code == 0
    assert "8 fichiers intacts, 2 facture(s), 2 dépôt(s)" in words
    assert HEAD in words


def test_it_needs_the_standard_library_only():
    """Also in the oldest Python that anybody still has."""
    text = members()["verify.py"].decode()
    named = {
        line.split()[1].split(".")[0]
        for line in text.splitlines()
        if line.startswith(("import ", "from "))
    }
    assert named <= sys.stdlib_module_names
    # Types that Python 3.9 cannot compute are left as texts.
    assert "__future__" in named
    ast.parse(text, feature_version=(3, 9))


def test_the_same_facts_give_the_same_bytes():
    assert made() == (ARCHIVE, HEAD)


@pytest.mark.parametrize("name", [name for name, data in members().items() if data])
@pytest.mark.parametrize("extracted", [False, True])
def test_one_byte_of_any_file(tmp_path, name, extracted):
    files = members()
    content = bytearray(files[name])
    place = random.Random(name).randrange(len(content))
    content[place] ^= 1
    files[name] = bytes(content)
    if extracted and name == "verify.py":
        # A forged judge judges nothing: one of one's own does.
        extracted = False
    code, words = judge(tmp_path, packed(files), extracted=extracted)
    assert code == 1 and words.startswith("ÉCHEC"), words


def test_order_of_the_files(tmp_path):
    files = members()
    first, *rest = files.items()
    code, words = judge(tmp_path, packed(dict([*rest, first])))
    assert code == 1 and "ordre" in words


def changed(change):
    """Return the archive with another manifest, written as ours are."""
    files = members()
    manifest = json.loads(files[verify.MANIFEST])
    change(manifest)
    files[verify.MANIFEST] = verify.canonical(manifest).encode()
    return packed(files)


def swap(manifest):
    entries = manifest["entries"]
    entries[2], entries[3] = entries[3], entries[2]


def swap_and_number(manifest):
    swap(manifest)
    for number, entry in enumerate(manifest["entries"], 1):
        entry["number"] = number


@pytest.mark.parametrize(
    "change",
    [
        swap,
        swap_and_number,
        lambda manifest: manifest["entries"].pop(),
        lambda manifest: manifest["entries"].append(manifest["entries"][0]),
        lambda manifest: manifest["header"].update(company="Autre"),
        lambda manifest: manifest["header"].update(format="autre"),
        lambda manifest: manifest.update(head="0" * 64),
        lambda manifest: manifest["entries"][0].update(path="../outside"),
        lambda manifest: manifest.pop("head"),
        lambda manifest: manifest.update(entries=3),
    ],
)
def test_any_change_of_the_manifest(tmp_path, change):
    code, words = judge(tmp_path, changed(change))
    assert code == 1 and words.startswith("ÉCHEC"), words


def test_files_added_taken_away_or_twice(tmp_path):
    files = members()
    assert judge(tmp_path, packed({**files, "more.txt": b""}))[0] == 1
    assert judge(tmp_path, packed({**files, "more.txt": b""}), extracted=True)[0] == 1
    files.pop("empty.txt")
    assert judge(tmp_path, packed(files))[0] == 1


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_stands_there_twice(tmp_path):
    out = io.BytesIO(ARCHIVE)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("empty.txt", b"")
    assert judge(tmp_path, out.getvalue())[0] == 1


def test_cut_short_or_nothing(tmp_path):
    for content in (ARCHIVE[:-30], ARCHIVE[: len(ARCHIVE) // 2], b"", b"no archive"):
        code, words = judge(tmp_path, content)
        assert code == 1 and "illisible" in words


def test_made_anew_as_a_whole(tmp_path):
    """The chain alone cannot tell; the head that was written down elsewhere does."""
    file = io.BytesIO()
    part = PartWriter(file, 0, verify.first_link(HEADER), MOMENT)
    start(part)
    part.add("deposits/0/sent/facture.pdf", b"another invoice")
    part.close()
    out = io.BytesIO()
    assemble(out, HEADER, [file], MOMENT)
    assert judge(tmp_path, out.getvalue())[0] == 0
    code, words = judge(tmp_path, out.getvalue(), "--head", HEAD)
    assert code == 1 and "notée" in words


def test_a_deposit_that_names_another_file(tmp_path):
    file = io.BytesIO()
    part = PartWriter(file, 0, verify.first_link(HEADER), MOMENT)
    part.add("a/sent.pdf", SENT)
    wrong = {"path": "a/sent.pdf", "sha256": hashlib.sha256(b"other").hexdigest()}
    part.add_json("a/deposit.json", {"files": [wrong]})
    part.close()
    out = io.BytesIO()
    assemble(out, HEADER, [file], MOMENT)
    code, words = judge(tmp_path, out.getvalue())
    assert code == 1 and "fichier déposé" in words


def test_a_damaged_part_is_not_put_together():
    file = io.BytesIO()
    part = PartWriter(file, 0, verify.first_link(HEADER), MOMENT)
    part.add("a.txt", b"a")
    part.close()
    files = members(file.getvalue())
    damaged = packed({**files, "a.txt": b"b"})
    with pytest.raises(ValueError, match=r"damaged: a\.txt"):
        assemble(io.BytesIO(), HEADER, [io.BytesIO(damaged)], MOMENT)
    with pytest.raises(ValueError, match="twice"):
        part.add("a.txt", b"a")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("FAC/2026/0001", "FAC-2026-0001"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("bon é.pdf", "bon é.pdf"),
        ("", "sans-nom"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("a\\b:c*?.xml", "a-b-c--.xml"),
    ],
)
def test_names_of_files(name, safe):
    assert safe_name(name) == safe


def test_the_attestation_reads_as_what_it_is():
    facts = [
        Rows("Facture", [("Numéro", "FAC/1 <b>"), ("Empreinte", "a" * 64), ("X", "")]),
        Rows("Vide", [("Rien", "")]),
    ]
    statuses = [("10/09/2026", "Mise à disposition", "Œuvre, 12 €, Łódź " * 200)]
    content = attestation("FAC/1 <b>", facts, statuses, "29/11/2026")
    assert content == attestation("FAC/1 <b>", facts, statuses, "29/11/2026")
    pages = PdfReader(io.BytesIO(content)).pages
    assert len(pages) > 1
    words = " ".join(page.extract_text() for page in pages)
    for text in ("Attestation", "<b>", "Œuvre,", "12", "€,", "29/11/2026."):
        assert text in words
    assert f"Facture FAC/1 <b> – page {len(pages)}" in pages[-1].extract_text()
    assert "ertificat" not in words and "Vide" not in words
