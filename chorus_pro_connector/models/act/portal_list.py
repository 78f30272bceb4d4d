# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, fields, models

from ...chorus import errors

_logger = logging.getLogger(__name__)


class ChorusPortalList(models.AbstractModel):
    """A coded list of the portal, as it gives it to one company, to choose from.

    Qualification and production have different ones, and none is published whole.
    """

    _name = "chorus.portal.list"
    _inherit = ["chorus.own.model"]
    _description = "List of Chorus Pro"
    _order = "name, id"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, readonly=True
    )
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    active = fields.Boolean(default=True, readonly=True)

    @api.model
    def _chorus_ask(self, portal):
        """Return the portal's list: pairs of code and French label."""
        raise NotImplementedError

    @api.model
    def _chorus_without_list(self):
        """Return {code: label} for a company that has never seen a list."""
        raise NotImplementedError

    @api.model
    def _chorus_read_list(self, company):
        """Read the portal's list anew; while it is silent, the last one stays.

        :return: what may be chosen now; never empty
        """
        rows = self.sudo().with_context(active_test=False)
        known = {
            row.code: row for row in rows.search([("company_id", "=", company.id)])
        }
        try:
            with company._chorus_client() as portal:
                listed = dict(self._chorus_ask(portal))
        except errors.PortalError as error:
            _logger.info("%s not read: %s", self._name, error)
            listed = {}
        if not listed and not known:
            listed = self._chorus_without_list()
        if listed:
            for code, row in known.items():
                row.write(
                    {"active": code in listed, "name": listed.get(code) or row.name}
                )
            rows.create(
                [
                    {"company_id": company.id, "code": code, "name": name}
                    for code, name in listed.items()
                    if code not in known
                ]
            )
        return self.search([("company_id", "=", company.id)])
