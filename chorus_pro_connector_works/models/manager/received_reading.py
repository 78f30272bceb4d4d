# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading what lies at our desk: the one confirmed search, as project manager."""

import logging

from odoo import api, fields, models

from odoo.addons.chorus_pro_connector.chorus import errors
from odoo.addons.chorus_pro_connector.chorus.portal.values import told
from odoo.addons.chorus_pro_connector.models.connection.answers import read_now

from ..piece import holders
from .received import FOLLOWS

_logger = logging.getLogger(__name__)

MOE = {"roleUtilisateur": "MOE"}
# Who is late may answer all the same; of no list that a search takes (portal.md §7.17).
LATE = ("ABSENCE_VALIDATION_MOE_DELAI_REGLEMENTAIRE",)
# An A22 lies at the client's desk, and the project manager may close it (A24).
TACIT_DESK = ("MISE_A_DISPOSITION_MOA", "PRISE_EN_COMPTE_MOA", "A_ASSOCIER_MOA")


class ChorusWorksReceived(models.Model):
    _inherit = "chorus.works.received"

    @api.model
    def _works_refresh(self, company):
        """Read what waits for this company, and what no longer does.

        :raise PortalError: a search failed; what was read before it stays
        """
        own = self.sudo()
        known = own.search([("company_id", "=", company.id)])
        with company._chorus_client() as portal:
            rows = {
                row.identifier: row
                for row in portal.search_works(
                    listeStatutCourant=[*holders.MOE_DESK, *TACIT_DESK], **MOE
                )
                if own._works_is_ours(row)
            }
            for draft in known:
                if draft.waiting and draft.identifier not in rows:
                    draft._works_follow_gone(portal)
            own.env["chorus.works.issued"]._works_follow_issued(company, portal)
        by_identifier = {row.identifier: row for row in known}
        for identifier, row in rows.items():
            own._works_take_draft(company, row, by_identifier.get(identifier))

    def _works_follow_gone(self, portal):
        """Read what became of a draft that has left our desk, or stays there too long.

        :raise PortalError: the search failed
        """
        rows = list(portal.search_works(numeroFactureTravaux=self.number, **MOE))
        self.waiting = False
        self._works_follow_draft(rows)

    @api.model
    def _works_is_ours(self, row):
        """Tell whether a project manager may answer this piece where it lies."""
        framework = row.framework_code
        if framework == "A22":
            return row.status in TACIT_DESK
        return framework in FOLLOWS and row.status in holders.MOE_DESK + LATE

    def _works_follow_draft(self, rows):
        """Write down what a search in the role MOE says of this draft, if anything."""
        for row in rows:
            if self and row.identifier == self.identifier:
                self.status = row.status
                self.waiting = self._works_is_ours(row)

    @api.model
    def _works_take_draft(self, company, row, seen):
        values = self._works_draft_values(row)
        if seen:
            if seen.status == row.status and not row.status_date:
                del values["status_date"]
            seen.write(values)
            return
        untaxed, total = row.untaxed or 0.0, row.amount or 0.0
        # Proposed as it was asked: what differs is corrected by a person.
        self.create(
            {
                "company_id": company.id,
                "identifier": row.identifier,
                "untaxed": untaxed,
                "tax": company.currency_id.round(total - untaxed),
                "net": row.net or 0.0,
                **values,
            }
        )

    @api.model
    def _works_draft_values(self, row):
        """Return what a row tells of a draft, as fields; what it leaves out is none."""
        date = row.status_date or fields.Datetime.now()
        said = {
            "number": row.number,
            "supplier_siret": row.supplier,
            "market": row.market,
            "dossier": row.dossier,
            "date": row.deposit_date or row.invoice_date,
            "asked_untaxed": row.untaxed,
            "asked_total": row.amount,
            "asked_net": row.net,
        }
        return {
            **told(said),
            "framework": row.framework_code,
            "status": row.status,
            "status_date": date.replace(microsecond=0),
            "waiting": True,
        }

    def action_refresh(self):
        """Button *Read Chorus Pro*: what the scheduled action reads each hour."""
        return read_now(
            self,
            self.sudo()._works_refresh,
            lambda count: self.env._("%(count)s draft(s) wait for you.", count=count),
        )


class ChorusValidation(models.Model):
    _inherit = "chorus.validation"

    @api.model
    def _chorus_refresh(self, company):
        # EXTENDS 'chorus_pro_connector': read in the same round.
        result = super()._chorus_refresh(company)
        if company.chorus_works_manages:
            try:
                self.env["chorus.works.received"]._works_refresh(company)
            except errors.PortalError as error:
                # What waits for the validator was read, and stays; its button says why.
                _logger.info("Drafts of company %s not read: %s", company.id, error)
        return result
