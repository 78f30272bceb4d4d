# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from odoo import api, fields, models

from ...chorus import errors
from ..connection.clock import SKEW, possible

_logger = logging.getLogger(__name__)

# What the directory said is good for this long when an invoice is sent.
FRESH = timedelta(days=7)
# Seconds for a whole reading: an invoice does not wait for a directory that hangs.
DIRECTORY_PATIENCE = 20
# The weekly reading goes on where it stopped, but does not begin again.
JUST_READ = timedelta(days=1)
# After so many clients in a row without any answer, the portal is down for all.
GIVE_UP = 3


class ResPartner(models.Model):
    _inherit = "res.partner"

    # === Keeping the directory fresh === #

    def _chorus_is_stale(self):
        """Tell whether what the directory said is too old to send an invoice on it."""
        self.ensure_one()
        recent = fields.Datetime.now() - FRESH
        checked = possible(self.chorus_checked)
        if checked and checked > recent:
            return False
        return not self._chorus_identifier().problem

    def _chorus_refresh_if_old(self, company):
        """Before sending: read the directory again when the last time is too long ago.

        :return: None, or the sentence of the failure; what is known then stays
        """
        self.ensure_one()
        if not self._chorus_is_stale():
            return None
        if not self.sudo().try_lock_for_update(allow_referencing=True):
            # Several invoices of one client leave together: one reading is enough.
            return None
        try:
            with company._chorus_client(DIRECTORY_PATIENCE) as portal:
                self._chorus_read_directory(portal)
        except errors.PortalError as error:
            _logger.warning("Directory of %s not read: %s", self.id, error)
            return self.env["chorus.words"]._chorus_reading_sentence(error, company)
        return None

    @api.model
    def _cron_chorus_refresh_directory(self):
        """Weekly: read the directory again for the clients in use."""
        # No domain finds those with credentials: they may stand outside the database.
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        for company in companies:
            with company._chorus_apart():
                if not self._chorus_refresh_clients(company):
                    return

    @api.model
    def _chorus_refresh_clients(self, company):
        """Read the clients in use of one company; see :meth:`_chorus_refresh_all`."""
        if not company._chorus_may_be_asked():
            return True
        return self._chorus_clients_in_use(company)._chorus_refresh_all(company)

    def _chorus_refresh_all(self, company):
        """Read these clients one by one, each in a transaction of its own.

        :return: False when the time of the scheduled action is over
        """
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(self))
        silent = 0
        with company._chorus_client() as portal:
            for client in self:
                failure = client._chorus_refresh_client(portal)
                if not progress._commit_progress(1):
                    return False
                silent = silent + 1 if _is_silence(failure) else 0
                if silent == GIVE_UP or _is_final(failure):
                    # The same would happen to all the others: they wait a week, or
                    # until an invoice leaves.
                    progress._commit_progress(remaining=0)
                    break
        return True

    def _chorus_refresh_client(self, portal):
        """Read one client; return the error, if any, after undoing what it left."""
        self.ensure_one()
        try:
            if self.exists():
                self._chorus_read_directory(portal)
        except errors.PortalError as error:
            self.env.cr.rollback()
            _logger.warning("Directory of %s not read: %s", self.id, error)
            return error
        except Exception as error:
            # Whatever is wrong with one client, the others are read.
            self.env.cr.rollback()
            _logger.exception("Directory of %s not read", self.id)
            return error
        return None

    @api.model
    def _chorus_clients_in_use(self, company):
        """Return the Chorus Pro clients of ``company`` that are due, oldest first."""
        limit = fields.Datetime.now() - JUST_READ
        clients = self.with_company(company).search(
            [
                ("is_company", "=", True),
                ("company_id", "in", (False, company.id)),
                ("invoice_sending_method", "=", "chorus_pro"),
                "|",
                "|",
                ("chorus_checked", "=", False),
                ("chorus_checked", "<", limit),
                ("chorus_checked", ">", fields.Datetime.now() + SKEW),
            ],
            order="chorus_checked NULLS FIRST, id",
        )
        return clients.filtered(lambda client: not client._chorus_identifier().problem)


def _is_silence(error):
    return isinstance(error, errors.UnavailableError)


def _is_final(error):
    """Tell whether every further call of the company would fail alike."""
    return isinstance(
        error, (errors.CredentialsError, errors.WaitError, errors.PausedError)
    )
