# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Parties: seller (BG-4), buyer (BG-7), deliver-to (BG-13), payee (BG-10)."""

import re

from odoo import models, tools

from ..chorus.rules import readable
from .chorus_en16931 import refuse, shorten

SIRET = re.compile(r"\d{14}")
# Parties that have a SIRET: France, its overseas departments and Saint-Martin, …
SIRET_COUNTRIES = ("FR", "BL", "GF", "GP", "MF", "MQ", "PM", "RE", "TF", "YT")
# Identifiers of the others, spec §3.5 (ISO 6523 schemes).
LOCAL_SCHEMES = {"NC": "0228", "PF": "0229"}
EU_SCHEME, WORLD_SCHEME = "0223", "0227"
LEGAL_SCHEME = "0002"
# BR-FR-CPRO-04 to 08. "Less than 18" say the first two, yet the portal's own key of a
# company outside the Union has 18: its country and 16 letters of its name.
IDENTIFIER_LENGTHS = {
    EU_SCHEME: (1, 18),
    WORLD_SCHEME: (1, 18),
    "0228": (9, 10),
    "0229": (9, 10),
}
# Categories that want to know who the buyer is: by VAT number, or by it or legal id.
BUYER_VAT_CATEGORIES = ("K",)  # BR-IC-02
BUYER_KNOWN_CATEGORIES = ("AE",)  # BR-AE-02

MAX_PARTY_NAME = 99
MAX_ADDRESS = 255
VAT_NUMBER = re.compile(r"[A-Z]{2}[0-9A-Z+*.]{2,18}")


def digits(text):
    """Drop the spaces that people put into a SIRET."""
    return re.sub(r"\s", "", text or "")


class ChorusEn16931(models.AbstractModel):
    _inherit = "chorus.en16931"

    def _get_parties(self, doc):
        """BG-4, BG-7. VAT numbers are forbidden when nothing is in VAT's scope
        (BR-O-02), and the seller's is compulsory when something is taxed."""
        move = doc["move"]
        out_of_scope = any(key.category == "O" for key in doc["groups"])
        seller = self._get_party(doc, doc["supplier"], move.company_id.partner_id)
        buyer = self._get_party(doc, doc["customer"], move.partner_id)
        if contact := self._get_seller_contact(doc):
            seller["contacts"] = [contact]
        if move.partner_id != doc["customer"] and readable(move.partner_id.name):
            buyer["contacts"] = [self._get_contact(move.partner_id)]
        if not out_of_scope:
            seller.update(self._get_seller_vat(doc, seller))
            buyer.update(self._get_buyer_vat(doc, buyer))
        return {"BG-4": seller, "BG-7": buyer}

    def _get_party(self, doc, partner, address_partner):
        """Name, identifiers and address.

        :param partner: the structure (commercial partner): who is bound
        :param address_partner: whose address is printed on the invoice
        """
        scheme, identifier = self._get_identifier(partner)
        name = shorten(partner.name, MAX_PARTY_NAME)
        if not name:
            raise refuse(
                "party_nameless",
                self.env._(
                    "The contact with the identifier %(identifier)s has no name: give"
                    " it one.",
                    identifier=identifier,
                ),
                "partner_id",
                partner,
            )
        party = {
            "name": name,
            "identifiers": {scheme: identifier},
            **self._get_electronic_address(partner),
            **self._get_address(address_partner, partner),
        }
        if scheme == "0009":
            short = doc["company"].chorus_legal_id == "siren"
            party["legal_identifier"] = identifier[:9] if short else identifier
            party["legal_identifier_schemeid"] = LEGAL_SCHEME
        return party

    def _get_identifier(self, partner):
        """Return (ISO 6523 scheme, identifier) as the portal's directory knows it."""
        registry = digits(partner.company_registry)
        country = partner.country_code or "FR"
        if SIRET.fullmatch(registry):
            return "0009", registry
        if country in SIRET_COUNTRIES:
            raise refuse(
                "siret",
                self.env._(
                    "%(partner)s has no valid SIRET: enter its 14 digits in the company"
                    " id field.",
                    partner=partner.display_name,
                ),
                "partner_id",
                partner,
            )
        vat = digits(partner.vat).upper()
        if country in LOCAL_SCHEMES:
            scheme, identifier = LOCAL_SCHEMES[country], registry
        elif partner.country_id in self.env.ref("base.europe").country_ids:
            scheme, identifier = EU_SCHEME, vat or registry
        else:
            # Outside the Union the portal's own key is the country and the name.
            name = f"{country}{(partner.name or '')[:16]}"
            scheme, identifier = WORLD_SCHEME, registry or name
        return scheme, self._check_identifier(partner, scheme, identifier)

    def _check_identifier(self, partner, scheme, identifier):
        if not identifier:
            raise refuse(
                "identifier",
                self.env._(
                    "%(partner)s has no identifier: enter its VAT number or its company"
                    " id.",
                    partner=partner.display_name,
                ),
                "partner_id",
                partner,
            )
        least, most = IDENTIFIER_LENGTHS[scheme]
        if not least <= len(identifier) <= most:
            raise refuse(
                "identifier_length",
                self.env._(
                    "The identifier %(identifier)s of %(partner)s must have %(least)s"
                    " to %(most)s characters: correct its company id.",
                    identifier=identifier,
                    partner=partner.display_name,
                    least=least,
                    most=most,
                ),
                "partner_id",
                partner,
            )
        return identifier

    def _get_seller_vat(self, doc, seller):
        """BT-31; else BT-32 (SIREN) for those who have no VAT number, as the franchise
        of article 293 B, for category E wants one of them (BR-E-02)."""
        if vat := self._get_vat_number(doc["supplier"]):
            return {"vat_identifier": vat}
        if any(key.category not in ("E", "AE") for key in doc["groups"]):
            raise refuse(
                "seller_vat",
                self.env._(
                    "%(company)s has no valid VAT number: enter it on the company.",
                    company=doc["company"].display_name,
                ),
                "company_id",
                doc["supplier"],
            )
        identifier = next(iter(seller["identifiers"].values()))
        return {"tax_identifier": identifier[:9]}

    def _get_buyer_vat(self, doc, buyer):
        """BT-48, which some categories demand."""
        if vat := self._get_vat_number(doc["customer"]):
            return {"vat_identifier": vat}
        demanding = list(BUYER_VAT_CATEGORIES)
        if "legal_identifier" not in buyer:
            demanding += BUYER_KNOWN_CATEGORIES
        for key in doc["groups"]:
            if key.category in demanding:
                raise refuse(
                    "buyer_vat",
                    self.env._(
                        "%(client)s has no valid VAT number, and VAT of category"
                        " %(category)s demands it: enter it on the client.",
                        client=doc["customer"].display_name,
                        category=key.category,
                    ),
                    "partner_id",
                    doc["customer"],
                )
        return {}

    def _get_vat_number(self, partner):
        """Return a VAT number with its country prefix, or None (BR-CO-09)."""
        vat = re.sub(r"[\s.-]", "", partner.vat or "").upper()
        known = VAT_NUMBER.fullmatch(vat) and self._is_country(vat[:2])
        return vat if known else None

    @tools.ormcache("code")
    def _is_country(self, code):
        """Tell whether a country gives VAT numbers that begin with ``code``."""
        country = self.env["res.country"].sudo()
        # Greece is GR to everybody but the tax offices.
        return code == "EL" or bool(country.search_count([("code", "=", code)]))

    def _get_electronic_address(self, partner):
        """BT-34, BT-49, only when both halves are there and Odoo finds them valid."""
        scheme, address = partner.peppol_eas, partner.peppol_endpoint
        if not scheme or not address:
            return {}
        if partner._build_error_peppol_endpoint(scheme, address):
            return {}
        return {"einvoicing_addr": address, "einvoicing_addr_schemeid": scheme}

    def _get_address(self, partner, fallback):
        """BG-5, BG-8, BG-15: the whole of one address, never two mixed.

        The country alone is often left out of an address within the structure's own.
        """
        if not partner.country_id and not partner.city:
            partner = fallback
        country = partner.country_id or fallback.country_id
        if not country:
            raise refuse(
                "country",
                self.env._(
                    "%(partner)s has no country: complete its address.",
                    partner=partner.display_name,
                ),
                "partner_id",
                partner,
            )
        terms = {
            "country_code": country.code,
            "postcode": partner.zip,
            "city": partner.city,
            "addr_l1": partner.street,
            "addr_l2": partner.street2,
            "country_subdivision": partner.state_id.name,
        }
        return _filled(terms, MAX_ADDRESS)

    def _get_contact(self, partner):
        """BG-9: one contact at most (BR-FR-CPRO-27)."""
        terms = {"name": partner.name, "phone": partner.phone, "email": partner.email}
        return _filled(terms)

    def _get_seller_contact(self, doc):
        """BG-6: the salesperson, reachable through the company if need be."""
        user = doc["move"].invoice_user_id
        company = doc["company"]
        if not user or not user.active:
            return None
        person = user.partner_id
        terms = {
            "name": person.name,
            "phone": readable(person.phone) or company.phone,
            "email": readable(person.email) or company.email,
        }
        return _filled(terms)

    def _get_delivery_party(self, partner):
        """BG-13: name, SIRET of the place when it has its own, address."""
        name = readable(partner.name) or partner.commercial_partner_id.name
        party = {
            **_filled({"name": name}, MAX_PARTY_NAME),
            **self._get_address(partner, partner.commercial_partner_id),
        }
        registry = digits(partner.company_registry)
        if SIRET.fullmatch(registry):
            party["identifiers"] = {"0009": registry}
        return party


def _filled(terms, limit=MAX_ADDRESS):
    """Return the texts of ``terms`` that say something, none longer than ``limit``."""
    texts = {term: shorten(text, limit) for term, text in terms.items()}
    return {term: text for term, text in texts.items() if text}
