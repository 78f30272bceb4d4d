# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from itertools import chain

from odoo import api, models

from odoo.addons.chorus_pro_connector.chorus.codes import DEPOSITS


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    @api.model
    def _chorus_selection_syntax(self):
        # EXTENDS 'chorus_pro_connector': those that the portal lists, or once listed.
        options = self.env["chorus.works.mapping.option"].sudo()
        listed = options.search(
            [("group", "=", "syntax"), ("code", "not in", [*DEPOSITS])]
        )
        others = [(option.code, option.code) for option in listed]
        return super()._chorus_selection_syntax() + others

    def _chorus_is_works(self):
        """Tell whether works documents travel in this flow."""
        self.ensure_one()
        return any(move._chorus_is_works() for move in self.line_ids.move_id)

    def _chorus_find(self, portal, number=None, flow=None):
        # EXTENDS 'chorus_pro_connector': no search of simple invoices shows works.
        simple = super()._chorus_find(portal, number=number, flow=flow)
        if not self._chorus_is_works():
            return simple
        criteria = {"numeroFactureTravaux": number, "numeroFluxDepot": flow}
        works = portal.search_works(
            **{key: value for key, value in criteria.items() if value}
        )
        # A number may be one of a simple invoice; a flow of works holds nothing else.
        return chain(works, simple) if number else works

    @api.model
    def _chorus_followed_companies(self):
        # EXTENDS 'chorus_pro_connector': a client may open the file of a statement that
        # went to an absent project manager on paper.
        companies = super()._chorus_followed_companies()
        markets = self.env["chorus.works.market"].sudo()
        groups = markets._read_group(markets._works_open_domain(), ["company_id"])
        open_ones = companies.union(*(company for (company,) in groups))
        return companies | open_ones.filtered(lambda row: row._chorus_is_configured())
