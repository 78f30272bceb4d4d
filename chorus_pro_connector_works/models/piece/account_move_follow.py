# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Following works pieces: one more search a company, of works alone.

Simple invoices are searched for by the base addon; the portal keeps works apart. Works
are few: what a run could not read is asked for again by the next one, from the same
moment on.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.chorus_pro_connector.chorus.portal.changes import Reader
from odoo.addons.chorus_pro_connector.models.connection.clock import possible
from odoo.addons.chorus_pro_connector.models.status.account_move_follow import (
    FIRST_SEARCH,
    SEARCH_OVERLAP,
)

from ..file.account_move import WORKS_CODES
from .account_move_refused import DUPLICATED, SUPERSEDED

# A refused piece is copied soon, or not at all.
COPIED_WITHIN = timedelta(days=90)


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model
    def _chorus_followed_domain(self):
        # EXTENDS 'chorus_pro_connector': refused pieces of late, for the portal says
        # when another one stands in for them.
        copied = Domain("chorus_framework", "in", WORKS_CODES)
        copied &= Domain("chorus_state", "=", "refused")
        since = fields.Datetime.now() - COPIED_WITHIN
        copied &= Domain("chorus_status_date", ">=", since)
        copied &= Domain("chorus_status", "not in", (DUPLICATED, SUPERSEDED))
        return super()._chorus_followed_domain() | copied

    @api.model
    def _chorus_refresh_statuses(self, company):
        # EXTENDS 'chorus_pro_connector'
        changed = super()._chorus_refresh_statuses(company)
        domain = self._chorus_followed_domain() & Domain(
            [("company_id", "=", company.id), ("chorus_framework", "in", WORKS_CODES)]
        )
        markets = self.env["chorus.works.market"].sudo()
        opened = [*markets._works_open_domain(), ("company_id", "=", company.id)]
        if self.sudo().search_count(domain, limit=1) or markets.search_count(
            opened, limit=1
        ):
            changed += self._chorus_refresh_works(company)
        return changed

    @api.model
    def _chorus_refresh_works(self, company):
        """Read every change of works pieces since the last success.

        :return: number of invoices that changed
        :raise PortalError: nothing could be read
        """
        started = fields.Datetime.now()
        since = possible(company.chorus_works_last_search) or started - FIRST_SEARCH
        with company._chorus_client() as portal:
            reader = Reader(portal.changed_works, started)
            if not reader.read(since - SEARCH_OVERLAP):
                raise reader.error
            started = min(started, portal.now().replace(microsecond=0))
            changed, missing = self._chorus_take_changes(
                company, portal, reader.rows, ()
            )
        # Those of other parties, and ours that no invoice stands for.
        self.env["chorus.works.piece"]._works_take_rows(company, reader.rows)
        if not missing and missing is not None and not reader.missing:
            company.sudo().chorus_works_last_search = started
        return changed
