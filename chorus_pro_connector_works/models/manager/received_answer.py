# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Our answer to a draft, prepared: the portal's own three steps, with our figures.

Nobody outside has seen the portal take such a piece from a program: a person deposits
it on the portal's site, and the next reading tells that it is there.
"""

from odoo import api, fields, models

from ..file.words import euros


class ChorusWorksReceived(models.Model):
    _inherit = "chorus.works.received"

    steps = fields.Text(
        string="On the portal's own site",
        compute="_compute_steps",
        help="What to do there, with what was prepared here.",
    )

    @api.depends(
        "answer", "answer_number", "untaxed", "tax", "net", "comment", "waiting"
    )
    @api.depends_context("lang")
    def _compute_steps(self):
        for row in self:
            problem = row._works_answer_problem()
            steps = [problem] if problem else row._works_steps()
            row.steps = row.waiting and "\n".join(
                f"{rank}. {step}" if not problem else step
                for rank, step in enumerate(steps, 1)
            )

    def _works_answer_problem(self):
        """Return what is still missing or wrong, None when nothing is."""
        if not (self.answer and (self.answer_number or "").strip()):
            return self.env._("Choose our piece and type its number.")
        if self.currency_id.compare_amounts(self.net, self.total) > 0:
            return self.env._(
                "The net to pay exceeds the total with VAT: correct one of them."
            )
        return None

    def _works_steps(self):
        """Return the three steps of the portal with what is typed here."""
        return [
            self.env._(
                "Sign in to Chorus Pro, open “Factures de travaux”, look for "
                "%(number)s and deposit its next piece: framework %(answer)s, "
                "ourselves as issuer, the PDF of our statement.",
                number=self.number,
                answer=self.answer,
            ),
            self.env._(
                "Number %(number)s, market %(market)s; excl. VAT %(untaxed)s, VAT "
                "%(tax)s, incl. VAT %(total)s, net to pay %(net)s; comment: "
                "%(comment)s; join what belongs to it.",
                number=self.answer_number,
                market=self.market or "–",
                untaxed=euros(self.untaxed),
                tax=euros(self.tax),
                total=euros(self.total),
                net=euros(self.net),
                comment=self.comment or "–",
            ),
            self.env._(
                "Read it once more and confirm; then press “Read Chorus Pro” in the "
                "list: until Chorus Pro says so, nothing is taken for done."
            ),
        ]
