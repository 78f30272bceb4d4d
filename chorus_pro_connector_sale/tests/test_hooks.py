# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, tagged

from odoo.addons.chorus_pro_connector.tests.hooks_case import HooksMixin

from ..hooks import COLUMNS


@tagged("post_install", "-at_install")
class TestSaleHooks(HooksMixin, TransactionCase):
    addon = "chorus_pro_connector_sale"
    columns = COLUMNS

    def test_every_column_is_known(self):
        self.check_every_column_is_known()
