# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the OCA modules left acts no more, before our screens are read."""

from odoo.addons.chorus_pro_connector.models.takeover.set_aside import silence


def migrate(cr, version):
    silence(cr)
