# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The base addon's acts on works pieces: other calls, other statuses, other proofs."""

from odoo import fields, models

from ..piece import holders

# Where a piece is once we have answered; only the supplier makes it go there from a
# status that waits for him. That is read from names and circuits (portal.md §4.3).
AT_A_DESK = (
    "DEPOSEE",
    "EN_COURS_ACHEMINEMENT",
    "A_VALIDER_1",
    "A_VALIDER_2",
    "A_VALIDER_MOE",
    "MISE_A_DISPOSITION_MOE",
    "MISE_A_DISPOSITION_MOA",
    "TRANSMISE_MOA",
    "MISE_A_DISPOSITION",
    "COMPLETEE",
)


class ChorusActWay(models.AbstractModel):
    _inherit = "chorus.act.way"

    # Of a works piece: what proves the act, where PROOFS are those of simple invoices.
    WORKS_PROOFS: tuple = ()

    def _chorus_is_done(self, act, later, history):
        # EXTENDS 'chorus_pro_connector'
        if self.WORKS_PROOFS and act._works_is_works():
            return any(event.code in self.WORKS_PROOFS for event in later)
        return super()._chorus_is_done(act, later, history)


class ChorusActComplete(models.AbstractModel):
    _inherit = "chorus.act.complete"

    STATUSES = holders.ASKED
    WORKS_PROOFS = AT_A_DESK

    def _chorus_verb(self, act, portal):
        # EXTENDS 'chorus_pro_connector'
        if act._works_is_works():
            return portal.complete_works
        return super()._chorus_verb(act, portal)

    def _chorus_done_sentence(self, act):
        # EXTENDS 'chorus_pro_connector'
        if not act._works_is_works():
            return super()._chorus_done_sentence(act)
        return self.env._(
            "%(number)s was completed on Chorus Pro: whoever asked goes on with it.",
            number=act.number,
        )


class ChorusActRecycle(models.AbstractModel):
    _inherit = "chorus.act.recycle"

    STATUSES = ("A_RECYCLER", "EN_ATTENTE_RECYCLAGE_FOURNISSEUR")
    WORKS_PROOFS = AT_A_DESK

    def _chorus_verb(self, act, portal):
        # EXTENDS 'chorus_pro_connector'
        if act._works_is_works():
            return portal.recycle_works
        return super()._chorus_verb(act, portal)


class ChorusActValidator(models.AbstractModel):
    _inherit = "chorus.act.validator"

    def _chorus_verb(self, act, portal):
        # EXTENDS 'chorus_pro_connector'
        if act._works_is_works():
            return portal.correct_works_validator
        return super()._chorus_verb(act, portal)


class ChorusAct(models.Model):
    _inherit = "chorus.act"

    def _chorus_perform(self):
        # EXTENDS 'chorus_pro_connector': somebody may have switched it off since.
        if not self._works_is_unconfirmed() or self.company_id._works_acts_here():
            return super()._chorus_perform()
        self._chorus_set_state("sending", attempt_date=fields.Datetime.now())
        self._chorus_set_state(
            "failed",
            next_check=False,
            error_message=self.company_id._works_by_hand_sentence(self.number),
        )
        return None
