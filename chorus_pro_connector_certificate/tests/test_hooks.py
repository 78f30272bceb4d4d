# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, tagged

from odoo.addons.chorus_pro_connector.tests.hooks_case import HooksMixin


@tagged("post_install", "-at_install")
class TestCertificateHooks(HooksMixin, TransactionCase):
    addon = "chorus_pro_connector_certificate"

    def test_every_column_is_known(self):
        self.check_every_column_is_known()
