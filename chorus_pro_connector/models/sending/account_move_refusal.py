# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the client decided, and the way out: a credit note and a new invoice, once."""

from odoo import fields, models
from odoo.exceptions import UserError

from ...chorus.portal.environments import PORTALS
from ..status.status_words import shortened


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_replaces_id = fields.Many2one(
        "account.move",
        string="Replaces",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The invoice that the client refused, and for which this one was made.",
    )

    chorus_replacement_ids = fields.One2many(
        comodel_name="account.move",
        inverse_name="chorus_replaces_id",
        string="Replaced by",
        readonly=True,
    )

    def _chorus_client_alerts(self):
        """Return the banner of an invoice that its client refused or sent back."""
        meaning = self.env["chorus.status.words"]._chorus_meaning(self.chorus_status)
        if self.chorus_state == "refused" and (done := self._chorus_refusal_progress()):
            return {"chorus_client": done}
        said = shortened(self.chorus_status_comment)
        parts = [f"{self.chorus_status_label}.", meaning, said]
        alert = {"level": "warning", "message": " ".join(filter(None, parts))}
        if self.chorus_state == "refused":
            alert["action_text"] = (
                self.env._("Cancel it and make a new credit note")
                if self.move_type == "out_refund"
                else self.env._("Credit note and new invoice")
            )
            call = "action_chorus_credit_and_replace"
            alert["action_call"] = ("account.move", call, self.ids)
        else:
            alert["action_text"] = self.env._("Open Chorus Pro")
            alert["action"] = self._chorus_portal_action()
        return {"chorus_client": alert}

    # === At the portal === #

    def _chorus_portal_action(self):
        """Return the action that copies the number and opens the portal's page."""
        company = self.company_id.sudo()
        return {
            "type": "ir.actions.client",
            "tag": "chorus_portal",
            "params": {
                "url": PORTALS.get(company.chorus_environment)
                or company._chorus_urls().api_url,
                "number": self.name,
            },
        }

    # === Refused: credit note and new invoice === #

    def _chorus_refusal_documents(self):
        """Return (what cancels a refused invoice, what replaces it); may be empty."""
        move = self.sudo()
        credits = move.reversal_move_ids.filtered(lambda one: one.state != "cancel")
        # Not searched: a list asks for many.
        replaced = move.chorus_replacement_ids.filtered(
            lambda one: one.state != "cancel"
        )
        return credits.with_env(self.env), replaced[:1].with_env(self.env)

    def _chorus_refusal_progress(self):
        """Return the banner once its credit note was made, else None."""
        credits, replacement = self._chorus_refusal_documents()
        if not credits:
            return None
        drafts = credits.filtered(lambda one: one.state == "draft")
        if drafts and drafts == credits:
            sentence = self.env._(
                "Refused by the client; what cancels it, %(number)s, is still a draft: "
                "confirm it.",
                number=drafts[0].display_name,
            )
            target = drafts[0]
        elif replacement:
            sentence = self.env._(
                "Refused by the client, and cancelled by %(number)s; %(new)s replaces "
                "it.",
                number=credits[0].display_name,
                new=replacement.display_name,
            )
            target = replacement
        else:
            sentence = self.env._(
                "Refused by the client, and cancelled by %(number)s: nothing is left "
                "to do here.",
                number=credits[0].display_name,
            )
            target = credits[0]
        label = self.env._("Open %(number)s", number=target.display_name)
        return {
            "level": "warning" if target in drafts else "info",
            "message": sentence,
            "action_text": label,
            "action": target._get_records_action(name=target.display_name),
        }

    def action_chorus_credit_and_replace(self):
        """Button *Credit note and new invoice*: cancel what was refused, open a draft.

        :return: action that opens the new draft
        :raise UserError: it is not refused, or was cancelled already
        """
        self.ensure_one()
        self.check_access("write")
        credits, _replacement = self._chorus_refusal_documents()
        if self._chorus_state_now() != "refused" or credits:
            raise UserError(
                self.env._(
                    "%(number)s is not refused by its client, or a credit note cancels "
                    "it already: nothing was done.",
                    number=self.display_name,
                )
            )
        return self._chorus_credit_and_replace()

    def _chorus_credit_and_replace(self):
        """Cancel this refused invoice and return the action that opens what replaces
        it; an addon whose invoices are made by something else makes that again."""
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=self.ids
        )
        reason = shortened(self.chorus_status_comment)
        reversal = wizard.create({"reason": reason, "journal_id": self.journal_id.id})
        reversal.modify_moves()
        draft = reversal.new_move_ids
        draft._chorus_replace(self)
        return draft._get_records_action(name=draft.display_name)

    def _chorus_replace(self, refused):
        """Note that this draft stands in for a refused invoice; take its documents."""
        self._chorus_write({"chorus_replaces_id": refused.id})
        for document in refused.sudo().chorus_attachment_ids:
            values = {"res_model": self._name, "res_id": self.id}
            self.sudo().chorus_attachment_ids |= document.copy(values)
        self._message_log(
            body=self.env._(
                "Replaces %(number)s, which the client refused on Chorus Pro.",
                number=refused.name,
            )
        )
