# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, models

from ...chorus import identifiers, rules

_FRENCH_VAT = re.compile(r"FR[0-9A-Z]{2}[0-9]{9}")
# Kind of number → the territory whose bodies have it; France gives its own to many.
_COUNTRIES = {
    kind: code
    for code, kind in identifiers.TERRITORIES.items()
    if kind != identifiers.SIRET
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    # === From the directory to a contact === #

    def action_chorus_search_structure(self):
        """Button *Search in Chorus Pro*: find the structure by number, name or town."""
        self.ensure_one()
        self.env["account.move"].check_access("write")
        structure = self.commercial_partner_id
        kind, value, _problem = structure._chorus_identifier()
        client_kind = kind in identifiers.CLIENT_KINDS
        wizard = self.env["chorus.directory.wizard"].create(
            {
                "partner_id": structure.id,
                "company_id": (structure.company_id or self.env.company).id,
                "kind": kind if client_kind else identifiers.SIRET,
                "siret": value if client_kind else False,
                "name": structure.name,
                "city": structure.city,
            }
        )
        return wizard._reopen()

    @api.model
    def _chorus_find_by_number(self, number):
        """Return the client that has ``number``, however its blanks are written."""
        if not number:
            return self.browse()
        candidates = self.with_context(active_test=False).search(
            [
                ("company_registry", "=like", "%".join(number)),
                ("parent_id", "=", False),
            ],
            order="active DESC, id",
        )
        return candidates.filtered(
            lambda partner: identifiers.compact(partner.company_registry).upper()
            == number
        )[:1]

    def _chorus_fill(self, found):
        """Write what the directory says on a contact; what was typed there stays.

        :param found: :class:`~..chorus.answers.Structure` with its address
        :return: the contact, a new one when there was none
        """
        values = self._chorus_contact_values(found)
        # The number comes from the portal, whose test structures fail the check.
        partner = self.with_context(no_vat_validation=True)
        if not self:
            return partner.create(values).with_env(self.env)
        typed = {"street", "zip", "city"} if self.street or self.city else set()
        values = {
            name: value
            for name, value in values.items()
            if name in ("company_registry", "invoice_sending_method")
            or (name not in typed and not self[name])
        }
        partner.write(values)
        return self

    @api.model
    def _chorus_contact_values(self, found):
        code = found.country or _COUNTRIES.get(
            found.identifier_type, identifiers.FRANCE
        )
        country = self.env["res.country"].search([("code", "=", code.upper())], limit=1)
        languages = dict(self.env["res.lang"].get_installed())
        return {
            "name": found.name,
            "is_company": True,
            "street": found.street,
            "zip": found.zip,
            "city": found.city,
            "country_id": (country or self.env.ref("base.fr")).id,
            "lang": "fr_FR" if "fr_FR" in languages else self.env.lang,
            "company_registry": found.siret,
            "vat": _vat(found),
            "invoice_sending_method": "chorus_pro",
        }


def _vat(found):
    """Return the VAT number: the portal's, or the one that follows from the SIREN."""
    told = identifiers.compact(found.vat).upper()
    if _FRENCH_VAT.fullmatch(told):
        return told
    number = identifiers.compact(found.siret)
    if found.identifier_type == identifiers.SIRET and rules.is_siret_shaped(number):
        return identifiers.french_vat(found.siret)
    return False
