# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Parties: seller (BG-4), buyer (BG-7), deliver-to (BG-13), payee (BG-10)."""

import re

from odoo import models, tools

from ...chorus.identifiers import compact
from ...chorus.rules import NAME_LENGTH, is_siret_shaped, readable
from ..connection.once import ISSUES, once
from .terms import shorten

LEGAL_SCHEME = "0002"
MAX_ADDRESS = 255
VAT_NUMBER = re.compile(r"[A-Z]{2}[0-9A-Z+*.]{2,18}")


class ChorusEn16931(models.AbstractModel):
    _inherit = "chorus.en16931"

    def _get_parties(self, doc):
        """BG-4, BG-7. VAT numbers are forbidden when nothing is in VAT's scope
        (BR-O-02), and the seller's is compulsory when something is taxed."""
        move = doc["move"]
        out_of_scope = any(key.category == "O" for key in doc["groups"])
        seller = self._get_party(doc, doc["supplier"], move.company_id.partner_id)
        buyer = self._get_party(doc, doc["customer"], move.partner_id)
        if mention := shorten(doc["company"].chorus_legal_mention):
            seller["legal_info"] = mention
        if contact := self._get_seller_contact(doc):
            seller["contacts"] = [contact]
        if move.partner_id != doc["customer"] and move.partner_id._chorus_name():
            buyer["contacts"] = [self._get_contact(move.partner_id)]
        if not out_of_scope:
            seller.update(self._get_seller_vat(doc, seller))
            buyer.update(self._get_buyer_vat(doc))
        return {"BG-4": seller, "BG-7": buyer}

    def _get_party(self, doc, partner, address_partner):
        """Name, identifiers and address.

        :param partner: the structure (commercial partner): who is bound
        :param address_partner: whose address is printed on the invoice
        """
        scheme, identifier = self._get_identifier(partner)
        party = {
            "name": shorten(partner._chorus_name(), NAME_LENGTH),
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
        found = partner._chorus_identifier()
        return found.scheme, found.value

    def _get_seller_vat(self, doc, seller):
        """BT-31; else BT-32 (SIREN) for those who have no VAT number, as the franchise
        of article 293 B, for category E wants one of them (BR-E-02)."""
        if vat := self._get_seller_vat_number(doc["move"]):
            return {"vat_identifier": vat}
        identifier = next(iter(seller["identifiers"].values()))
        return {"tax_identifier": identifier[:9]}

    def _get_buyer_vat(self, doc):
        """BT-48, which some categories demand."""
        vat = self._get_vat_number(doc["customer"])
        return {"vat_identifier": vat} if vat else {}

    def _get_seller_vat_number(self, move):
        """Return the number under which the VAT of an invoice is due, or None.

        A supplier that is registered for VAT in another country has its number there on
        the fiscal position, and Odoo prints that one.
        """
        company = move.company_id.partner_id.commercial_partner_id
        abroad = self._get_valid_vat(move.fiscal_position_id.foreign_vat)
        return abroad or self._get_vat_number(company)

    def _get_vat_number(self, partner):
        """Return a VAT number with its country prefix, or None (BR-CO-09)."""
        valid = self._get_valid_vat
        return once(partner, ISSUES, "vat_number", lambda: valid(partner.vat))

    def _get_valid_vat(self, number):
        vat = compact(number).upper()
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
        terms = {
            "name": partner._chorus_name(),
            "phone": partner.phone,
            "email": partner.email,
        }
        return _filled(terms)

    def _get_seller_contact(self, doc):
        """BG-6: the salesperson, reachable through the company if need be."""
        user = doc["move"].invoice_user_id
        company = doc["company"]
        if not user or not user.active:
            return None
        person = user.partner_id
        terms = {
            "name": person._chorus_name(),
            "phone": readable(person.phone) or company.phone,
            "email": readable(person.email) or company.email,
        }
        return _filled(terms)

    def _get_delivery_party(self, partner, customer):
        """BG-13: name, SIRET of the place when it has its own, address.

        People leave out the country of a building site: it is that of the client.
        """
        structure = partner.commercial_partner_id
        name = partner._chorus_name() or structure._chorus_name()
        country = structure.country_id or customer.country_id
        party = {
            **_filled({"name": name}, NAME_LENGTH),
            "country_code": country.code,
            **self._get_address(partner, structure),
        }
        registry = compact(partner.company_registry)
        if is_siret_shaped(registry):
            party["identifiers"] = {"0009": registry}
        return party


def _filled(terms, limit=MAX_ADDRESS):
    """Return the texts of ``terms`` that say something, none longer than ``limit``."""
    texts = {term: shorten(text, limit) for term, text in terms.items()}
    return {term: text for term, text in texts.items() if text}
