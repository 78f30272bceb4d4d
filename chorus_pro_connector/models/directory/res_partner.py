# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...chorus.identifiers import compact

# Formats of a file, the first one for everybody who has not asked for another.
FORMATS = [
    ("facturx", "Factur-X (PDF and data)"),
    ("cii", "CII (data only)"),
    ("ubl", "UBL (data only)"),
    ("mixed", "Mixed (UBL with the PDF inside)"),
    ("pdf", "Plain PDF (safety net)"),
]
FORMAT_HELP = (
    "Factur-X suits everybody; choose another only when this client asks. Plain PDF is "
    "the last resort, for a client who refuses all files with data: the connector then "
    "types the data in beside the PDF, without the lines."
)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "chorus.own.fields"]

    invoice_sending_method = fields.Selection(
        selection_add=[("chorus_pro", "by Chorus Pro")]
    )

    # === On the contact: copied to each invoice === #
    chorus_service_id = fields.Many2one(
        comodel_name="chorus.service",
        string="Chorus Pro service",
        domain="[('partner_id', '=', commercial_partner_id)]",
        help="The service of the client that handles the invoices of this contact, for "
        "example COMPTA-7, as the directory lists it. Proposed on each of them.",
    )
    chorus_client_reference = fields.Char(
        string="Client reference",
        help="What this contact wants to read on its invoices, for example “Marchés "
        "2026”; it stands on their orders. Copied to each new invoice.",
    )

    # === On the structure: what the directory says === #
    chorus_service_ids = fields.One2many(
        comodel_name="chorus.service",
        inverse_name="partner_id",
        string="Services",
        help="The services of this client in the directory of Chorus Pro. “Check in "
        "Chorus Pro” reads them again.",
    )
    chorus_structure_id = fields.Char(
        string="Chorus Pro identifier", readonly=True, copy=False
    )
    chorus_structure_state = fields.Selection(
        selection=[("active", "Active"), ("inactive", "Inactive"), ("none", "Unknown")],
        string="Chorus Pro structure",
        readonly=True,
        copy=False,
        help="Only an active structure takes invoices. Read from the directory of "
        "Chorus Pro.",
    )
    chorus_service_required = fields.Boolean(
        string="Service compulsory",
        help="The client takes no invoice without the code of one of its services. "
        "Read from the directory of Chorus Pro.",
    )
    chorus_commitment_required = fields.Boolean(
        string="Commitment compulsory",
        help="The client takes no invoice without a commitment number (engagement "
        "juridique), which stands on its order. Read from the directory of "
        "Chorus Pro.",
    )
    chorus_service_or_commitment = fields.Boolean(
        string="Service or commitment compulsory",
        help="The client wants at least one of the two: the code of a service, or a "
        "commitment number. Read from the directory of Chorus Pro.",
    )
    chorus_payment_not_reported = fields.Boolean(
        string="Payments not reported",
        help="This structure does not tell Chorus Pro when it pays: the last status to "
        "expect is “Mandatée” or “Comptabilisée”.",
    )
    chorus_format = fields.Selection(
        selection=FORMATS,
        string="Format of the files",
        default=FORMATS[0][0],
        help=FORMAT_HELP,
    )
    chorus_works_only = fields.Boolean(
        string="Works invoices only",
        help="The client takes works invoices (factures de travaux) and no others. "
        "Read from the directory of Chorus Pro.",
    )
    chorus_works_authority = fields.Selection(
        selection=[("yes", "Yes"), ("no", "No")],
        string="Contracting authority of works",
        readonly=True,
        copy=False,
        help="Whether the directory of Chorus Pro marks this structure as one that "
        "orders works (maître d'ouvrage); empty: not read yet.",
    )
    chorus_checked = fields.Datetime(
        string="Last directory check",
        readonly=True,
        copy=False,
        help="When the directory of Chorus Pro was last read for this client; it is "
        "read again before sending.",
    )

    def _chorus_siret(self):
        """Return the identifier of the structure, without blanks; may be empty."""
        self.ensure_one()
        return compact(self.commercial_partner_id.company_registry)

    def _chorus_wanted_reference(self):
        """Return the reference that this client wants on its invoices, if any."""
        return (
            self.chorus_client_reference
            or self.commercial_partner_id.chorus_client_reference
        )

    def _chorus_default_service(self):
        """Return the service to propose for invoices to this contact, if one is sure.

        The contact's own service wins (the habit of one contact for each service);
        a structure itself has a service when its contacts name exactly one.
        """
        self.ensure_one()
        if self.chorus_service_id:
            return self.chorus_service_id
        structure = self.commercial_partner_id
        if structure.chorus_service_id:
            return structure.chorus_service_id
        services = structure.child_ids.chorus_service_id
        return services if len(services) == 1 else services.browse()
