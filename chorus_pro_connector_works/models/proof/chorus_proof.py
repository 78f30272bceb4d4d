# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import format_datetime

from odoo.addons.chorus_pro_connector.chorus.proof.archive import safe_name


class ChorusProof(models.Model):
    """An archive of a market is one of its invoices, which has a folder more."""

    _inherit = "chorus.proof"

    works_market_id = fields.Many2one(
        comodel_name="chorus.works.market",
        string="Works market",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    works_dossier_id = fields.Many2one(
        comodel_name="chorus.works.dossier",
        string="Invoicing file",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.depends("works_market_id", "works_dossier_id")
    def _compute_display_name(self):
        # EXTENDS 'chorus_pro_connector'
        result = super()._compute_display_name()
        for proof in self:
            subject = proof._works_subject()
            if subject:
                proof.display_name = self.env._(
                    "Proofs of %(market)s, %(date)s",
                    market=subject.display_name,
                    date=format_datetime(
                        self.env, proof.create_date, dt_format="short"
                    ),
                )
        return result

    def _works_subject(self):
        """Return the market, or its invoicing file, that the archive is of."""
        own = self.sudo()
        return own.works_dossier_id or own.works_market_id

    def _chorus_file_part(self):
        # EXTENDS 'chorus_pro_connector'
        own = self.sudo()
        names = (own.works_market_id.number, own.works_dossier_id.number)
        found = "-".join(safe_name(name) for name in names if name)
        return f"-marche-{found}" if found else super()._chorus_file_part()

    def _chorus_fill_last(self, part, absent):
        # EXTENDS 'chorus_pro_connector': all that no invoice holds.
        result = super()._chorus_fill_last(part, absent)
        own = self.sudo()
        if own.works_market_id:
            self.env["chorus.works.proof"].sudo()._works_add(
                part, own.works_market_id, own.works_dossier_id, absent
            )
        return result

    def action_again(self):
        # EXTENDS 'chorus_pro_connector': with what the market has become.
        subject = self._works_subject().with_env(self.env)
        return subject.action_chorus_proofs() if subject else super().action_again()
