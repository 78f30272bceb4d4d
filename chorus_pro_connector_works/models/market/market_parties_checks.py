# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Parties that Chorus Pro would not take: missing, inactive, not entitled to works."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.chorus_pro_connector.chorus.errors import PortalError

PATIENCE = 20  # seconds that somebody waits for all parties


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    def _works_party_names(self):
        """Return (parties that this market needs, those that it may have)."""
        needed = ["client_id"]
        if not self.is_private and self.role in ("holder", "representative"):
            needed.append("moe_id")
        if self.role in ("joint_contractor", "subcontractor"):
            needed.append("holder_id")
        others = ("client_id", "payer_id", "moe_id", "holder_id")
        return needed, [name for name in others if name not in needed]

    def _works_party_problem(self):
        """Return one sentence on the first party that keeps a market back."""
        self.ensure_one()
        needed, others = self._works_party_names()
        for name in needed:
            if not self[name]:
                label = self._fields[name]._description_string(self.env)
                return self.env._("Fill in “%(field)s”.", field=label)
        return next(self._works_structure_problems((*needed, *others)), None)

    def _works_structure_problems(self, names):
        """Yield a sentence on each named party that the portal would not take."""
        for name in names:
            party = self[name].commercial_partner_id
            if not party or self.is_private:
                continue
            label = self._fields[name]._description_string(self.env)
            if problem := self._works_structure_problem(party, label):
                yield problem

    def _works_structure_problem(self, party, label):
        words = {"field": label, "name": party.name}
        if not party.active or party.chorus_structure_state == "inactive":
            return self.env._(
                "“%(field)s”: %(name)s is inactive on Chorus Pro, choose the structure "
                "that replaced it.",
                **words,
            )
        if not party._chorus_siret():
            return self.env._(
                "“%(field)s”: %(name)s has no SIRET, type it on its form.", **words
            )
        if party.chorus_structure_state == "none":
            return self.env._(
                "“%(field)s”: Chorus Pro knows no structure under the SIRET of "
                "%(name)s, correct it or have the structure created there.",
                **words,
            )
        return None

    # === Entitled to works === #

    def _works_party_warnings(self):
        """Yield what the form says of the parties while the market is open."""
        self.ensure_one()
        if self.state in ("closed", "terminated") or not self._origin:
            return
        if self.state == "draft" and (problem := self._works_party_problem()):
            yield problem
        else:
            needed, others = self._works_party_names()
            yield from self._works_structure_problems((*needed, *others))
        if not self.is_private:
            yield from self._works_entitlement_warnings()

    def _works_entitlement_warnings(self):
        client = self.client_id.commercial_partner_id
        if client.chorus_works_authority == "no":
            label = self._fields["client_id"]._description_string(self.env)
            yield self.env._(
                "“%(field)s”: Chorus Pro does not mark %(name)s as a contracting "
                "authority of works, ask it before the first statement.",
                field=label,
                name=client.name,
            )
        if not self.company_id._chorus_works_entitled():
            yield self.env._(
                "Chorus Pro does not list %(company)s among the structures entitled to "
                "works invoices: ask for it on the portal, then read its lists again "
                "in the works mapping.",
                company=self.company_id.name,
            )

    def action_check_parties(self):
        """Button *Check in Chorus Pro*: read each party in the directory.

        :raise UserError: the portal does not answer; what was read is kept
        """
        self.ensure_one()
        self.check_access("write")
        needed, others = self._works_party_names()
        parties = self.env["res.partner"]
        for name in (*needed, *others):
            parties |= self[name].commercial_partner_id
        parties = parties.filtered(lambda party: not party._chorus_identifier().problem)
        company = self.company_id
        try:
            with company._chorus_client(PATIENCE) as portal:
                for party in parties:
                    party._chorus_read_directory(portal)
        except PortalError as error:
            words = self.env["chorus.words"]
            raise UserError(words._chorus_reading_sentence(error, company)) from error
        problems = list(self._works_party_warnings())
        told = self.env._("All parties take works invoices.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if problems else "success",
                "message": "\n".join(problems) or told,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


class ResCompany(models.Model):
    _inherit = "res.company"

    def _chorus_works_entitled(self):
        """Tell whether the portal lists this company as entitled to works.

        A list that was never read says nothing.
        """
        self.ensure_one()
        options = self.env["chorus.works.mapping.option"].sudo()
        listed = options.search(
            [
                ("group", "=", "structure"),
                ("company_id", "=", self.id),
                ("listed", "=", True),
            ]
        )
        return not listed or self._chorus_own_siret() in listed.mapped("code")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _chorus_is_private_party(self):
        # EXTENDS 'chorus_pro_connector': who verifies or validates is often a company.
        domain = Domain.OR(
            Domain(f"{name}.commercial_partner_id", "=", self.commercial_partner_id.id)
            for name in ("moe_id", "holder_id")
        )
        markets = self.env["chorus.works.market"].sudo()
        return bool(markets.search_count(domain, limit=1)) or (
            super()._chorus_is_private_party()
        )
