# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices that clients have already get their legal dates."""

from odoo import SUPERUSER_ID, api

from odoo.addons.chorus_pro_connector.models.clock.account_move_clock import COUNTED


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    moves = env["account.move"].search([("chorus_identifier", "!=", False)])
    for name in COUNTED:
        env.add_to_compute(moves._fields[name], moves)
    moves.flush_recordset(COUNTED)
