# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, fields, models

from ...chorus import errors

_logger = logging.getLogger(__name__)

# *Autre*: seen in every list of kinds so far (portal.md §2.12).
ANY_KIND = "AUT"


class ChorusDocumentKind(models.Model):
    """A kind of document, as the portal of one company lists them.

    Qualification and production have different lists, and neither is published.
    """

    _name = "chorus.document.kind"
    _inherit = ["chorus.own.model"]
    _description = "Kind of document at Chorus Pro"
    _order = "name, id"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, readonly=True
    )
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    active = fields.Boolean(default=True, readonly=True)

    _code_unique = models.Constraint(
        "unique (company_id, code)", "This kind of document is in the list already."
    )

    @api.model
    def _chorus_read_kinds(self, company):
        """Read the portal's list anew; while it is silent, the last one stays.

        :return: the kinds that may be named now; never empty
        """
        kinds = self.sudo().with_context(active_test=False)
        known = {
            kind.code: kind for kind in kinds.search([("company_id", "=", company.id)])
        }
        try:
            with company._chorus_client() as portal:
                listed = dict(portal.document_kinds())
        except errors.PortalError as error:
            _logger.info("Kinds of documents not read: %s", error)
            listed = {}
        if not listed and not known:
            listed = {ANY_KIND: self.env._("Other")}
        if listed:
            for code, kind in known.items():
                kind.write(
                    {"active": code in listed, "name": listed.get(code) or kind.name}
                )
            kinds.create(
                [
                    {"company_id": company.id, "code": code, "name": name}
                    for code, name in listed.items()
                    if code not in known
                ]
            )
        return self.search([("company_id", "=", company.id)])
