# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pieces of others in our invoicing files, as the portal's one search gives them."""

import logging

from odoo import api, fields, models

from odoo.addons.chorus_pro_connector.chorus.codes import invoice_status
from odoo.addons.chorus_pro_connector.chorus.portal.values import told
from odoo.addons.chorus_pro_connector.models.clock.account_move_clock import french_day
from odoo.addons.chorus_pro_connector.models.connection.apart import each_apart

from . import holders

_logger = logging.getLogger(__name__)


class ChorusWorksPiece(models.Model):
    _inherit = "chorus.works.piece"

    identifier = fields.Char(
        index="btree_not_null",
        help="The portal's number of a piece that is no invoice.",
    )
    portal_status = fields.Char(string="Status code")
    portal_status_date = fields.Datetime(string="Status since")
    portal_comment = fields.Text(string="Reason")
    # Its status goes on, and tells no longer when it arrived.
    date_received = fields.Date(
        string="Received on",
        help="The day on which Chorus Pro first showed it to whom it is for.",
    )
    status_code = fields.Char(compute="_compute_status", string="Code of the status")
    # Of an invoice as it says, of the others as the portal last said.
    chorus_status_label = fields.Char(compute="_compute_status", string="Status")
    chorus_status_date = fields.Datetime(compute="_compute_status", string="Since")
    date_asked = fields.Date(
        string="Interrupted on",
        help="The first day on which something was asked of whoever deposited it.",
    )

    _identifier_unique = models.UniqueIndex(
        "(company_id, identifier) WHERE identifier IS NOT NULL",
        "This piece of the portal is known already.",
    )

    @api.depends(
        "move_id.chorus_status",
        "move_id.chorus_status_date",
        "portal_status",
        "portal_status_date",
    )
    def _compute_status(self):
        for piece in self:
            move = piece.move_id
            code = move.chorus_status if move else piece.portal_status
            piece.status_code = code
            piece.chorus_status_label = code and invoice_status(code).label
            piece.chorus_status_date = (
                move.chorus_status_date if move else piece.portal_status_date
            )

    @api.model
    def _works_take_rows(self, company, rows):
        """Keep what a search says of pieces that are no invoice of ours.

        :param rows: {portal identifier: :class:`~..chorus.answers.FoundInvoice`}
        :return: pieces that are new or changed
        """
        moves = self.env["account.move"]._chorus_holders([*rows])
        others = {key: row for key, row in rows.items() if not moves.get(key)}
        if not others:
            return self.browse()
        own = self.sudo()
        known = own.search(
            [("company_id", "=", company.id), ("identifier", "in", [*others])]
        )
        by_identifier = {piece.identifier: piece for piece in known}
        changed = []

        def take(rows):
            for row in rows:
                piece = by_identifier.get(row.identifier) or own.browse()
                changed.extend(piece._works_take_row(company, row).ids)

        each_apart(self.env, [*others.values()], take)
        pieces = own.browse(changed).exists()
        pieces.market_id._works_pieces_changed()
        return pieces

    def _works_take_row(self, company, row):
        """Write one row down: on this piece, or on a new one.

        :return: the piece if it is new or changed, else nothing
        """
        framework = row.framework_code
        dossier = self.dossier_id or self._works_dossier_of(company, row)
        if framework not in dict(self._fields["framework"].selection) or not dossier:
            return self.browse()
        if row.market and row.market != dossier.market_id.number:
            # Of another market: what the portal says of it is told to nobody.
            _logger.warning("Piece %s names another market: left", row.identifier)
            return self.browse()
        values = self._works_row_values(row, framework)
        if not self:
            if self._works_is_ours_already(company, row, framework):
                return self.browse()
            return self.create(
                {
                    "market_id": dossier.market_id.id,
                    "dossier_id": dossier.id,
                    "identifier": row.identifier,
                    "number": row.number,
                    "depositor": holders.depositor(framework),
                    "previous_id": dossier._works_last_piece().id,
                    **values,
                }
            )
        before = self.portal_status_date
        if before and values["portal_status_date"] < before:
            # A status that goes back is an older answer.
            return self.browse()
        for name in ("date_received", "date_asked"):
            if self[name]:
                # The first time counts; it may come back to the same desk later.
                values.pop(name, None)
        news = {name: value for name, value in values.items() if self[name] != value}
        self.write(news)
        return self if news else self.browse()

    @api.model
    def _works_row_values(self, row, framework):
        """Return what a row says, as fields; what it leaves out is none of them."""
        date = row.status_date or fields.Datetime.now()
        arrived = row.status == holders.RECEIVED.get(framework)
        asked, day = row.status in holders.ASKED, french_day(row.status_date)
        said = {
            "date": row.deposit_date or row.invoice_date,
            "amount_untaxed": row.untaxed,
            "amount_total": row.amount,
            "amount_net": row.net,
        }
        return {
            **({"date_received": day} if arrived else {}),
            **({"date_asked": day} if asked else {}),
            **told(said),
            "framework": framework,
            "portal_status": row.status,
            "portal_status_date": date.replace(microsecond=0),
            "portal_comment": row.comment or False,
        }

    @api.model
    def _works_dossier_of(self, company, row):
        """Return the invoicing file of a row, also one that another party opened."""
        dossiers = self.env["chorus.works.dossier"].sudo()
        if not row.dossier:
            return dossiers.browse()
        domain = [("company_id", "=", company.id), ("number", "=", row.dossier)]
        if found := dossiers.search(domain, limit=1):
            return found
        markets = self.env["chorus.works.market"].sudo()
        market = markets.search(
            [("company_id", "=", company.id), ("number", "=", row.market or "-")]
        )
        if len(market) != 1 or row.supplier not in ("", company._chorus_own_siret()):
            return dossiers.browse()
        return dossiers._works_of(market, row.dossier)

    @api.model
    def _works_is_ours_already(self, company, row, framework):
        """Tell whether this is an invoice of ours whose deposit is still unread."""
        if holders.depositor(framework) != holders.US:
            return False
        domain = [
            ("company_id", "=", company.id),
            ("number", "=", row.number),
            ("depositor", "=", holders.US),
        ]
        return bool(self.sudo().search_count(domain, limit=1))


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    def _works_pieces_changed(self):
        """Hook: the portal said something new of pieces of these markets."""
