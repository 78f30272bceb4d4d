# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, api

from odoo.addons.chorus_pro_connector.models.states import OPEN_STATES


def migrate(cr, version):
    """Map the invoices that can still be corrected; of the others nothing is asked."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    moves = env["account.move"].with_context(active_test=False)
    waiting = moves.search([("chorus_state", "in", OPEN_STATES)])
    env.add_to_compute(moves._fields["chorus_content"], waiting)
    env.add_to_compute(moves._fields["chorus_state"], waiting)
    moves.flush_model()
