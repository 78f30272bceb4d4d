# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The OCA modules beside an older version of ours, which adopted their flows: these are
set aside, and the report says what becomes of them."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    api.Environment(cr, SUPERUSER_ID, {})["chorus.takeover"]._chorus_begin()
