# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two contacts of one structure become one: its services too.

Odoo moves what belongs to a contact, and deletes all of it when one row collides, as
the services of two contacts of the same town do.
"""

from odoo import api, models

from ..connection.own_fields import OWN_FIELDS

# What the directory said of a service; one that was typed by hand lacks it.
READ = ("name", "identifier", "commitment_required", "demands_known")


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # EXTENDS 'base'
        self._chorus_merge_services(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        # EXTENDS 'base', which writes as the user what either contact has. What the
        # directory said of the contact that stays remains; of the other, it is asked
        # again.
        protected = OWN_FIELDS["res.partner"]
        kept = {name: dst_partner[name] for name in protected}
        read = (src_partners + dst_partner).filtered(
            lambda partner: any(partner[name] for name in protected)
        )
        read.sudo().write(dict.fromkeys(protected, False))
        result = super()._update_values(src_partners, dst_partner)
        if any(kept.values()):
            dst_partner.sudo().write(kept)
        return result

    @api.model
    def _chorus_merge_services(self, sources, target):
        """Give the services of ``sources`` to ``target``, one for each code."""
        # Whoever may merge contacts need not be allowed to write on services.
        services = self.env["chorus.service"].sudo().with_context(active_test=False)
        kept = {
            service.code: service
            for service in services.search([("partner_id", "=", target.id)])
        }
        for service in services.search([("partner_id", "in", sources.ids)]):
            twin = kept.setdefault(service.code, service)
            if twin == service:
                service.partner_id = target
            else:
                self._chorus_merge_service(service, twin)

    @api.model
    def _chorus_merge_service(self, service, twin):
        """Put ``twin`` everywhere in the place of ``service``."""
        if service.identifier and not twin.identifier:
            twin.write({name: service[name] for name in READ})
        contacts = self.env["res.partner"].sudo().with_context(active_test=False)
        contacts = contacts.search([("chorus_service_id", "=", service.id)])
        contacts.chorus_service_id = twin
        service.unlink()
