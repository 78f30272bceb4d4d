# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import os
from contextlib import contextmanager

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from ...chorus.errors import CopyError, PortalError
from ...chorus.identifiers import compact
from ...chorus.portal.client import PortalClient
from ...chorus.portal.credentials import Credentials
from ...chorus.portal.environments import ENVIRONMENTS, Environment

_logger = logging.getLogger(__name__)

# Field → key in odoo.conf and, in capitals, in the environment: nothing secret need be
# in the database (and so in its backups).
OVERRIDES = {
    "chorus_client_id": "chorus_pro_client_id",
    "chorus_client_secret": "chorus_pro_client_secret",
    "chorus_login": "chorus_pro_login",
    "chorus_password": "chorus_pro_password",
}

# Seconds for all calls of a button: a slow portal must not hold the page longer.
BUTTON_PATIENCE = 60


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "chorus.own.fields"]

    # === Which portal === #
    chorus_environment = fields.Selection(
        selection=[
            ("qualification", "Qualification (tests)"),
            ("production", "Production"),
            ("custom", "Own addresses"),
        ],
        string="Chorus Pro environment",
        default="qualification",
        required=True,
        copy=False,
    )
    # Whoever chooses where secrets are sent could have them sent to himself.
    chorus_oauth_url = fields.Char(
        string="Token address", groups="base.group_system", copy=False
    )
    chorus_api_url = fields.Char(
        string="API address", groups="base.group_system", copy=False
    )

    # === Credentials: administrators only, wiped from copies of the database === #
    chorus_client_id = fields.Char(
        string="PISTE client id", groups="base.group_system", copy=False
    )
    chorus_client_secret = fields.Char(
        string="PISTE client secret", groups="base.group_system", copy=False
    )
    chorus_login = fields.Char(
        string="Technical account", groups="base.group_system", copy=False
    )
    chorus_password = fields.Char(
        string="Technical account password", groups="base.group_system", copy=False
    )

    # === Watching the password === #
    chorus_referent_email = fields.Char(string="Referent e-mail", copy=False)
    chorus_password_expiry = fields.Date(string="Password expires on", copy=False)
    chorus_password_reminder = fields.Integer(
        string="Last reminder sent (days before expiry)",
        copy=False,
        readonly=True,
        export_string_translation=False,
    )

    # === How files are written === #
    chorus_legal_id = fields.Selection(
        selection=[("siret", "SIRET (14 digits)"), ("siren", "SIREN (9 digits)")],
        string="Legal identifier in the file",
        default="siret",
        required=True,
    )

    chorus_lots = fields.Boolean(
        string="Send several invoices in one file",
        help="Invoices that are sent together go in archives of up to 100, which need "
        "fewer calls; each is still accepted or rejected on its own.",
    )

    # === When they leave === #
    chorus_confirm = fields.Boolean(
        string="Ask before sending one invoice",
        help="A window shows the number, the client, the references and the amounts, "
        "as the portal does before a deposit. Several invoices always have theirs.",
    )
    chorus_delay = fields.Integer(
        string="Minutes before one invoice leaves",
        default=0,
        required=True,
        help="Until then the sending can be cancelled; 0 sends at once.",
    )
    chorus_delay_batch = fields.Integer(
        string="Minutes before a batch leaves",
        default=10,
        required=True,
        help="Until then the sending of each invoice, or of all, can be cancelled.",
    )

    _chorus_delays_positive = models.Constraint(
        "CHECK (chorus_delay >= 0 AND chorus_delay_batch >= 0)",
        "The delays before sending to Chorus Pro cannot be negative.",
    )

    # === Following === #
    chorus_last_status_search = fields.Datetime(
        string="Statuses read until", copy=False, readonly=True
    )
    # What lies before that moment and could not be read: see account_move_follow.py.
    chorus_status_missing = fields.Json(
        copy=False, readonly=True, export_string_translation=False
    )

    def _chorus_own_pause(self):
        """Return what to tell users while calls are paused, else False."""
        self.ensure_one()
        pause = self.env["chorus.outage"]._chorus_pause_of(self)
        return pause and self.env["chorus.words"]._chorus_pause_sentence(*pause)

    # The portal's own key of the supplier, and the SIRET it was asked for.
    chorus_portal_identifier = fields.Char(
        copy=False, readonly=True, export_string_translation=False
    )
    chorus_portal_siret = fields.Char(
        groups="base.group_system",
        copy=False,
        readonly=True,
        export_string_translation=False,
    )

    def _chorus_check_mine(self):
        """Refuse a company in which the user does not work: a window may name any, and
        what follows uses its account, past the rules between companies.

        :raise UserError: it is not one of the user's
        """
        if self - self.env.user.company_ids:
            raise UserError(self.env._("Choose one of your own companies."))

    def _chorus_own_siret(self):
        """Return the SIRET of this company, without blanks; may be empty."""
        self.ensure_one()
        return compact(self.partner_id.commercial_partner_id.company_registry)

    def _chorus_portal_identifier(self, portal):
        """Return the portal's key of this company, asked once; None without one.

        :param portal: open :class:`~..chorus.client.PortalClient`
        """
        self.ensure_one()
        siret = self._chorus_own_siret()
        origin = f"{siret} {self._chorus_urls().api_url}"
        if self.sudo().chorus_portal_siret != origin:
            keys = [row[0] for row in portal.my_structures() if row[1] == siret]
            if not keys:
                return None
            self.sudo().write(
                {"chorus_portal_identifier": keys[0], "chorus_portal_siret": origin}
            )
        return self.chorus_portal_identifier

    def _chorus_is_configured(self):
        """Tell whether this company can talk to the portal at all."""
        self.ensure_one()
        return all(self._chorus_credentials())

    def _chorus_urls(self):
        """Return the :class:`Environment` in force, empty strings when incomplete."""
        self.ensure_one()
        company = self.sudo()
        return ENVIRONMENTS.get(company.chorus_environment) or Environment(
            (company.chorus_oauth_url or "").strip(),
            (company.chorus_api_url or "").strip().rstrip("/"),
        )

    def _chorus_credentials(self):
        """Return the :class:`Credentials`; the one place where secrets are read."""
        self.ensure_one()
        company = self.sudo()
        values = {
            field.removeprefix("chorus_"): self._chorus_override(key)
            or company[field]
            or ""
            for field, key in OVERRIDES.items()
        }
        return Credentials(**self._chorus_urls()._asdict(), **values)

    def _chorus_override(self, key):
        """Return a setting given outside the database.

        ``key_<company id>`` is for that company; ``key``, which names none, is for the
        first company of the database, lest another one sends under its account.
        """
        self.ensure_one()
        if own := _given_outside(f"{key}_{self.id}"):
            return own
        # Most give none: they are not asked for the first company at each call.
        given = _given_outside(key)
        return given if given and self._chorus_is_first() else None

    def _chorus_is_first(self):
        """Tell whether this is the oldest company; archived ones count, so that it does
        not become another one by itself."""
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return self == companies.search([], order="id", limit=1)

    def _chorus_unnamed_override(self, field):
        """Return the key given outside that would serve, if it named this company."""
        key = OVERRIDES.get(field)
        return key if key and _given_outside(key) else None

    def _chorus_client(self, patience=None, fresh=False):
        """The one factory of clients: ``with company._chorus_client() as portal``.

        :param patience: seconds for all calls together, where somebody waits
        :param fresh: ask PISTE for a token of one's own, as if nothing had worked yet,
            and call even while calls are paused
        :raise CopyError: production, from a copy of the real database
        :raise CredentialsError: layer ``settings`` when something is missing
        """
        self.ensure_one()
        if self._chorus_is_copy():
            raise CopyError("")
        tokens = None if fresh else self.env["chorus.token"]._chorus_store(self)
        breaker = self.env["chorus.outage"]._chorus_breaker(self, insist=fresh)
        return PortalClient(
            self._chorus_credentials(), tokens, breaker, patience=patience
        )

    def _chorus_may_be_asked(self):
        """Tell whether scheduled actions ask the portal for this company; other rooms
        extend this."""
        return self._chorus_is_configured()

    def _chorus_in_turn(self, act):
        """Call ``act(company)`` for each that is configured and whose portal is not
        silent, as long as the scheduled action has time; a failure stops no other."""
        for company in self:
            paused = self.env["chorus.outage"]._chorus_paused_companies()
            if company in paused or not company._chorus_may_be_asked():
                continue
            with company._chorus_apart():
                act(company)
            if not self.env["ir.cron"]._commit_progress():
                return

    @contextmanager
    def _chorus_apart(self):
        """Run what scheduled actions do for one company; a failure stops no other."""
        self.ensure_one()
        try:
            yield
        except PortalError as error:
            self.env.cr.rollback()
            _logger.warning("Chorus Pro of company %s: %s", self.id, error)
        except Exception:
            self.env.cr.rollback()
            _logger.exception("Chorus Pro of company %s: failed", self.id)


def _given_outside(name):
    return os.environ.get(name.upper()) or config.get(name)
