# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    # Up to where the histories were read; see ``chorus_forecast_refresh.py``.
    chorus_forecast_date = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )
    chorus_forecast_event = fields.Integer(
        readonly=True, copy=False, export_string_translation=False
    )
    # Curves of all clients together (chorus/forecast/forecast.py).
    chorus_forecast_curves = fields.Json(
        readonly=True, copy=False, export_string_translation=False
    )
