# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from collections import defaultdict
from datetime import timedelta

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from ...chorus import errors
from ...chorus.codes import INVOICE_STATUSES, TERMINAL_WITHOUT_PAYMENT
from ...chorus.portal.changes import Missing, Reader
from ..connection.clock import possible

_logger = logging.getLogger(__name__)

# The portal stamps a change before the search shows it.
SEARCH_OVERLAP = timedelta(hours=1)
# The first search of a company looks back this far.
FIRST_SEARCH = timedelta(days=60)
# More than that is not worth noting one by one: everything is asked for again.
MOST_MISSING = 50
# Invoices of one transaction.
TOGETHER = 20
# Errors after which no other call of this run can succeed.
HOPELESS = (errors.PausedError, errors.CredentialsError, errors.WaitError)


class AccountMove(models.Model):
    _inherit = "account.move"

    # === Following: one search for each company (architecture.md §6) ===
    #
    # Nothing is asked about an invoice that has not changed. What a run could not read
    # is kept on the company (``chorus_status_missing``); the next one asks again:
    # {"pages": rows of a search (chorus/portal/changes.py), "histories": identifiers}

    @api.model
    def _chorus_followed_domain(self):
        """Select the invoices whose status may still change (architecture.md §6).

        The others are not a reason to ask; should one change all the same, the search
        made for these shows it.
        """
        terminal = [code for code, row in INVOICE_STATUSES.items() if row.terminal]
        silent = Domain("chorus_status", "in", list(TERMINAL_WITHOUT_PAYMENT)) & Domain(
            "commercial_partner_id.chorus_payment_not_reported", "=", True
        )
        return (
            Domain("chorus_identifier", "!=", False)
            & Domain("chorus_status", "not in", terminal)
            & ~silent
        )

    @api.model
    def _chorus_refresh_statuses(self, company):
        """Read every change since the last success, and the history of each.

        :return: number of invoices that changed
        :raise PortalError: nothing could be read; the next run asks for it again
        """
        started = fields.Datetime.now()
        since = possible(company.chorus_last_status_search) or started - FIRST_SEARCH
        kept = company.sudo().chorus_status_missing or {}
        with company._chorus_client() as portal:
            reader = Reader(portal.changed_invoices, started)
            if not reader.read(since - SEARCH_OVERLAP):
                raise reader.error
            # Ours may be ahead of the portal's clock, by which changes are stamped.
            started = min(started, portal.now().replace(microsecond=0))
            for page in kept.get("pages", ()):
                reader.read_again(Missing.load(page))
            changed, missing = self._chorus_take_changes(
                company, portal, reader.rows, kept.get("histories", ())
            )
        if missing is not None:
            self._chorus_mark_read(company, started, reader.missing, missing)
        return changed

    @api.model
    def _chorus_mark_read(self, company, until, pages, histories):
        """Write down up to where the changes were read, and what is missing in it."""
        if len(pages) > MOST_MISSING:
            until, pages = min(page.since for page in pages), []
        missing = {"pages": [page.dump() for page in pages], "histories": histories}
        company.sudo().write(
            {
                "chorus_last_status_search": until,
                "chorus_status_missing": missing if pages or histories else False,
            }
        )

    @api.model
    def _chorus_take_changes(self, company, portal, rows, identifiers):
        """Read the history of every invoice that has news.

        :param rows: {portal identifier: :class:`~..chorus.answers.FoundInvoice`}
        :param identifiers: invoices whose history is owed since an earlier run
        :return: (number of invoices that changed, identifiers whose history is
            missing); None for the latter when the run had to stop on the way
        """
        moves = self._chorus_by_identifier(company, [*rows, *identifiers])
        rows = {
            identifier: row
            for identifier, row in rows.items()
            if identifier in moves and moves[identifier]._chorus_is_row_of(row)
        }
        news = [
            move.id
            for identifier, move in moves.items()
            if identifier in identifiers
            or (identifier in rows and move._chorus_has_news(rows[identifier]))
        ]
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(news))
        changed, missing = 0, []
        for ids in split_every(TOGETHER, news):
            tried = self.browse(ids)._chorus_refresh_some(portal, rows)
            missing += [identifier for identifier, error in tried.items() if error]
            changed += len(tried)
            hopeless = any(isinstance(error, HOPELESS) for error in tried.values())
            if not progress._commit_progress(len(ids)) or hopeless:
                return changed, None
        return changed, missing

    def _chorus_refresh_some(self, portal, rows):
        """Read the histories of these invoices in one transaction, or each in its own.

        A commit empties Odoo's memory, and what twenty invoices share is read twenty
        times; but one that fails must not take the others along.

        :return: {identifier: None, or the error why its history is still missing}, for
            those that were tried
        """
        try:
            return self._chorus_refresh_each(portal, rows)
        except Exception as error:
            self.env.cr.rollback()
            if len(self) == 1:
                return {self.chorus_identifier: self._chorus_tell_failure(error)}
        tried = {}
        for number in self.ids:
            tried |= self.browse(number)._chorus_refresh_some(portal, rows)
            self.env["ir.cron"]._commit_progress()
        return tried

    def _chorus_refresh_each(self, portal, rows):
        tried = {}
        for move in self:
            identifier = move.chorus_identifier
            if not identifier:
                # Its deposit was given up since the search: nothing is read of it.
                continue
            told = move._chorus_in_their_language()
            error = told._chorus_refresh_status(portal, rows.get(identifier))
            tried[identifier] = error
            if isinstance(error, HOPELESS):
                break
        # What somebody else is editing shows now, not at the commit.
        self.env.flush_all()
        return tried

    def _chorus_in_their_language(self):
        """Return the invoice in the language of who is in charge of it: what the
        scheduled action writes into the chatter is for people."""
        self.ensure_one()
        people = self.invoice_user_id | self.sudo().chorus_flow_id.create_uid
        # Odoo's own user is archived, and speaks English everywhere.
        languages = [user.lang for user in people if user.active]
        languages += [self.company_id.partner_id.lang, self.env.lang]
        return self.with_context(lang=next(filter(None, languages), None))

    def _chorus_tell_failure(self, error):
        if isinstance(error, SerializationFailure | LockNotAvailable):
            _logger.info("Invoice %s is in other hands", self.id)
        else:
            _logger.error("Status of invoice %s not read", self.id, exc_info=error)
        return error

    def _chorus_by_identifier(self, company, identifiers):
        """Return {portal identifier: invoice} for those we know for sure."""
        holders = self._chorus_holders(identifiers)
        alone = {key: min(ids) for key, ids in holders.items() if len(ids) == 1}
        moves = self.browse(alone.values()).filtered(
            lambda move: move.company_id == company
        )
        return {move.chorus_identifier: move for move in moves}

    @api.model
    def _chorus_holders(self, identifiers):
        """Return {portal identifier: set of ids of the invoices that have it}.

        Of all companies: the portal counts the invoices of all its suppliers as one.
        """
        holders = defaultdict(set)
        if wanted := list(set(filter(None, identifiers))):
            found = self.sudo().search([("chorus_identifier", "in", wanted)])
            for move in found:
                holders[move.chorus_identifier].add(move.id)
        return holders

    def _chorus_is_row_of(self, row):
        """Tell whether a row of the portal's search speaks of this very invoice.

        :param row: :class:`~..chorus.answers.FoundInvoice`
        """
        self.ensure_one()
        supplier = self.company_id._chorus_own_siret()
        ours = row.supplier in ("", supplier) and (
            row.number == self.name
            or row.number in self.sudo().chorus_flow_line_ids.mapped("number")
        )
        if not ours:
            _logger.warning("Row of another invoice under %s: left", row.identifier)
        return ours

    def _chorus_has_news(self, row):
        """Compare with a row of the search; dates there have seconds."""
        date = row.status_date and row.status_date.replace(microsecond=0)
        known = self.chorus_status_date
        return (
            row.status != self.chorus_status
            or (date and (not known or date > known))
            or (row.comment and row.comment != self.chorus_status_comment)
        )

    def _chorus_refresh_status(self, portal, row):
        """Read one history; without it, at least the status that the search gave.

        :param row: :class:`~..chorus.answers.FoundInvoice`, or None when only the
            history was still owed
        :return: the error because of which the history is still missing, if any
        """
        try:
            self._chorus_read_history(portal, row)
        except errors.PortalError as error:
            _logger.warning("History of invoice %s not read: %s", self.id, error)
            if row and not self._chorus_is_ahead_of(row):
                self._chorus_write_status(row.status, row.status_date, row.comment)
            return error
        return None

    def _chorus_is_ahead_of(self, row):
        """Tell whether we know more than a row of a search made some time ago.

        Somebody may have answered since, and the portal told us what came of it.
        """
        date = row.status_date and row.status_date.replace(microsecond=0)
        return bool(date and self.chorus_status_date and date < self.chorus_status_date)
