# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Button *Archive of proofs* of a market, and of one of its invoicing files."""

from odoo import models
from odoo.exceptions import AccessError

from odoo.addons.chorus_pro_connector.models.proof.chorus_proof_build import TOGETHER


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    def action_chorus_proofs(self):
        """Button *Archive of proofs*: pieces, receipts, letters and files in one."""
        self.ensure_one()
        return self._works_export_proofs(self.sudo().statement_ids.move_id)

    def _works_export_proofs(self, moves, dossier=None):
        """Make the archive of this market, at once when it is small.

        :param moves: its invoices; those that were never deposited are left out
        :param dossier: the invoicing file that it is of, not of the whole market
        """
        if not self.env.user.has_group("chorus_pro_connector_works.group_works_user"):
            raise AccessError(
                self.env._("Only users of statements and invoices make this archive.")
            )
        self.check_access("read")
        own = self.sudo()
        sent = moves.filtered("chorus_was_sent").sorted("id")
        told = {"market": own.number}
        if dossier:
            told["dossier"] = dossier.number or ""
        proof = self.env["chorus.proof"]._chorus_begin(
            own.company_id,
            sent.ids,
            told,
            works_market_id=own.id,
            works_dossier_id=dossier.id if dossier else False,
        )
        if len(sent) > TOGETHER:
            return proof.with_env(self.env)._chorus_follow()
        proof._chorus_make()
        own._message_log(
            body=self.env._(
                "Archive of proofs made; the head of its chain is %(head)s.",
                head=proof.chain,
            )
        )
        return proof.with_env(self.env).action_download()


class ChorusWorksDossier(models.Model):
    _inherit = "chorus.works.dossier"

    def action_chorus_proofs(self):
        """Button *Archive of proofs*: of this invoicing file alone."""
        self.ensure_one()
        self.check_access("read")
        own = self.sudo()
        market = own.market_id.with_env(self.env)
        return market._works_export_proofs(own.piece_ids.move_id, own)
