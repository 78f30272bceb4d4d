# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Is this Factur-X right? Four independent judges, none of them our own code.

========================  =====================================================
``check_xsd(xml)``        the schema of the level, with the factur-x library
``check_schematron(xml)``  EN 16931 and Factur-X rules, with Saxon
``check_french(xml)``     rules of the French reform: a report, Chorus Pro has others
``check_pdfa(pdf)``       PDF/A-3b, with veraPDF
``check_container(pdf)``  XMP, name, relationship and level of the embedded invoice
``check_facturx(pdf)``    all of them but the French report
========================  =====================================================

Each takes bytes and returns a list of problems, one line each; an empty list is good. A
judge that cannot work raises :class:`CheckerError`: nothing is ever skipped. Saxon and
Java run in processes of their own, started at the first need and kept.
"""

from .container import check_container, embedded_xml
from .pdfa import check_pdfa
from .worker import CheckerError
from .xml_rules import check_french, check_schematron, check_xsd

__all__ = [
    "CheckerError",
    "check_container",
    "check_facturx",
    "check_french",
    "check_pdfa",
    "check_schematron",
    "check_xsd",
    "embedded_xml",
]


def check_facturx(pdf, quick=False):
    """Return every problem of a Factur-X, each with the name of its judge before it.

    :param quick: schema and container only, which need neither Saxon nor Java
    """
    problems = [f"container: {problem}" for problem in check_container(pdf)]
    xml = embedded_xml(pdf)
    if xml is not None:
        problems += [f"xsd: {problem}" for problem in check_xsd(xml)]
        if not quick:
            problems += [f"schematron: {problem}" for problem in check_schematron(xml)]
    if not quick:
        problems += [f"pdfa: {problem}" for problem in check_pdfa(pdf)]
    return problems
