# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules about the certificate: dates and passwords are looked at when it matters."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from odoo.addons.chorus_pro_connector.models.file.account_move_file import PRINTED
from odoo.addons.chorus_pro_connector.models.rule import DANGER, WARNING, rule

_lt = LazyTranslate(__name__)

FIELD = "chorus_certificate_id"
# How long before its end a certificate is told about.
NOTICE = timedelta(days=30)
# The rule of the portal behind all of these.
NUMBER = "portal.md §2.5"


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_signer(self):
        """Return the certificate that is to sign this invoice; often empty."""
        certificate = self.company_id._chorus_certificate()
        printed = self._chorus_file_format() in PRINTED
        return certificate if printed else certificate.browse()

    def _chorus_broken_certificate(self, trouble, date=None):
        """Return the values of a sentence when ``trouble`` is what is wrong."""
        certificate = self._chorus_signer()
        if not certificate or certificate._chorus_trouble() != trouble:
            return None
        values = {"certificate": certificate.display_name}
        if date:
            values["date"] = format_date(self.env, certificate[date])
        return values

    @rule(
        "certificate_unreadable",
        DANGER,
        FIELD,
        "settings",
        _lt(
            "The certificate “%(certificate)s”, which signs the invoices, cannot be "
            "read: an administrator types its password again, or chooses another one "
            "in the Chorus Pro settings."
        ),
        number=NUMBER,
        live=True,
    )
    def _chorus_check_certificate_unreadable(self):
        return self._chorus_broken_certificate("unreadable")

    @rule(
        "certificate_keyless",
        DANGER,
        FIELD,
        "settings",
        _lt(
            "The certificate “%(certificate)s”, which signs the invoices, has no "
            "private key: an administrator adds the key to it, or chooses another one "
            "in the Chorus Pro settings."
        ),
        number=NUMBER,
        live=True,
    )
    def _chorus_check_certificate_keyless(self):
        return self._chorus_broken_certificate("keyless")

    @rule(
        "certificate_early",
        DANGER,
        FIELD,
        "settings",
        _lt(
            "The certificate “%(certificate)s”, which signs the invoices, is valid "
            "from %(date)s only: an administrator chooses another one in the Chorus "
            "Pro settings."
        ),
        number=NUMBER,
        live=True,
    )
    def _chorus_check_certificate_early(self):
        return self._chorus_broken_certificate("early", "date_start")

    @rule(
        "certificate_expired",
        DANGER,
        FIELD,
        "settings",
        _lt(
            "The certificate “%(certificate)s”, which signs the invoices, expired on "
            "%(date)s: an administrator chooses another one in the Chorus Pro settings."
        ),
        number=NUMBER,
        live=True,
    )
    def _chorus_check_certificate_expired(self):
        return self._chorus_broken_certificate("expired", "date_end")

    @rule(
        "certificate_expiring",
        WARNING,
        FIELD,
        "settings",
        _lt(
            "The certificate “%(certificate)s”, which signs the invoices, expires on "
            "%(date)s: an administrator prepares the next one."
        ),
        number=NUMBER,
        live=True,
    )
    def _chorus_check_certificate_expiring(self):
        certificate = self._chorus_signer()
        if not certificate or certificate._chorus_trouble():
            return None
        if certificate.date_end - fields.Datetime.now() > NOTICE:
            return None
        return {
            "certificate": certificate.display_name,
            "date": format_date(self.env, certificate.date_end),
        }
