# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Hostile and unreadable deposits: refused in words, quickly, never a crash."""

import gzip
import io
import tarfile
import time
import zipfile

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world
from lxml import etree
from sandbox import choices
from sandbox.judge import messages
from sandbox.judge import open as opening


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("hostile")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    return world.cleared(sandbox_client.Client(url))


BAD_NAMES = ("../../etc/passwd.pdf", "/etc/passwd.pdf", "C:\\a.pdf", "a/../../b.pdf")
FACTURX = samples.facturx()


def _link(kind):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as content:
        info = tarfile.TarInfo("a.pdf")
        info.type, info.linkname = kind, "/etc/passwd"
        content.addfile(info)
    return out.getvalue()


def _zip_bomb(size):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as content:
        content.writestr("a.pdf", b"\0" * size)
    return out.getvalue()


def _lying_zip():
    """The size in both headers says 10 bytes; the stream holds a hundred megabytes."""
    raw, real = _zip_bomb(100 * 2**20), (100 * 2**20).to_bytes(4, "little")
    return raw.replace(real, (10).to_bytes(4, "little"))


def _tar_bomb(size):
    info = tarfile.TarInfo("a.pdf")
    info.size = size
    return gzip.compress(info.tobuf() + b"\0" * size, 9)


def _pdf_bomb():
    return samples.pdf(b"<a>" + b" " * (60 * 2**20) + b"</a>")


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>"""
EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM
"file:///etc/passwd">]><l>&a;</l>"""
DEEP = b"<a>" * 100_000 + b"</a>" * 100_000
XML, ZIP, TAR, PDF = "f.xml", "f.zip", "f.tar.gz", "f.pdf"
HOSTILE = [
    ("laughs", XML, LAUGHS, "SBX02"),
    ("external entity", XML, EXTERNAL, "SBX02"),
    ("utf-16 entity", XML, LAUGHS.decode().encode("utf-16"), "SBX14"),
    ("latin-1", XML, b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "SBX14"),
    ("not xml", XML, b"bonjour", "SBX01"),
    ("empty", XML, b" ", "SBX01"),
    ("deep", XML, DEEP, "SBX01"),
    ("other root", XML, b"<facture/>", "SBX12"),
    ("truncated", XML, samples.cii()[:1500], "SBX01"),
    ("factur-x sent as xml", XML, FACTURX, "SBX12"),
    ("xml sent as factur-x", PDF, samples.cii(), "SBX12"),
    ("plain pdf", PDF, samples.pdf(), "SBX03"),
    ("protected pdf", PDF, samples.pdf(samples.cii(), encryption=True), "SBX04"),
    ("cut pdf", PDF, FACTURX[:400], "SBX05"),
    ("pdf bomb", PDF, _pdf_bomb(), "SBX09"),
    ("broken xml in pdf", PDF, samples.pdf(b"<a>"), "SBX01"),
    ("entities in pdf", PDF, samples.pdf(LAUGHS), "SBX02"),
    ("not a zip", ZIP, b"PK\x03\x04 rien", "SBX07"),
    ("pdf named zip", ZIP, FACTURX, "SBX07"),
    ("empty zip", ZIP, samples.zipped([]), "SBX10"),
    ("zip bomb", ZIP, _zip_bomb(100 * 2**20), "SBX09"),
    ("lying zip", ZIP, _lying_zip(), "SBX07"),
    ("archive in archive", ZIP, samples.zipped([("b.zip", b"")]), "SBX08"),
    ("two formats", ZIP, samples.zipped([(PDF, FACTURX), (XML, b"<a/>")]), "SBX11"),
    ("not a tar", TAR, gzip.compress(b"rien"), "SBX07"),
    ("not gzip", TAR, b"rien du tout", "SBX07"),
    ("cut tar", TAR, samples.tar_gz([(PDF, FACTURX)])[:300], "SBX07"),
    ("tar bomb", TAR, _tar_bomb(100 * 2**20), "SBX09"),
    ("symbolic link", TAR, _link(tarfile.SYMTYPE), "SBX08"),
    ("hard link", TAR, _link(tarfile.LNKTYPE), "SBX08"),
    ("device", TAR, _link(tarfile.CHRTYPE), "SBX08"),
    (
        "501 members",
        ZIP,
        samples.zipped([(f"{n}.xml", b"<a/>") for n in range(501)]),
        "SBX15",
    ),
    *(("path " + n, TAR, samples.tar_gz([(n, FACTURX)]), "SBX08") for n in BAD_NAMES),
    *(("path " + n, ZIP, samples.zipped([(n, FACTURX)]), "SBX08") for n in BAD_NAMES),
]


@pytest.mark.parametrize(
    ("name", "content", "code"), [h[1:] for h in HOSTILE], ids=[h[0] for h in HOSTILE]
)
def test_hostile_or_unreadable(client, name, content, code):
    syntaxe = "IN_DP_E1_CII_16B" if name == XML else "IN_DP_E2_CII_FACTURX"
    started = time.monotonic()
    report = world.judged(client, content, name=name, syntaxe=syntaxe)
    # Far above what it takes: only an endless or explosive reading fails here.
    assert time.monotonic() - started < 5
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    assert report["listeErreurDP"] == []
    assert report["listeErreurTechnique"] == [
        {
            "codeErreur": code,
            "libelleErreur": messages.plain(choices.TECHNICAL[code]),
            "natureErreur": "TECHNIQUE",
        }
    ]


def test_every_technical_code_is_provoked():
    withdrawn = {"SBX13"}  # see the next test
    assert {h[3] for h in HOSTILE} | withdrawn == set(choices.TECHNICAL)


@pytest.mark.parametrize("text", ["AAA", "@@@@", "JVBERi0xLjQ", "é"])
def test_truncated_base64(client, text):
    body = samples.deposit(b"x") | {"fichierFlux": text}
    got = client.call("factures/deposer/flux", body)
    assert got.status == 400 and got.json["codeRetour"]


def test_random_damage_never_crashes():
    """Any cut of a good file is refused in words, or read."""
    tar = samples.tar_gz([("a.pdf", FACTURX)])
    for content, name in ((FACTURX, PDF), (tar, TAR)):
        for cut in range(0, len(content), max(1, len(content) // 60)):
            damaged = content[:cut] + b"\xff" + content[cut + 1 :]
            for broken in (content[:cut], damaged):
                try:
                    opening.pieces(name, broken, "facturx")
                except opening.Technical as error:
                    assert error.code in choices.TECHNICAL


GARBAGE = ("", "abc", "NaN", "-1", "1e9", "9" * 40, "é\u0301\u202e", "20260231", "0")


def test_no_text_crashes_the_judge(client):
    """Each text of a good file, replaced by what does not belong there."""
    root = etree.fromstring(samples.cii())
    for node in [n for n in root.iter() if (n.text or "").strip()]:
        good = node.text
        for text in GARBAGE:
            node.text = text
            more = {"name": "f.xml", "syntaxe": "IN_DP_E1_CII_16B"}
            world.deposited(client, etree.tostring(root, encoding="UTF-8"), **more)
        node.text = good
    client.advance(21)
    flows = client.control("GET", "flows")["flows"]
    assert len(flows) > 200
    assert all(f["etat"] in ("IN_INTEGRE", "IN_REJETE") for f in flows)
    for row in client.control("GET", "invoices")["invoices"]:
        body = {"identifiantFactureCPP": row["id"]}
        client.ok("factures/consulter/fournisseur", body)


def test_deeply_nested_json(client):
    headers = client.headers()
    for depth in (400, 900, 100_000):
        body = '{"x":' + "[" * depth + "]" * depth + "}"
        path = "/cpro/factures/v1/rechercher/fournisseur"
        assert client.send("POST", path, body, headers).status in (200, 400)
        body = '{"objetPieceJointe": "DEMANDE_PAIEMENT", "demandePaiement": ' + body
        path = "/cpro/transverses/v1/telecharger/pieceJointe"
        assert client.send("POST", path, body + "}", headers).status in (200, 400)


def test_body_over_the_gateways_limit(client):
    headers = client.headers() | {"Content-Length": str(65 * 2**20)}
    path = "/cpro/factures/v1/rechercher/fournisseur"
    assert client.send("POST", path, b"{}", headers).status == 413
