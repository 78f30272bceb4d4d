# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the extended profile of Factur-X adds to EN 16931: agents of both parties.

Source: extension terms EXT-FR-FE-BG-01 and -03 of the French reform, and the schema of
Factur-X EXTENDED, which holds them in this order.
"""

from typing import Any

from lxml import etree

from .facturx_terms import Terms

PROFILE = "BT-24"  # "extended" asks for the profile even without an agent
EXTENDED = "extended"
GUIDELINE = "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"
# Term → (its element, elements that stand before it).
AGENTS = {
    "EXT-FR-FE-BG-03": ("SalesAgentTradeParty", ("BuyerTradeParty",)),
    "EXT-FR-FE-BG-01": (
        "BuyerAgentTradeParty",
        (
            "AdditionalReferencedDocument",
            "ContractReferencedDocument",
            "QuotationReferencedDocument",
            "BuyerOrderReferencedDocument",
            "SellerOrderReferencedDocument",
            "ApplicableTradeDeliveryTerms",
            "ProductEndUserTradeParty",
            "SellerTaxRepresentativeTradeParty",
            "BuyerTaxRepresentativeTradeParty",
            "SalesAgentTradeParty",
            "BuyerTradeParty",
        ),
    ),
}
_RAM = (
    "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
)
_AGREEMENT = f".//{{{_RAM}}}ApplicableHeaderTradeAgreement"
_GUIDELINE = f".//{{{_RAM}}}GuidelineSpecifiedDocumentContextParameter/{{{_RAM}}}ID"


def plain(terms: Terms) -> Terms:
    """Return the terms that EN 16931 has."""
    return {
        key: value
        for key, value in terms.items()
        if key not in AGENTS and key != PROFILE
    }


def is_extended(terms: Terms) -> bool:
    """Tell whether a file of these terms needs the extended profile."""
    return terms.get(PROFILE) == EXTENDED or any(key in AGENTS for key in terms)


def extend(xml: bytes, terms: Terms) -> bytes:
    """Return a CII of EN 16931 as one of the extended profile, with its agents.

    :param terms: agents are dicts ``siret``, ``name`` and maybe ``service``
    """
    root = etree.fromstring(xml)
    guideline, agreement = root.find(_GUIDELINE), root.find(_AGREEMENT)
    if guideline is None or agreement is None:
        return xml  # the schema will tell
    guideline.text = GUIDELINE
    for key, (name, before) in AGENTS.items():
        if party := terms.get(key):
            _insert(agreement, _agent(name, party), before)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _insert(
    agreement: etree._Element, agent: etree._Element, before: tuple[str, ...]
) -> None:
    """Put an agent behind the last of the elements that stand before it."""
    names = {f"{{{_RAM}}}{name}" for name in before}
    places = [at for at, child in enumerate(agreement) if child.tag in names]
    agreement.insert(places[-1] + 1 if places else len(agreement), agent)


def _agent(name: str, party: dict[str, Any]) -> etree._Element:
    agent = etree.Element(f"{{{_RAM}}}{name}")
    siret = party["siret"]
    _text(agent, "GlobalID", siret, schemeID="0009")
    _text(agent, "Name", party["name"])
    organization = etree.SubElement(agent, f"{{{_RAM}}}SpecifiedLegalOrganization")
    _text(organization, "ID", siret[:9], schemeID="0002")
    if party.get("service"):
        contact = etree.SubElement(agent, f"{{{_RAM}}}DefinedTradeContact")
        _text(contact, "DepartmentName", party["service"])
    return agent


def _text(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    element = etree.SubElement(parent, f"{{{_RAM}}}{name}", attributes)
    element.text = text
