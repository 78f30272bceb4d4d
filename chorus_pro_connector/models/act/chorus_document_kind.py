# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

# *Autre*: seen in every list of kinds so far (portal.md §2.12).
ANY_KIND = "AUT"


class ChorusDocumentKind(models.Model):
    """A kind of document that may be joined."""

    _name = "chorus.document.kind"
    _inherit = ["chorus.portal.list"]
    _description = "Kind of document at Chorus Pro"

    _code_unique = models.Constraint(
        "unique (company_id, code)", "This kind of document is in the list already."
    )

    @api.model
    def _chorus_ask(self, portal):
        # OVERRIDE chorus.portal.list
        return portal.document_kinds()

    @api.model
    def _chorus_without_list(self):
        # OVERRIDE chorus.portal.list
        return {ANY_KIND: self.env._("Other")}
