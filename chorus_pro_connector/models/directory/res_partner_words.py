# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...chorus import identifiers, rules


class ResPartner(models.Model):
    _inherit = "res.partner"

    # === What the directory says, in plain words === #

    chorus_directory_text = fields.Text(
        string="In short",
        compute="_compute_chorus_directory_text",
        help="What Chorus Pro's directory says of this client.",
    )
    chorus_identifier_warning = fields.Char(
        compute="_compute_chorus_identifier_warning", export_string_translation=False
    )

    @api.depends(
        "chorus_structure_state",
        "chorus_service_required",
        "chorus_commitment_required",
        "chorus_service_or_commitment",
        "chorus_payment_not_reported",
        "chorus_works_only",
    )
    @api.depends_context("lang")
    def _compute_chorus_directory_text(self):
        for partner in self:
            partner.chorus_directory_text = "\n".join(
                partner._chorus_directory_sentences()
            )

    def _chorus_directory_sentences(self):
        """Return what matters for an invoice, one sentence each."""
        self.ensure_one()
        state = self.chorus_structure_state
        if state == "none":
            return [self.env._("Chorus Pro knows no structure under this number.")]
        if not state:
            return []
        sentences = [
            self.env._("Active: it takes invoices.")
            if state == "active"
            else self.env._("No longer active: it takes no invoice any more.")
        ]
        if self.chorus_works_only:
            sentences.append(
                self.env._("It takes works invoices only (factures de travaux).")
            )
        sentences.append(self._chorus_demands_sentence())
        if self.chorus_payment_not_reported:
            sentences.append(
                self.env._(
                    "It does not tell Chorus Pro when it pays: the last status to "
                    "expect is “Mandatée” or “Comptabilisée”."
                )
            )
        return sentences

    def _chorus_demands_sentence(self):
        service, commitment = (
            self.chorus_service_required,
            self.chorus_commitment_required,
        )
        if self.chorus_service_or_commitment:
            return self.env._(
                "Each invoice needs a service code or a commitment number, at least "
                "one of the two."
            )
        if service and commitment:
            return self.env._(
                "Each invoice needs a service code and a commitment number."
            )
        if service:
            return self.env._("Each invoice needs a service code.")
        if commitment:
            return self.env._("Each invoice needs a commitment number.")
        return self.env._("It demands neither a service code nor a commitment number.")

    # === Its number === #

    @api.depends("company_registry", "country_id", "vat", "chorus_structure_state")
    @api.depends_context("lang")
    def _compute_chorus_identifier_warning(self):
        for partner in self:
            partner.chorus_identifier_warning = (
                partner._chorus_identifier_sentence()
                if partner.company_registry
                else False
            )

    def _chorus_identifier_sentence(self):
        """Return what is wrong with the number of the structure, or False."""
        self.ensure_one()
        structure = self.commercial_partner_id
        kind, value, problem = structure._chorus_identifier()
        name = structure.name or ""
        if problem == identifiers.SIREN_ONLY:
            return self.env._(
                "%(value)s is a SIREN (9 digits), and Chorus Pro wants the SIRET of "
                "the establishment (14 digits): find it with “Search in Chorus Pro”.",
                value=value,
            )
        if problem == identifiers.MISSING and kind == identifiers.SIRET:
            return self.env._(
                "%(name)s has no SIRET: type it in the tab “Chorus Pro” of the client, "
                "or find it there with “Search in Chorus Pro”.",
                name=name,
            )
        if problem and kind == identifiers.SIRET:
            return self.env._(
                "The SIRET of %(name)s must have 14 digits: correct it, or find it "
                "with “Search in Chorus Pro”.",
                name=name,
            )
        if problem:
            return self._chorus_foreign_sentence(kind, name)
        if kind == identifiers.SIRET and self._chorus_key_is_wrong(value):
            return self.env._(
                "The SIRET %(siret)s does not pass the check of its key: make sure "
                "that it was typed correctly.",
                siret=value,
            )
        return False

    def _chorus_foreign_sentence(self, kind, name):
        if kind == identifiers.RIDET:
            return self.env._(
                "The RIDET of %(name)s must have 9 or 10 characters: correct it in the "
                "tab “Chorus Pro” of the client.",
                name=name,
            )
        if kind == identifiers.TAHITI:
            return self.env._(
                "The Tahiti number of %(name)s must have 9 or 10 characters: correct "
                "it in the tab “Chorus Pro” of the client.",
                name=name,
            )
        return self.env._(
            "%(name)s has no valid VAT number (or number of its national register), of "
            "18 characters at most: type it on the contact.",
            name=name,
        )

    def _chorus_key_is_wrong(self, siret):
        # A number that the directory knows is right, whatever its key says.
        known = self.chorus_structure_state in ("active", "inactive")
        return not known and not rules.has_siret_key(siret)

    # === After a reading === #

    def _chorus_directory_notification(self):
        self.ensure_one()
        state = self.chorus_structure_state
        if state == "none":
            kind, message = (
                "danger",
                self.env._(
                    "Chorus Pro knows no structure under the number %(siret)s: check "
                    "it with the client.",
                    siret=self._chorus_identifier().value,
                ),
            )
        elif state == "inactive":
            kind, message = (
                "warning",
                self.env._(
                    "%(name)s is no longer active in Chorus Pro: ask the client which "
                    "structure to bill.",
                    name=self.name,
                ),
            )
        else:
            read = self.env._(
                "%(name)s: %(count)s services read in the Chorus Pro directory.",
                name=self.name,
                count=len(self.chorus_service_ids),
            )
            kind = "warning" if self.chorus_works_only else "success"
            message = " ".join([read, *self._chorus_directory_sentences()])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "sticky": kind != "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
