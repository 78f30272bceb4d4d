# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, fields, models

from ...chorus import rules
from ...chorus.errors import PortalError
from ..states import LOCKED_STATES

_logger = logging.getLogger(__name__)

# Seconds: whoever leaves a field does not wait for a portal that is slow today.
COMMITMENT_PATIENCE = 3


class AccountMove(models.Model):
    _inherit = "account.move"

    # === What only the portal knows of the references of an invoice === #
    #
    # Asked when a field is left, on confirming, on a refresh and before sending; never
    # while something is computed. A failure says nothing: the answer only warns.

    # The number that was asked last, and whether the portal did not show it.
    chorus_commitment_asked = fields.Char(
        copy=False, readonly=True, export_string_translation=False
    )
    chorus_commitment_missed = fields.Boolean(
        copy=False, readonly=True, export_string_translation=False
    )

    def _chorus_commitment(self):
        return self._chorus_reference("purchase_order_reference") or ""

    def _chorus_unasked_commitment(self):
        """Return the number to ask the portal for; empty when there is none."""
        number = self._chorus_commitment()
        if number == self.chorus_commitment_asked:
            return ""
        return number if len(number) <= rules.REFERENCE_LENGTH else ""

    def _chorus_ask_portal(self, patience=None):
        """Ask for the commitment, and what the service demands, once each.

        :param patience: seconds to wait for an answer; by default as for every call
        """
        self.ensure_one()
        if not self._chorus_is_concerned() or self.chorus_state in LOCKED_STATES:
            return
        number = self._chorus_unasked_commitment()
        services = (
            self.sudo()
            ._chorus_service()
            .filtered(lambda service: service._chorus_is_unasked())
        )
        if not (number or services) or not self.company_id._chorus_is_configured():
            return
        try:
            with self.company_id._chorus_client(patience) as portal:
                services._chorus_ask_demands(portal)
                if number:
                    self._chorus_ask_commitment(portal, number)
        except PortalError as error:
            _logger.info("References of %s not checked: %s", self.id, error)

    def _chorus_ask_commitment(self, portal, number):
        supplier = self.company_id._chorus_portal_identifier(portal)
        if not supplier:
            # The technical account acts for others: it does not see our commitments.
            return
        seen = portal.commitment_exists(supplier, number)
        # Not written yet where somebody is typing.
        self.sudo().update(
            {"chorus_commitment_asked": number, "chorus_commitment_missed": not seen}
        )

    # === When === #

    @api.onchange("purchase_order_reference", "buyer_reference")
    def _onchange_chorus_references(self):
        before = self._chorus_check_commitment_unseen()
        self._chorus_ask_portal(COMMITMENT_PATIENCE)
        missed = self._chorus_check_commitment_unseen()
        if not missed or missed == before:
            return None
        return {
            "warning": {
                "type": "notification",
                "title": self.env._("Commitment number"),
                "message": self._chorus_rule_sentence("commitment_unseen", missed),
            }
        }

    def _post(self, soft=True):
        # EXTENDS 'account'
        posted = super()._post(soft)
        # Confirming many asks nothing, so that nobody waits: sending each of them asks.
        if len(self) == 1 and posted:
            posted._chorus_ask_portal(COMMITMENT_PATIENCE)
        return posted

    def action_chorus_check_references(self):
        """Button *Check in Chorus Pro*: the client, its services, the commitment."""
        self.ensure_one()
        self.check_access("write")
        result = self.commercial_partner_id.action_chorus_check_structure()
        self._chorus_write({"chorus_commitment_asked": False})
        self._chorus_ask_portal()
        if missed := self._chorus_check_commitment_unseen():
            params = result["params"]
            sentence = self._chorus_rule_sentence("commitment_unseen", missed)
            params["message"] = f"{params['message']} {sentence}"
            params.update(
                type="warning" if params["type"] == "success" else params["type"],
                sticky=True,
            )
        return result
