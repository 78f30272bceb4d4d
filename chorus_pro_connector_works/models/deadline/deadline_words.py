# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A delay in plain words: what it rests on, what is missing, what to do next."""

from odoo import api, fields, models
from odoo.tools import format_date

from ...decompte import receipts as r
from ...decompte import rows as k


class ChorusWorksDeadline(models.Model):
    _inherit = "chorus.works.deadline"

    rests_on = fields.Text(compute="_compute_words", help="What the date runs from.")
    remarks = fields.Text(
        compute="_compute_words", help="What is missing, doubtful, or stopped it."
    )
    next_action = fields.Char(compute="_compute_words", string="Next step")

    @api.depends("receipts", "missing", "doubts", "closing", "state", "date_act")
    @api.depends_context("lang", "uid", "tz")
    def _compute_words(self):
        for row in self:
            row.rests_on = "\n".join(row._works_rests_on())
            row.remarks = "\n".join(row._works_remarks())
            row.next_action = row._works_next_action()

    def _works_fact_label(self, kind):
        events = self.env["chorus.works.event"]
        labels = dict(events._fields["kind"]._description_selection(self.env))
        if kind in labels:
            return labels[kind]
        return {
            r.REQUEST: self.env._("Request received"),
            r.AT_HOLDER: self.env._("Request to be validated"),
            r.DECIDED: self.env._("Request answered"),
            r.VALIDATED: self.env._("Request validated"),
            r.FINAL_SENT: self.env._("Final statement sent"),
            r.STATEMENT_SENT: self.env._("Statement sent"),
        }[kind]

    def _works_rests_on(self):
        for fact in self.receipts or ():
            words = self._works_fact_words(fact)
            if fact["proved"]:
                yield self.env._("%(event)s on %(day)s, proved", **words)
            else:
                yield self.env._("%(event)s on %(day)s, supposed", **words)

    def _works_fact_words(self, fact):
        day = fields.Date.to_date(fact["date"])
        return {
            "event": self._works_fact_label(fact["kind"]),
            "day": format_date(self.env, day),
        }

    def _works_remarks(self):
        if self.closing:
            words = self._works_fact_words(self.closing)
            yield self.env._("Ended by: %(event)s on %(day)s.", **words)
        for kind in self.missing or ():
            label = self._works_fact_label(kind)
            yield self.env._("Not known yet: %(event)s.", event=label)
        sentences = self._works_doubts()
        yield from (sentences[code] for code in self.doubts or ())

    def _works_doubts(self):
        return {
            k.IS_REFUSED: self.env._("The statement was refused: no delay runs."),
            k.BY_GENERAL: self.env._(
                "The client notified a general statement: there is no tacit one."
            ),
            k.IRREGULAR: self.env._(
                "A general statement came from the project manager only: irregular, it "
                "still stops the tacit one."
            ),
            k.BEFORE_RECEPTION: self.env._(
                "The final statement came before the acceptance had effect: it starts "
                "no delay."
            ),
            k.RESERVES_OPEN: self.env._(
                "The contract wants reserves lifted before the final statement: it "
                "starts no delay."
            ),
            k.NO_TACIT: self.env._("This contract knows no tacit general statement."),
            k.TOO_EARLY: self.env._(
                "The draft came before the client's delay was over: it has no effect."
            ),
            k.NOT_CONFIRMED: self.env._(
                "A date only: nobody has confirmed a tacit general statement."
            ),
            k.RECEPTION_UNKNOWN: self.env._(
                "The acceptance of the works is not known."
            ),
            k.OUTSIDE: self.env._(
                "The final statement did not go through Chorus Pro, which judges have "
                "held against the holder where it was compulsory."
            ),
            k.INTERRUPTED: self.env._(
                "Documents were asked for: the delay may have been interrupted."
            ),
            k.LATE_GENERAL: self.env._(
                "A general statement came after the ten days: have it judged which of "
                "the two counts."
            ),
            k.SUPPOSED: self.env._("A receipt is supposed, not proved."),
        }

    def _works_next_action(self):
        """Return what we do next, in one line; "" once it is over."""
        if self.state == k.WAITING:
            return self.env._("Type the receipt that is missing, and its proof")
        if self.state != k.RUNNING:
            return ""
        over = self.date_act <= fields.Date.context_today(self)
        if self.actor == k.OURS:
            return self._works_our_action()
        return self._works_answer_to_silence() if over else self.env._("Wait")

    def _works_our_action(self):
        return {
            k.REFUSAL: self.env._("Ask for the amounts to be rectified, not refused"),
            k.REQUEST: self.env._("Accept the request, or refuse it with reasons"),
            k.FINAL_DRAFT: self.env._("Send the draft final statement to both"),
            k.SIGNATURE: self.env._(
                "Sign the general statement, or claim with reasons"
            ),
        }[self.kind]

    def _works_answer_to_silence(self):
        return {
            k.INSTALMENT: self.env._(
                "Tell the client that the project manager is silent"
            ),
            k.PAYMENT: self.env._("Claim the interest"),
            k.VALIDATION: self.env._("Ask what became of our request"),
            k.GENERAL: self.env._("Send the signed draft general statement (A22)"),
            k.TACIT: self.env._("Read the proofs, then confirm or not"),
            k.BALANCE: self.env._("Claim the balance and its interest"),
            k.LAST_INDEX: self.env._("Ask for the definitive revision"),
            k.RETENTION: self.env._("Ask for the retention or the guarantee back"),
        }[self.kind]
