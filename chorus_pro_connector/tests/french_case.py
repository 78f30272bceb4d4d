# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An accountant who works in French, in a real browser."""

LIST = "/odoo/action-account.action_move_out_invoice"


class InFrench:
    """Before a case of the sandbox: its clerk and its company speak French.

    ``tours``: how the names of its tours begin.
    """

    tours = "chorus_french"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        module = cls.env.ref("base.module_chorus_pro_connector")
        module._update_translations(["fr_FR"])
        cls.company.partner_id.sudo().lang = "fr_FR"

    def setUp(self):
        super().setUp()
        self.clerk.sudo().write({"password": "chorus_clerk", "lang": "fr_FR"})

    def tour(self, name, move=None, url=LIST):
        """Play a tour as the clerk, on the form of ``move`` or at ``url``."""
        url = f"{LIST}/{move.id}" if move else url
        self.start_tour(url, f"{self.tours}_{name}", login="chorus_clerk")
        self.env.invalidate_all()
