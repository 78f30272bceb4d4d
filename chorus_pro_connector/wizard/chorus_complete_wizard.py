# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import math

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..chorus import documents, rules
from ..models.act.chorus_document_kind import ANY_KIND


class ChorusCompleteWizard(models.TransientModel):
    """What a client that suspended an invoice waits for: documents, and words."""

    _name = "chorus.complete.wizard"
    _inherit = ["chorus.act.wizard"]
    _description = "Complete a suspended invoice"
    _chorus_kind = "complete"

    company_id = fields.Many2one(related="move_id.company_id", related_sudo=False)
    line_ids = fields.One2many(
        comodel_name="chorus.complete.wizard.line",
        inverse_name="wizard_id",
        string="Documents",
        help="What the client asks for, 10 MB each at most.",
    )
    comment = fields.Text(
        help="What the client reads beside the documents: 2,000 characters at most."
    )

    def _chorus_announcement(self):
        return self.env._(
            "The documents and the comment go to the client through Chorus Pro, under "
            "the same number %(number)s, which becomes “Complétée”: the client then "
            "goes on with it. The invoice itself does not change.",
            number=self.move_id.name,
        )

    def _chorus_prefill(self, last):
        # EXTENDS chorus.act.wizard
        kinds = self.env["chorus.document.kind"]._chorus_read_list(self.company_id)
        by_code = {kind.code: kind for kind in kinds}
        default = by_code.get(ANY_KIND) or kinds[:1]
        if not last:
            return
        self.comment = (last.payload or {}).get("comment")
        self.line_ids = [
            Command.create(
                {
                    "name": row.name,
                    "file": base64.b64encode(row.attachment_id.raw or b""),
                    "kind_id": (by_code.get(row.kind) or default).id,
                }
            )
            for row in last.document_ids
        ]

    def action_use_letter(self):
        """Button *Write it below*: the proposed sentence, to be changed at will."""
        self.ensure_one()
        self.comment = self.letter
        label = self.env["chorus.act.complete"]._chorus_label()
        name = f"{label} · {self.move_id.name}"
        return self._get_records_action(name=name, target="new")

    def action_complete(self):
        """Button *Complete*: nothing leaves before all of it is right."""
        self.ensure_one()
        comment = rules.readable(self.comment)
        joined = self._chorus_documents()
        self._chorus_check_said(comment, joined)
        return self._chorus_do({"comment": comment}, joined)

    @api.model
    def _chorus_check_said(self, comment, joined):
        """Refuse an answer that says nothing, or more than the portal takes.

        :param joined: documents beside the comment
        """
        if not joined and not comment:
            raise UserError(
                self.env._("Join a document or write a comment: nothing was sent.")
            )
        self._chorus_check_comment(comment)

    @api.model
    def _chorus_check_comment(self, comment):
        """Refuse a comment that is longer than the portal takes."""
        if len(comment) > rules.COMMENT_LENGTH:
            raise UserError(
                self.env._(
                    "The comment has %(length)s characters and Chorus Pro takes "
                    "%(most)s: shorten it.",
                    length=len(comment),
                    most=rules.COMMENT_LENGTH,
                )
            )

    def _chorus_documents(self):
        """Return [(name, code of its kind, bytes)].

        :raise UserError: the portal would refuse one of them
        """
        taken, joined = set(), []
        for line in self.line_ids:
            content = base64.b64decode(line.with_context(bin_size=False).file or b"")
            self._chorus_check_document(line.name, content)
            name = documents.free_name(line.name, taken)
            joined.append((name, line.kind_id.code, content))
        self._chorus_check_weight(joined)
        return joined

    @api.model
    def _chorus_check_document(self, name, content):
        """Refuse a document that the portal would refuse.

        :raise UserError: one sentence: its kind, nothing in it, or its weight
        """
        problem = documents.problem(name or "", len(content))
        if not problem:
            return
        name = name or self.env._("A document without a name")
        if problem == "format":
            sentence = self.env._(
                "%(name)s: Chorus Pro does not take this kind of file; a PDF always "
                "passes.",
                name=name,
            )
        elif problem == "empty":
            sentence = self.env._("%(name)s is empty: join it again.", name=name)
        else:
            sentence = self.env._(
                "%(name)s weighs %(size)s MB and Chorus Pro takes %(most)s MB at most: "
                "make it lighter or split it.",
                name=name,
                size=rules.megabytes(len(content), math.ceil),
                most=rules.megabytes(rules.ATTACHMENT_SIZE),
            )
        raise UserError(sentence)

    @api.model
    def _chorus_check_weight(self, joined):
        """Refuse documents that are too heavy together.

        :param joined: tuples that end with the bytes
        """
        if sum(len(content) for *_rest, content in joined) > rules.INVOICE_SIZE:
            raise UserError(
                self.env._(
                    "The documents weigh more than %(most)s MB together: Chorus Pro "
                    "takes no more under one number.",
                    most=rules.megabytes(rules.INVOICE_SIZE),
                )
            )


class ChorusCompleteWizardLine(models.TransientModel):
    """One document, and what kind of document it is."""

    _name = "chorus.complete.wizard.line"
    _description = "Document that completes an invoice"

    wizard_id = fields.Many2one(
        "chorus.complete.wizard", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="wizard_id.company_id", related_sudo=False)
    name = fields.Char(string="Document")
    file = fields.Binary(required=True, help="The document itself.")
    kind_id = fields.Many2one(
        comodel_name="chorus.document.kind",
        required=True,
        domain="[('company_id', '=', company_id)]",
        default=lambda self: self._chorus_default_kind(),
        help="The kinds that Chorus Pro lists today.",
    )

    @api.model
    def _chorus_default_kind(self):
        company = self.env.company
        domain = [("company_id", "=", company.id), ("code", "=", ANY_KIND)]
        return self.env["chorus.document.kind"].search(domain, limit=1)
