# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import unicodedata
from itertools import islice

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..chorus import identifiers
from ..chorus.errors import PortalError
from ..chorus.portal import answers
from ..models.connection.res_company import BUTTON_PATIENCE

# More would not be read by anybody: the user is asked to be more precise.
SHOWN = 30
# Each row costs a call to know its town and what it demands.
DETAILED = 10


class ChorusDirectoryWizard(models.TransientModel):
    """Looks structures up in the directory: for a contact, or to make a new client."""

    _name = "chorus.directory.wizard"
    _description = "Search in the Chorus Pro directory"

    partner_id = fields.Many2one("res.partner", string="Contact")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        selection=[
            (identifiers.SIRET, "SIRET"),
            (identifiers.RIDET, "RIDET (New Caledonia)"),
            (identifiers.TAHITI, "Tahiti number (French Polynesia)"),
        ],
        string="Kind of number",
        required=True,
        default=identifiers.SIRET,
    )
    siret = fields.Char(
        string="Structure number", help="Blanks between the digits do no harm."
    )
    name = fields.Char()
    city = fields.Char(string="Town")
    warning = fields.Char(compute="_compute_warning", export_string_translation=False)
    existing_id = fields.Many2one(
        "res.partner", string="Already a client", compute="_compute_warning"
    )
    message = fields.Char(readonly=True, export_string_translation=False)
    line_ids = fields.One2many(
        comodel_name="chorus.directory.wizard.line",
        inverse_name="wizard_id",
        string="Structures found",
        readonly=True,
    )

    @api.depends("siret", "kind")
    def _compute_warning(self):
        for wizard in self:
            wizard.warning = wizard._number_warning()
            wizard.existing_id = not wizard.partner_id and (
                self.env["res.partner"]._chorus_find_by_number(wizard._number())
            )

    def _number(self):
        return identifiers.compact(self.siret).upper()

    def _number_warning(self):
        """Return what looks wrong with the number, or False; nothing is refused."""
        number = self._number()
        if not number or self.kind != identifiers.SIRET:
            return False
        found = identifiers.identify(identifiers.FRANCE, number)
        if found.problem == identifiers.SIREN_ONLY:
            return self.env._(
                "This is a SIREN (9 digits): type the name as well, and the "
                "establishments of that name are listed."
            )
        if found.problem:
            return self.env._("A SIRET has 14 digits.")
        if self.env["res.partner"]._chorus_key_is_wrong(number):
            return self.env._(
                "This SIRET does not pass the check of its key: make sure that it was "
                "typed correctly."
            )
        return False

    # === Search === #

    def action_search(self):
        """Button *Search*: list the structures that fit."""
        self.ensure_one()
        with self._portal() as portal:
            rows = self._search_rows(portal)
            lines = [
                self._line_values(portal, rank, row)
                for rank, row in enumerate(rows[:SHOWN])
            ]
        self.line_ids = [Command.clear(), *map(Command.create, lines)]
        self.message = self._result_message(len(rows))
        return self._reopen()

    def _portal(self):
        self.env["account.move"].check_access("write")
        self.company_id._chorus_check_mine()
        return _WordedPortal(self.company_id)

    def _search_rows(self, portal):
        """Return the first structures that fit, one more than are shown."""
        number = self._number()
        siren = self.kind == identifiers.SIRET and len(number) == 9 and number
        if number and not siren:
            criteria = {
                "identifiantStructure": number,
                "typeIdentifiantStructure": self.kind,
            }
            rows = portal.search_structures(page_size=SHOWN + 1, **criteria)
        else:
            rows = self._search_words(portal)
        fitting = (row for row in rows if not siren or row.siret.startswith(siren))
        return list(islice(fitting, SHOWN + 1))

    def _search_words(self, portal):
        """Search by name and town, as typed, then as registers write them."""
        name, city = (self.name or "").strip(), (self.city or "").strip()
        if not (name or city):
            raise UserError(
                self.env._("Type a number, or a name, or a town to search for.")
            )
        found = []
        for spell in (str, _register_spelling):
            criteria = {
                "raisonSocialeStructure": spell(name),
                "adresseVille": spell(city),
                "typeStructure": "PUBLIQUE",
            }
            criteria = {key: text for key, text in criteria.items() if text}
            rows = portal.search_structures(page_size=10 * SHOWN, **criteria)
            # A SIREN is looked for among more rows than are shown.
            if found := list(islice(rows, 10 * SHOWN)):
                break
        return found

    def _line_values(self, portal, rank, row):
        detailed = rank < DETAILED
        found = portal.structure(row) if detailed else row
        return {"detailed": detailed, "data": found._asdict() | _NO_DATE}

    def _result_message(self, count):
        if not count and self._number():
            return self.env._("Chorus Pro knows no structure under this number.")
        if not count:
            return self.env._(
                "Chorus Pro's directory has no public structure that fits: try fewer "
                "words, or the number."
            )
        if count > SHOWN:
            return self.env._(
                "More than %(count)s structures fit: add words, or the town.",
                count=SHOWN,
            )
        return False

    def _reopen(self):
        name = (
            self.env._("Search in Chorus Pro")
            if self.partner_id
            else self.env._("New public client")
        )
        return self._get_records_action(
            name=name, target="new", context={"dialog_size": "extra-large"}
        )

    # === Choosing === #

    def action_create_client(self):
        """Button *Create the client*: from its number alone, when only one fits."""
        self.ensure_one()
        if existing := self.existing_id:
            return self._open_existing(existing)
        action = self.action_search()
        if len(self.line_ids) != 1:
            return action
        if self.line_ids.state == "active":
            return self.line_ids.action_choose()
        self.message = self.env._(
            "%(name)s is no longer active in Chorus Pro and takes no invoice: ask the "
            "client which structure to bill.",
            name=self.line_ids.name,
        )
        return action

    def _open_existing(self, partner):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "%(name)s already has this number: here is its contact.",
                    name=partner.display_name,
                ),
                "next": partner._get_records_action(),
            },
        }

    def _take(self, line):
        """Fill the contact, or make one, from a structure; return the action."""
        partner = self.partner_id.commercial_partner_id
        if not partner:
            partner = self.env["res.partner"]._chorus_find_by_number(line.siret)
            if partner:
                return self._open_existing(partner)
        with self._portal() as portal:
            found = line._structure()
            if not line.detailed:
                found = portal.structure(found)
            partner = partner._chorus_fill(found)
            partner._chorus_read_services(portal, found)
        return partner._get_records_action(target="current")


class ChorusDirectoryWizardLine(models.TransientModel):
    """One structure found."""

    _name = "chorus.directory.wizard.line"
    _description = "Structure found in the Chorus Pro directory"

    wizard_id = fields.Many2one(
        "chorus.directory.wizard", required=True, index=True, ondelete="cascade"
    )
    # The fields of answers.Structure.
    data = fields.Json(readonly=True, export_string_translation=False)
    detailed = fields.Boolean(readonly=True, export_string_translation=False)
    name = fields.Char(compute="_compute_name")
    siret = fields.Char(string="Structure number", compute="_compute_name")
    city = fields.Char(string="Town", compute="_compute_name")
    state = fields.Selection(
        selection=[("active", "Active"), ("inactive", "Inactive")],
        compute="_compute_name",
    )
    demands = fields.Char(string="What it demands", compute="_compute_name")

    @api.depends("data")
    def _compute_name(self):
        for line in self:
            found = line._structure()
            line.name, line.siret = found.name, found.siret
            line.city = " ".join(filter(None, (found.zip, found.city)))
            line.state = "active" if found.active else "inactive"
            line.demands = line.detailed and line._demands(found)

    def _demands(self, found):
        partner = self.env["res.partner"]
        values = partner._chorus_all_values(found)
        # The state has its own column.
        return " ".join(partner.new(values)._chorus_directory_sentences()[1:])

    def _structure(self):
        return answers.Structure(**self.data)

    def action_choose(self):
        """Button *Choose*: this structure is the client."""
        self.ensure_one()
        return self.wizard_id._take(self)


class _WordedPortal:
    """An open client of the portal whose errors become words for the user."""

    def __init__(self, company):
        self._company = company
        self._portal = None

    def __enter__(self):
        try:
            self._portal = self._company._chorus_client(BUTTON_PATIENCE)
        except PortalError as error:
            raise self._worded(error) from error
        return self._portal

    def __exit__(self, kind, error, trace):
        self._portal.__exit__(None, None, None)
        if isinstance(error, PortalError):
            raise self._worded(error) from error

    def _worded(self, error):
        words = self._company.env["chorus.words"]
        return UserError(words._chorus_reading_sentence(error, self._company))


# The expiry of a password is only told of one's own structure, and is no text.
_NO_DATE = {"password_expiry": None}


def _register_spelling(text):
    """Write capitals without accents, as the national registers do."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).upper()
