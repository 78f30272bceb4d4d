# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Texts of the letters: rows that a manager edits, with names in braces."""

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .deadline import KINDS

# Letters of no delay: what they are about.
OTHER_LETTERS = [("admitted", "Amounts admitted")]
LETTER_KINDS = [*KINDS, *OTHER_LETTERS]
NAME = re.compile(r"\{\{\s*([\w.]*)\s*\}\}")
# What a text may name, for the help of the form.
NAMES = {
    "marche": "number of the market",
    "objet": "its purpose",
    "titulaire": "our company",
    "moa": "client",
    "moe": "project manager",
    "sous_traitant": "subcontractor of the request",
    "piece": "number of the invoice",
    "situation": "number of the statement",
    "mois": "its month",
    "net": "net to pay of the statement",
    "ttc": "its total with VAT",
    "retenue": "retention that is held",
    "solde": "balance of the final statement, without penalties",
    "depart": "the receipts that the delay runs from, each with its day",
    "jours": "days of the delay",
    "fin": "its last day",
    "fin_ouvree": "its last day, moved to a working day",
    "lendemain": "the day after",
    "decision": "what was decided on the request, with its reason",
    "admis": "what was admitted of the statement, with VAT",
    "ecart": "what was claimed and not admitted, with VAT",
    "tableau": "the table of figures",
}


class ChorusWorksLetterTemplate(models.Model):
    """The text of one letter. It names its figures; nothing in it is a program."""

    _name = "chorus.works.letter.template"
    _description = "Text of a works letter"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Empty: for every company that has no text of its own.",
    )
    kind = fields.Selection(selection=LETTER_KINDS, string="About", required=True)
    # In French for everybody: French public bodies read it.
    subject = fields.Char(required=True)
    body = fields.Html(required=True, sanitize=True)
    articles = fields.Char(
        help="Keys of the table of articles, with commas. {regime} stands for the "
        "conditions that the market refers to: 2021 or 2009."
    )
    names = fields.Text(compute="_compute_names", string="What a text may name")

    def _compute_names(self):
        text = "\n".join(f"{{{{{name}}}}}: {what}" for name, what in NAMES.items())
        for template in self:
            template.names = text

    @api.constrains("subject", "body")
    def _check_names(self):
        for template in self:
            found = NAME.findall(f"{template.subject} {template.body}")
            unknown = [name for name in found if name not in NAMES]
            if unknown:
                raise ValidationError(
                    self.env._(
                        "“%(template)s” names “%(name)s”, which no letter knows: take "
                        "one of the list below the text.",
                        template=template.name,
                        name=unknown[0],
                    )
                )

    @api.model
    def _works_of(self, kind, company):
        """Return the text for a kind of delay: the company's own, else the common one;
        empty where there is none."""
        domain = [("kind", "=", kind), ("company_id", "in", (company.id, False))]
        found = self.sudo().search(domain)
        return (found.filtered("company_id") or found)[:1]
