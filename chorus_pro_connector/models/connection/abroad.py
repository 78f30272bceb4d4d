# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A company outside France sees nothing of Chorus Pro: no setting, column nor menu."""

from odoo import api, models

from ...chorus.identifiers import TERRITORIES

# Country codes (ISO 3166-1) of France and of its territories overseas; no number of
# Wallis and Futuna is known, which is France all the same.
FRANCE = frozenset((*TERRITORIES, "WF"))
# Word in the name, the id or the class of all that is ours in a screen.
OURS = "chorus"
METHOD = "chorus_pro"  # of sending


class ResCompany(models.Model):
    _inherit = "res.company"

    def _chorus_abroad(self):
        """Tell whether all of these are outside France. One whose country nobody gave
        is not."""
        countries = self.sudo().country_id.mapped("code")
        given = all(company.country_id for company in self.sudo())
        return bool(self) and given and FRANCE.isdisjoint(countries)

    def _chorus_stays_out(self):
        """Tell whether none of these sends by Chorus Pro, or will: the portal takes
        suppliers from abroad too, once somebody has given their credentials."""
        configured = any(company._chorus_is_configured() for company in self.sudo())
        return self._chorus_abroad() and not configured

    def cache_invalidation_fields(self):
        # EXTENDS 'base': menus are remembered for each user.
        return super().cache_invalidation_fields() | {"country_id", "partner_id"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        # EXTENDS 'base': the country of a company is its contact's.
        result = super().write(vals)
        if "country_id" in vals and self.sudo().ref_company_ids:
            self.env.registry.clear_cache()
        return result


class ChorusAbroad(models.AbstractModel):
    """Screens of a model of Odoo's that say nothing of Chorus Pro where none of the
    companies at work is French."""

    _name = "chorus.abroad"
    _description = "Chorus Pro outside France"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return key + (self.env.companies._chorus_abroad(),)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if self.env.companies._chorus_abroad():
            hide(arch)
        return arch, view


def hide(arch):
    """Hide what is ours in the architecture of a view, and leave what others read.

    :param arch: lxml element, changed in place
    """
    for node in list(arch.iter("*")):
        said = " ".join(node.get(name, "") for name in ("name", "id", "class"))
        if OURS not in said or node is arch:
            continue
        if arch.tag == "search":
            node.getparent().remove(node)
        elif node.getparent().tag == "list" and node.tag == "field":
            # A decoration may still read it.
            node.set("column_invisible", "True")
        else:
            node.set("invisible", "True")


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "chorus.abroad"]


class Partner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "chorus.abroad"]

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        # EXTENDS 'base': nor is Chorus Pro a sending method to choose.
        result = super().fields_get(allfields, attributes)
        method = result.get("invoice_sending_method", {})
        if "selection" in method and self.env.companies._chorus_stays_out():
            method["selection"] = [
                row for row in method["selection"] if row[0] != METHOD
            ]
        return result


class AccountJournal(models.Model):
    _name = "account.journal"
    _inherit = ["account.journal", "chorus.abroad"]


class ResConfigSettings(models.TransientModel):
    _name = "res.config.settings"
    _inherit = ["res.config.settings", "chorus.abroad"]


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        # EXTENDS 'base'. Menus are a user's, whatever company they look at.
        hidden = super()._load_menus_blacklist()
        if self.env.user.company_ids._chorus_abroad():
            return [*hidden, *self._chorus_menus()]
        return hidden

    def _chorus_menus(self):
        """Return the ids of the menus of this addon and of those that rest on it."""
        names = self.env["ir.model.data"].sudo()
        ours = [("model", "=", "ir.ui.menu"), ("module", "=like", "chorus_pro_%")]
        return names.search(ours).mapped("res_id")
