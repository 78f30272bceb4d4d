# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules about the references of the client: service, commitment, market, validator."""

from odoo import models
from odoo.tools.translate import LazyTranslate

from ...chorus import rules
from ..rule import CLIENT, DANGER, WARNING, rule

_lt = LazyTranslate(__name__)

SERVICES = CLIENT + "chorus_service_ids."
EITHER = CLIENT + "chorus_service_or_commitment"


class AccountMove(models.Model):
    _inherit = "account.move"

    # === Service === #

    @rule(
        "service_missing",
        DANGER,
        "buyer_reference",
        "service",
        _lt(
            "%(client)s demands a service code: pick the service on the client, or "
            "type the code in the tab “Chorus Pro”."
        ),
        number="BR-FR-CPRO-11",
        depends=[
            "buyer_reference",
            CLIENT + "chorus_service_required",
            EITHER,
            CLIENT + "name",
        ],
    )
    def _chorus_check_service_missing(self):
        client = self.commercial_partner_id
        either = client.chorus_service_or_commitment
        if client.chorus_service_required and not either and not self.buyer_reference:
            return {"client": client.name}
        return None

    @rule(
        "service_inactive",
        DANGER,
        "buyer_reference",
        "service",
        _lt(
            "The service %(code)s of %(client)s is closed or reserved for public "
            "bodies: choose another service in the tab “Chorus Pro”."
        ),
        number="BR-FR-CPRO-13",
        depends=[
            "buyer_reference",
            SERVICES + "code",
            SERVICES + "active",
            CLIENT + "name",
        ],
    )
    def _chorus_check_service_inactive(self):
        service = self._chorus_service()
        if service and not service.active:
            return {"client": self.commercial_partner_id.name, "code": service.code}
        return None

    @rule(
        "service_unknown",
        WARNING,
        "buyer_reference",
        "service",
        _lt(
            "The service %(code)s is not in the list of %(client)s: check its "
            "spelling, or press “Check in Chorus Pro” on the client."
        ),
        number="BR-FR-CPRO-13",
        depends=[
            "buyer_reference",
            SERVICES + "code",
            SERVICES + "active",
            CLIENT + "name",
        ],
        asks=True,
    )
    def _chorus_check_service_unknown(self):
        client = self.commercial_partner_id
        if self.buyer_reference and client.chorus_service_ids:
            if not self._chorus_service():
                return {"client": client.name, "code": self.buyer_reference}
        return None

    # === Commitment and market === #

    @rule(
        "commitment_missing",
        DANGER,
        "purchase_order_reference",
        "references",
        _lt(
            "%(client)s demands a commitment number (engagement juridique): type the "
            "one of the client's order in the tab “Chorus Pro”."
        ),
        number="BR-FR-CPRO-12",
        depends=[
            "purchase_order_reference",
            "buyer_reference",
            CLIENT + "chorus_commitment_required",
            EITHER,
            SERVICES + "code",
            SERVICES + "commitment_required",
            CLIENT + "name",
        ],
    )
    def _chorus_check_commitment_missing(self):
        client = self.commercial_partner_id
        if self.purchase_order_reference:
            return None
        either = client.chorus_service_or_commitment
        demanded = client.chorus_commitment_required and not either
        if demanded or self._chorus_service().commitment_required:
            return {"client": client.name}
        return None

    @rule(
        "service_or_commitment_missing",
        DANGER,
        "buyer_reference",
        "service",
        _lt(
            "%(client)s demands a service code or a commitment number: type one of "
            "them in the tab “Chorus Pro”."
        ),
        number="BR-FR-CPRO-13",
        depends=[
            "buyer_reference",
            "purchase_order_reference",
            EITHER,
            CLIENT + "name",
        ],
    )
    def _chorus_check_service_or_commitment_missing(self):
        client = self.commercial_partner_id
        if client.chorus_service_or_commitment and not (
            self.buyer_reference or self.purchase_order_reference
        ):
            return {"client": client.name}
        return None

    @rule(
        "commitment_unseen",
        WARNING,
        "purchase_order_reference",
        "references",
        _lt(
            "Chorus Pro shows no commitment %(number)s addressed to %(company)s: check "
            "the number on the client's order (some clients publish none, and the "
            "invoice can be sent all the same)."
        ),
        number="portal.md §2.14",
        depends=[
            "purchase_order_reference",
            "chorus_commitment_asked",
            "chorus_commitment_missed",
        ],
    )
    def _chorus_check_commitment_unseen(self):
        number = self._chorus_commitment()
        if self.chorus_commitment_missed and number == self.chorus_commitment_asked:
            return {"number": number, "company": self.company_id.name}
        return None

    def _chorus_too_long(self, field, limit):
        value = rules.readable(self[field])
        return {"value": value, "limit": limit} if len(value) > limit else None

    @rule(
        "market_too_long",
        DANGER,
        "contract_reference",
        "references",
        _lt(
            "A market number has at most %(limit)s characters: shorten “%(value)s” in "
            "the tab “Chorus Pro”."
        ),
        number="BR-FR-CPRO-14",
        depends=["contract_reference"],
    )
    def _chorus_check_market_too_long(self):
        return self._chorus_too_long("contract_reference", rules.REFERENCE_LENGTH)

    @rule(
        "commitment_too_long",
        DANGER,
        "purchase_order_reference",
        "references",
        _lt(
            "A commitment number has at most %(limit)s characters: shorten "
            "“%(value)s” in the tab “Chorus Pro”."
        ),
        number="BR-FR-CPRO-15",
        depends=["purchase_order_reference"],
    )
    def _chorus_check_commitment_too_long(self):
        return self._chorus_too_long("purchase_order_reference", rules.REFERENCE_LENGTH)

    @rule(
        "service_too_long",
        DANGER,
        "buyer_reference",
        "service",
        _lt(
            "A service code has at most %(limit)s characters: shorten “%(value)s” in "
            "the tab “Chorus Pro”."
        ),
        number="portal.md §5.3, BT-10",
        depends=["buyer_reference"],
    )
    def _chorus_check_service_too_long(self):
        return self._chorus_too_long("buyer_reference", rules.SERVICE_LENGTH)

    @rule(
        "service_characters",
        DANGER,
        "buyer_reference",
        "service",
        _lt(
            "Chorus Pro refuses the character “%(character)s” of the service code "
            "%(code)s: a code has letters, digits, spaces, - and _ only; correct it in "
            "the tab “Chorus Pro”."
        ),
        number="portal.md §5.3, BT-10",
        depends=["buyer_reference", SERVICES + "code"],
    )
    def _chorus_check_service_characters(self):
        code = self._chorus_reference("buyer_reference") or ""
        wrong = rules.bad_service_character(code)
        # A code that the directory itself has is right, whatever it is made of.
        if wrong and not self._chorus_service():
            return {"code": code, "character": wrong}
        return None

    # === Validator === #

    @rule(
        "validator_missing",
        DANGER,
        "chorus_validator_siret",
        "references",
        _lt(
            "The framework %(framework)s needs the SIRET (14 digits) of the one who "
            "validates the invoice: type it in the tab “Chorus Pro”."
        ),
        number="portal.md §5.2, 6",
        depends=["chorus_framework", "chorus_validator_siret"],
    )
    def _chorus_check_validator_missing(self):
        if self._chorus_has_validator() and not rules.is_siret_shaped(
            self._chorus_validator()
        ):
            return {"framework": self.chorus_framework}
        return None
