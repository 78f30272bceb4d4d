# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules about the company and the client: numbers, names, addresses, directory."""

from odoo import models
from odoo.tools.translate import LazyTranslate

from ...chorus import identifiers, rules
from ..rule import CLIENT, COMPANY, DANGER, WARNING, rule

_lt = LazyTranslate(__name__)

# What decides of the kind of number that a party has, and whether it is right.
CLIENT_NUMBER = (CLIENT + "company_registry", CLIENT + "country_id", CLIENT + "vat")
COMPANY_NUMBER = (
    COMPANY + "company_registry",
    COMPANY + "country_id",
    COMPANY + "vat",
)
UNUSABLE = (identifiers.MISSING, identifiers.MALFORMED)
OVERSEAS = (identifiers.RIDET, identifiers.TAHITI)
# Categories of VAT that want to know who the buyer is: by its VAT number (BR-IC-02), or
# by that or its legal identifier (BR-AE-02).
BUYER_VAT_CATEGORIES, BUYER_KNOWN_CATEGORIES = ("K",), ("AE",)
# … and those for which the seller needs no VAT number of its own (BR-E-02).
SELLER_WITHOUT_VAT_CATEGORIES = ("E", "AE")


class AccountMove(models.Model):
    _inherit = "account.move"

    # === Company === #

    @rule(
        "not_configured",
        DANGER,
        "chorus_client_id",
        "settings",
        _lt(
            "Chorus Pro is not configured for %(company)s: an administrator fills in "
            "the credentials in the Chorus Pro settings."
        ),
        live=True,
    )
    def _chorus_check_not_configured(self):
        if not self.company_id._chorus_is_configured():
            return {"company": self.company_id.name}
        return None

    @rule(
        "company_siret",
        DANGER,
        "company_registry",
        "company",
        _lt(
            "The SIRET of %(company)s must have 14 digits: type it in the field "
            "“Company ID” of your company."
        ),
        number="BR-FR-CPRO-09",
        depends=COMPANY_NUMBER,
    )
    def _chorus_check_company_siret(self):
        found = self.company_id.partner_id._chorus_identifier()
        if found.kind == identifiers.SIRET and found.problem:
            return {"company": self.company_id.name}
        return None

    @rule(
        "company_identifier",
        DANGER,
        "company_registry",
        "company",
        _lt(
            "%(company)s has neither a SIRET nor a valid number of its country (VAT "
            "number, RIDET, Tahiti number), of 18 characters at most: complete your "
            "company."
        ),
        number="BR-FR-CPRO-03 to 08",
        depends=COMPANY_NUMBER,
    )
    def _chorus_check_company_identifier(self):
        found = self.company_id.partner_id._chorus_identifier()
        if found.kind != identifiers.SIRET and found.problem:
            return {"company": self.company_id.name}
        return None

    @rule(
        "company_nameless",
        DANGER,
        "name",
        "company",
        _lt("The company with the identifier %(identifier)s has no name: give it one."),
        number="BR-06",
        depends=[COMPANY + "name", COMPANY + "company_registry"],
    )
    def _chorus_check_company_nameless(self):
        return _nameless(self.company_id.partner_id)

    @rule(
        "company_country",
        DANGER,
        "country_id",
        "company",
        _lt("%(partner)s has no country: complete its address."),
        number="BR-09",
        depends=[COMPANY + "country_id"],
    )
    def _chorus_check_company_country(self):
        partner = self.company_id.partner_id
        return None if partner.country_id else {"partner": partner.display_name}

    @rule(
        "seller_vat",
        DANGER,
        "vat",
        "company",
        _lt("%(company)s has no valid VAT number: enter it on the company."),
        number="BR-S-02",
        depends=["chorus_content", COMPANY + "vat", "fiscal_position_id.foreign_vat"],
    )
    def _chorus_check_seller_vat(self):
        categories = self._chorus_vat_categories()
        if "O" in categories or not categories - {*SELLER_WITHOUT_VAT_CATEGORIES}:
            return None
        if self.env["chorus.en16931"]._get_seller_vat_number(self):
            return None
        return {"company": self.company_id.display_name}

    # === Client: number === #

    def _chorus_client_number(self, kinds, *problems):
        """Return the client's name when its number is of ``kinds`` and has a problem.

        :param problems: those that count; any without one
        """
        client = self.commercial_partner_id
        found = client._chorus_identifier()
        if found.kind not in kinds or (problems and found.problem not in problems):
            return None
        return {"client": client.name or "", "country": client.country_id.name or ""}

    @rule(
        "client_siret",
        DANGER,
        "company_registry",
        "client",
        _lt(
            "The SIRET of %(client)s must have 14 digits: type it in the tab “Chorus "
            "Pro” of the client."
        ),
        number="BR-FR-CPRO-10",
        depends=[*CLIENT_NUMBER, CLIENT + "name"],
    )
    def _chorus_check_client_siret(self):
        return self._chorus_client_number((identifiers.SIRET,), *UNUSABLE)

    @rule(
        "client_siren",
        DANGER,
        "company_registry",
        "client",
        _lt(
            "%(client)s only has a SIREN (9 digits), and Chorus Pro wants the SIRET of "
            "the establishment (14 digits): find it with “Search in Chorus Pro” on the "
            "client."
        ),
        number="BR-FR-CPRO-10",
        depends=[*CLIENT_NUMBER, CLIENT + "name"],
    )
    def _chorus_check_client_siren(self):
        return self._chorus_client_number((identifiers.SIRET,), identifiers.SIREN_ONLY)

    @rule(
        "client_overseas",
        DANGER,
        "company_registry",
        "client",
        _lt(
            "The number of %(client)s (%(country)s) must have 9 or 10 characters: "
            "correct its RIDET or Tahiti number on the client, or type its SIRET."
        ),
        number="BR-FR-CPRO-07, 08",
        depends=[*CLIENT_NUMBER, CLIENT + "name"],
    )
    def _chorus_check_client_overseas(self):
        return self._chorus_client_number(OVERSEAS, *UNUSABLE)

    @rule(
        "client_overseas_unread",
        WARNING,
        "company_registry",
        "client",
        _lt(
            "%(client)s (%(country)s) has no SIRET: press “Check in Chorus Pro” on the "
            "client, for few public bodies are known there by another number."
        ),
        number="BR-FR-CPRO-10",
        depends=[*CLIENT_NUMBER, CLIENT + "name", CLIENT + "chorus_structure_state"],
    )
    def _chorus_check_client_overseas_unread(self):
        if self.commercial_partner_id.chorus_structure_state:
            return None
        return self._chorus_client_number(OVERSEAS, None)

    @rule(
        "client_foreign",
        DANGER,
        "country_id",
        "client",
        _lt(
            "%(client)s is in %(country)s: Chorus Pro only delivers to French public "
            "bodies; type the client's SIRET if it has one, or choose another sending "
            "method on the client."
        ),
        number="BR-FR-CPRO-10",
        depends=[*CLIENT_NUMBER, CLIENT + "name"],
    )
    def _chorus_check_client_foreign(self):
        return self._chorus_client_number((identifiers.EUROPEAN, identifiers.FOREIGN))

    @rule(
        "client_siret_key",
        WARNING,
        "company_registry",
        "client",
        _lt(
            "The SIRET %(siret)s of %(client)s does not pass the check of its key: "
            "make sure that it was typed correctly."
        ),
        number="portal.md §5.6",
        depends=[
            CLIENT + "company_registry",
            CLIENT + "name",
            CLIENT + "chorus_structure_state",
        ],
    )
    def _chorus_check_client_siret_key(self):
        client = self.commercial_partner_id
        siret = client._chorus_siret()
        if rules.is_siret_shaped(siret) and client._chorus_key_is_wrong(siret):
            return {"client": client.name, "siret": siret}
        return None

    # === Client: name, address, VAT === #

    @rule(
        "party_nameless",
        DANGER,
        "name",
        "client",
        _lt("The contact with the identifier %(identifier)s has no name: give it one."),
        number="BR-06, BR-07",
        depends=[CLIENT + "name", CLIENT + "company_registry"],
    )
    def _chorus_check_party_nameless(self):
        return _nameless(self.commercial_partner_id)

    @rule(
        "party_name",
        WARNING,
        "name",
        "client",
        _lt(
            "The name of %(client)s passes 99 characters: the data of the file will "
            "hold its beginning only; shorten it on the client."
        ),
        number="BR-FR-CPRO-43, 44",
        depends=[CLIENT + "name"],
    )
    def _chorus_check_party_name(self):
        client = self.commercial_partner_id
        if len(client.name or "") > rules.NAME_LENGTH:
            return {"client": client.name}
        return None

    @rule(
        "country",
        DANGER,
        "country_id",
        "client",
        _lt("%(partner)s has no country: complete its address."),
        number="BR-11",
        depends=["partner_id.country_id", CLIENT + "country_id"],
    )
    def _chorus_check_country(self):
        # A contact without an address of its own has its structure's.
        client = self.commercial_partner_id
        if self.partner_id.country_id or client.country_id:
            return None
        return {"partner": self.partner_id.display_name}

    @rule(
        "buyer_vat",
        DANGER,
        "vat",
        "client",
        _lt(
            "%(client)s has no valid VAT number, and VAT of category %(category)s "
            "demands it: enter it on the client."
        ),
        number="BR-IC-02, BR-AE-02",
        depends=["chorus_content", CLIENT + "vat", CLIENT + "company_registry"],
    )
    def _chorus_check_buyer_vat(self):
        categories = self._chorus_vat_categories()
        demanding = {*BUYER_VAT_CATEGORIES}
        client = self.commercial_partner_id
        if not client._chorus_siret():
            demanding |= {*BUYER_KNOWN_CATEGORIES}
        found = sorted(categories & demanding)
        if not found or "O" in categories:
            return None
        if self.env["chorus.en16931"]._get_vat_number(client):
            return None
        return {"client": client.display_name, "category": found[0]}

    # === Client: directory === #

    def _chorus_client_in_state(self, state):
        client = self.commercial_partner_id
        return (
            {"client": client.name} if client.chorus_structure_state == state else None
        )

    @rule(
        "client_unknown",
        DANGER,
        "company_registry",
        "client",
        _lt(
            "Chorus Pro does not know the SIRET of %(client)s: correct it on the "
            "client, then press “Check in Chorus Pro” there."
        ),
        number="portal.md §5.2, 1",
        depends=[CLIENT + "chorus_structure_state", CLIENT + "name"],
    )
    def _chorus_check_client_unknown(self):
        return self._chorus_client_in_state("none")

    @rule(
        "client_inactive",
        DANGER,
        "company_registry",
        "client",
        _lt(
            "%(client)s is no longer active in Chorus Pro: ask the client which "
            "structure to bill, then change the client of the invoice."
        ),
        number="portal.md §5.2, 1",
        depends=[CLIENT + "chorus_structure_state", CLIENT + "name"],
    )
    def _chorus_check_client_inactive(self):
        return self._chorus_client_in_state("inactive")

    @rule(
        "client_works_only",
        DANGER,
        "chorus_framework",
        "client",
        _lt(
            "%(client)s only takes works invoices (factures de travaux): ask the "
            "client which structure to bill for this invoice."
        ),
        number="portal.md §5.2, 1",
        depends=[CLIENT + "chorus_works_only", CLIENT + "name", "chorus_framework"],
    )
    def _chorus_check_client_works_only(self):
        client = self.commercial_partner_id
        if self._chorus_is_works() or not client.chorus_works_only:
            return None
        return {"client": client.name}


def _nameless(party):
    """Return the identifier of a party whose name nobody can read, else None."""
    if party._chorus_name():
        return None
    return {"identifier": party._chorus_siret()}
