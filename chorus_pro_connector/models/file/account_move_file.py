# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The file of an invoice: made in one place, never stale (architecture.md §4)."""

import base64
import hashlib
import json
import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...chorus import rules
from ...chorus.codes import FORMAT_SYNTAXES
from ...chorus.errors import FileError
from ..connection.kept_bytes import sha256, storing
from ..connection.once import TERMS, once
from ..connection.own_fields import OWN_FIELDS
from ..rule import RULES, problem

_logger = logging.getLogger(__name__)

# To be raised when the same invoice gives other bytes: stored files are then remade.
MAPPING_VERSION = 3

FACTURX, PDF, MIXED = "facturx", "pdf", "mixed"
# Format → beginning and extension of the name of its files.
FILE_NAMES = {
    FACTURX: ("factur-x", "pdf"),
    "cii": ("cii", "xml"),
    "ubl": ("ubl", "xml"),
    PDF: ("pdf", "pdf"),
    MIXED: ("ubl-mixte", "xml"),
}
# Formats that hold the printed invoice.
PRINTED = (FACTURX, PDF, MIXED)

# No line of the invoice depends on one of these.
APART_FROM_LINES = OWN_FIELDS["account.move"] | {"is_move_sent"}
# Key of the fingerprint under which the SHA-256 of the file itself is kept.
BYTES = "bytes"
# … and under which what signed it is, where something did.
SIGNATURE = "signature"
# … and the code of our own service, in the formats that name it.
OWN_SERVICE = "own_service"

# Part of the fingerprint → terms that it covers; what is in none is the header's.
PARTS = {
    "customer": ("BG-7", "BG-13", "BT-72"),
    "company": ("BG-4",),
    "bank": ("BG-10", "BT-81", "BT-83", "BT-84", "BT-85", "BT-86"),
    "lines": ("BG-25",),
    "taxes": ("BG-20", "BG-21", "BG-23", "BT-110", "BT-111"),
    "payment": ("BT-113", "BT-115"),
    "notes": ("BG-1",),
}


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_file = fields.Binary(
        string="File for Chorus Pro", attachment=True, copy=False, readonly=True
    )
    chorus_file_name = fields.Char(
        string="Name of the file for Chorus Pro", copy=False, readonly=True
    )
    chorus_file_date = fields.Datetime(string="File made on", copy=False, readonly=True)
    chorus_file_fingerprint = fields.Json(
        copy=False, readonly=True, export_string_translation=False
    )
    chorus_file_outdated = fields.Boolean(
        string="File to be made again", compute="_compute_chorus_file_outdated"
    )

    @api.depends("chorus_file_fingerprint", "state", "partner_id", "partner_bank_id")
    def _compute_chorus_file_outdated(self):
        for move in self:
            move.chorus_file_outdated = bool(move._chorus_file_changes())

    def write(self, vals):
        # EXTENDS 'account': which would compare every line with what it was, and take
        # the write for one made by hand; that is half the time of a deposit.
        if vals.keys() <= APART_FROM_LINES:
            self = self.with_context(
                skip_invoice_sync=True,
                check_move_validity=False,
                skip_is_manually_modified=True,
            )
        return super().write(vals)

    # === Life of the file === #

    def _post(self, soft=True):
        # EXTENDS 'account'
        posted = super()._post(soft)
        concerned = posted.filtered(lambda move: move._chorus_is_concerned())
        concerned._chorus_drop_file()
        # A PDF takes a second to render: of several, each is made when it is sent.
        if len(posted) == 1 and concerned:
            concerned._chorus_try_build_file()
        return posted

    def button_draft(self):
        # EXTENDS 'account'
        result = super().button_draft()
        self._chorus_drop_file()
        return result

    def _chorus_drop_file(self):
        """Forget the file; the bytes that were deposited stay on their flow."""
        stored = self.filtered("chorus_file_fingerprint")
        stored._chorus_write(
            {
                "chorus_file": False,
                "chorus_file_name": False,
                "chorus_file_date": False,
                "chorus_file_fingerprint": False,
            }
        )

    def _chorus_try_build_file(self):
        """Build the file, or say in the chatter why it cannot be.

        Confirming an invoice is accounting: nothing here may prevent it, and nothing
        half-done may remain, hence the savepoint.
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._chorus_build_file()
        except UserError as error:
            self._message_log(
                body=self.env._(
                    "The file for Chorus Pro could not be made. %(reason)s",
                    reason=error.args[0],
                )
            )
        except OperationalError:
            # Odoo replays the whole transaction; in this one nothing more can be said.
            raise
        except Exception as error:  # pylint: disable=broad-except
            # A report template of the user's own can raise anything.
            _logger.exception("File for Chorus Pro of invoice %s", self.id)
            self._message_log(body=self._chorus_crash_sentence(error))

    def _chorus_crash_sentence(self, error):
        """Say what to do after an error that is none of ours."""
        return self.env._(
            "The file for Chorus Pro could not be made (%(error)s). Print the invoice"
            " to see what is wrong with its layout.",
            error=type(error).__name__,
        )

    # === Making it === #

    def _chorus_build_file(self, printed_pdf=None):
        """Return the file to deposit; the only place where one is made.

        The stored file is returned as long as nothing that it depends on has changed;
        else it is made again and the chatter tells what changed.

        :param printed_pdf: the printed invoice (bytes), when it was just made and is
            not stored on the invoice yet
        :return: (name, bytes), name ≤ 200 characters
        :raise UserError: one sentence that says what to correct
        """
        self.ensure_one()
        if self.state != "posted":
            raise UserError(self.env._("Confirm the invoice first."))
        terms, problems = self._chorus_mapping()
        if sentences := self._chorus_file_obstacles(problems):
            raise UserError("\n".join(sentences))
        printed = self._chorus_printed_values()
        fingerprint = self._chorus_fingerprint(terms, printed)
        changes = self._chorus_changed_parts(fingerprint)
        if self.chorus_file_fingerprint and not changes:
            if stored := self._chorus_stored_file():
                return self.chorus_file_name, stored
            changes = [self.env._("the stored copy was damaged or gone")]
        content = self._chorus_make_file(terms, printed_pdf)
        name = self._chorus_file_name()
        values = {
            "chorus_file": base64.b64encode(content),
            "chorus_file_name": name,
            "chorus_file_date": fields.Datetime.now(),
            "chorus_file_fingerprint": {**fingerprint, BYTES: sha256(content)},
        }
        with storing(self.env, content):
            self._chorus_write(values)
        if self.chorus_print_fingerprint and self.sudo().invoice_pdf_report_id:
            self._chorus_tell_print()
        else:
            self._chorus_note_print(printed)
        if not changes or self._chorus_part_labels()["attachments"] in changes:
            self._chorus_tell_documents()
        if changes:
            self._message_log(
                body=self.env._(
                    "The file for Chorus Pro was made again because this changed:"
                    " %(changes)s.",
                    changes=", ".join(changes),
                )
            )
        return name, content

    def _chorus_mapping(self):
        """Return (terms, problems) of the invoice, see ``chorus.en16931``."""
        self.ensure_one()
        mapper = self.env["chorus.en16931"]
        return once(self, TERMS, "mapping", lambda: mapper._get_mapping(self))

    def _chorus_terms(self):
        """Return the terms of the invoice, whatever problems it has."""
        terms, _problems = self._chorus_mapping()
        return terms

    def _chorus_file_obstacles(self, problems):
        """Return the sentences that keep the file from being made; none as a rule.

        :param problems: those of the mapping
        """
        return [
            self._chorus_rule_sentence(row["code"], row["params"]) for row in problems
        ]

    def _chorus_file_name(self):
        """Name the file, e.g. ``factur-x_chorus_facture_F-2026-1.pdf``."""
        prefix, extension = FILE_NAMES[self._chorus_file_format()]
        return f"{prefix}_chorus_facture_{self.name.replace('/', '-')}.{extension}"

    def _chorus_file_format(self):
        """Return ``facturx``, ``cii``, ``ubl``, ``mixed`` or ``pdf``."""
        return self.chorus_format or FACTURX

    def _chorus_syntax(self):
        """Return the ``syntaxeFlux`` under which the file of this invoice leaves.

        Addons whose documents travel by flows of their own extend this.
        """
        return FORMAT_SYNTAXES[self._chorus_file_format()]

    def _chorus_make_file(self, terms, printed_pdf=None):
        """Write the XML, take the PDF, join both and the documents.

        Of a plain PDF the data and the documents travel apart.

        :param printed_pdf: see :meth:`_chorus_build_file`
        :raise UserError: in place of FileError, in words
        """
        kind = self._chorus_file_format()
        try:
            self._chorus_check_print()
            content = self._chorus_make_content(kind, terms, printed_pdf)
        except FileError as error:
            raise self._chorus_file_error(error) from error
        if len(content) > rules.FILE_SIZE:
            alone = len(content) - self._chorus_documents_size() > rules.FILE_SIZE
            code = "file_size_alone" if alone else "file_size"
            error = FileError(code, rules.megabytes(len(content)))
            raise self._chorus_file_error(error)
        return content

    def _chorus_file_problem(self, error):
        """Return the problem (:func:`~..rule.problem`) that a FileError stands for."""
        if error.code in RULES:
            return problem(error.code, detail=error.detail, name=error.detail)
        return problem("file_invalid", detail=str(error))

    def _chorus_file_error(self, error):
        """Turn a FileError into a UserError that says what to do."""
        found = self._chorus_file_problem(error)
        return UserError(self._chorus_rule_sentence(found["code"], found["params"]))

    # === What it depends on === #

    def _chorus_stored_file(self):
        """Return the stored bytes; None when they are not those that were made."""
        content = self.with_context(bin_size=False).chorus_file
        content = base64.b64decode(content or b"")
        made = (self.chorus_file_fingerprint or {}).get(BYTES)
        return content if made and sha256(content) == made else None

    def _chorus_file_changes(self):
        """Say what changed since the stored file was made.

        :return: list of translated labels; empty when the file is fresh or when there
            is none
        """
        self.ensure_one()
        if not self.chorus_file_fingerprint:
            return []
        terms, printed = self._chorus_terms(), self._chorus_printed_values()
        return self._chorus_changed_parts(self._chorus_fingerprint(terms, printed))

    def _chorus_changed_parts(self, fingerprint):
        """Compare with the stored fingerprint; return translated labels."""
        stored = self.chorus_file_fingerprint or {}
        labels = self._chorus_part_labels()
        # A signature, and our service, are parts of some files only.
        parts = [*fingerprint, *(stored.keys() - fingerprint.keys() - {BYTES})]
        return [
            labels.get(part, part)
            for part in parts
            if stored and stored.get(part) != fingerprint.get(part)
        ]

    def _chorus_part_labels(self):
        return {
            "header": self.env._("invoice details"),
            "customer": self.env._("customer"),
            "company": self.env._("company"),
            "bank": self.env._("bank account"),
            "lines": self.env._("lines"),
            "taxes": self.env._("taxes"),
            "payment": self.env._("amount paid"),
            "notes": self.env._("notes"),
            "attachments": self.env._("joined documents"),
            "report": self.env._("layout of the printed invoice"),
            "format": self.env._("format of the file"),
            SIGNATURE: self.env._("signature of the file"),
            OWN_SERVICE: self.env._("service of ours"),
            "version": self.env._("version of the connector"),
        }

    def _chorus_fingerprint(self, terms, printed):
        """Digest everything that the file depends on, part by part.

        :param terms: :meth:`_chorus_terms`
        :param printed: :meth:`_chorus_printed_values`
        :return: dict part → SHA-256, in a fixed order
        """
        rest = dict(terms)
        parts = {
            part: {key: rest.pop(key, None) for key in keys}
            for part, keys in PARTS.items()
        }
        documents = self.sudo().chorus_attachment_ids.sorted("id")
        return {
            **{
                part: digest([values, printed.get(part)])
                for part, values in {"header": rest, **parts}.items()
            },
            "attachments": digest([[d.name, d.checksum] for d in documents]),
            "report": digest(printed.get("report")),
            "format": self._chorus_file_format(),
            "version": digest(MAPPING_VERSION),
            **self._chorus_optional_parts(),
        }

    def _chorus_report_values(self):
        """What the printed invoice takes from elsewhere than the invoice."""
        # Forms read with ``bin_size``: the logo would come as its size.
        company = self.company_id.sudo().with_context(bin_size=False)
        report = self._chorus_report()
        layout = ("report_header", "report_footer", "company_details", "font")
        colors = ("primary_color", "secondary_color", "layout_background")
        return {
            "report": report.report_name,
            "language": self.partner_id.lang,
            "layout": company.external_report_layout_id.key,
            "logo": hashlib.sha256(company.logo or b"").hexdigest(),
            **{field: company[field] for field in (*layout, *colors)},
        }


def digests(parts):
    """Digest each part of a dict."""
    return {part: digest(values) for part, values in parts.items()}


def digest(values):
    """SHA-256 of plain values, the same in every process and database."""
    text = json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
