# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What differs between the acts of a supplier: one abstract model for each."""

from contextlib import suppress

from odoo import api, models

from ...chorus import errors
from ...chorus.portal.acts import HANDLED_REJECTION, Complement


class ChorusActWay(models.AbstractModel):
    """What an act has to answer; each method gets the act, one record with ``sudo()``.

    ``STATUSES`` are those in which the portal allows it, ``PROOFS`` those which, once
    they come after the status answered, show that it was done. ``REPEATABLE``: done by
    somebody else is as good.
    """

    _name = "chorus.act.way"
    _description = "One kind of act at Chorus Pro"

    STATUSES: tuple = ()
    PROOFS: tuple = ()
    REPEATABLE = False

    @api.model
    def _chorus_label(self):
        """Return the name of the act, as its button says it."""
        raise NotImplementedError

    def _chorus_history(self, act, portal):
        """Return the :class:`~..chorus.portal.answers.History` that proves the act.

        :raise PortalError: it cannot be read now
        """
        return portal.invoice_history(act.identifier)

    def _chorus_is_done(self, act, later, history):
        """Tell whether the history proves the act.

        :param later: events after the one that is answered
        :param history: :class:`~..chorus.portal.answers.History`
        """
        return any(event.code in self.PROOFS for event in later)

    def _chorus_prepare(self, act, portal):
        """Do what must come before, and is harmless alone."""
        act.document_ids._chorus_hand_over(portal)

    def _chorus_send(self, act, portal):
        """Do it: the one call after which nothing may be repeated blindly."""
        raise NotImplementedError

    def _chorus_verb(self, act, portal):
        """Return the portal's verb of this act, which ``_chorus_send`` calls; documents
        that have verbs of their own extend this."""
        raise NotImplementedError

    def _chorus_summary(self, act):
        """Return what was sent, in words, for a person."""
        return (act.payload or {}).get("comment") or False

    def _chorus_done_sentence(self, act):
        return self.env._("Done at Chorus Pro: %(act)s.", act=act.display_name)

    def _chorus_tell(self, act):
        """Say it in the chatter of the invoice, with what was sent."""
        move = act.move_id._chorus_in_company_language()
        act = act.with_env(move.env)
        way = self.with_env(move.env)
        names = ", ".join(act.document_ids.mapped("name"))
        documents = names and move.env._("Documents: %(names)s", names=names)
        by = move.env._("By %(name)s", name=act.create_uid.name)
        said = way._chorus_summary(act) or False
        move._chorus_tell(way._chorus_done_sentence(act), said, documents, by)
        if act._chorus_is_of_now():
            move._chorus_close_activities()

    def _chorus_read_again(self, act):
        """Read the status that the act led to; should it fail, the next round does."""
        with suppress(errors.PortalError):
            with act.company_id._chorus_client() as portal:
                self._chorus_read_status(act, portal)

    def _chorus_read_status(self, act, portal):
        # Its deposit may have been given up meanwhile.
        if act._chorus_is_of_now():
            act.move_id._chorus_read_history(portal)


class ChorusActComplete(models.AbstractModel):
    _name = "chorus.act.complete"
    _inherit = ["chorus.act.way"]
    _description = "Complete a suspended invoice"

    STATUSES = ("SUSPENDUE",)
    PROOFS = ("COMPLETEE",)

    @api.model
    def _chorus_label(self):
        return self.env._("Complete")

    def _chorus_send(self, act, portal):
        documents = [
            Complement(row.name, row.kind, row.identifier) for row in act.document_ids
        ]
        comment = (act.payload or {}).get("comment") or ""
        self._chorus_verb(act, portal)(act.identifier, documents, comment)

    def _chorus_verb(self, act, portal):
        return portal.complete_invoice

    def _chorus_done_sentence(self, act):
        return self.env._(
            "%(number)s was completed on Chorus Pro: the client goes on with it.",
            number=act.number,
        )


class ChorusActRecycle(models.AbstractModel):
    _name = "chorus.act.recycle"
    _inherit = ["chorus.act.way"]
    _description = "Send an invoice to the right recipient"

    STATUSES = ("A_RECYCLER",)
    # Only the supplier makes it leave there.
    PROOFS = (
        "DEPOSEE",
        "EN_COURS_ACHEMINEMENT",
        "MISE_A_DISPOSITION",
        "A_VALIDER_1",
        "A_VALIDER_2",
    )

    @api.model
    def _chorus_label(self):
        return self.env._("Correct the recipient")

    def _chorus_send(self, act, portal):
        payload = act.payload
        self._chorus_verb(act, portal)(
            act.identifier,
            payload["recipient"],
            payload.get("service") or "",
            payload.get("commitment") or "",
            payload.get("comment") or "",
        )

    def _chorus_verb(self, act, portal):
        return portal.recycle_invoice

    def _chorus_summary(self, act):
        payload = act.payload or {}
        rows = (
            (self.env._("SIRET"), payload.get("recipient")),
            (self.env._("Service code"), payload.get("service")),
            (self.env._("Commitment number"), payload.get("commitment")),
            (self.env._("Comment"), payload.get("comment")),
        )
        return "\n".join(f"{label}: {value}" for label, value in rows if value)

    def _chorus_done_sentence(self, act):
        return self.env._(
            "%(number)s was sent to the corrected recipient, under the same number.",
            number=act.number,
        )

    def _chorus_tell(self, act):
        # EXTENDS chorus.act.way: the invoice says what the portal has now.
        payload = act.payload
        if act._chorus_is_of_now():
            act.move_id._chorus_write(
                {
                    "buyer_reference": payload.get("service") or False,
                    "purchase_order_reference": payload.get("commitment") or False,
                }
            )
        return super()._chorus_tell(act)


class ChorusActReject(models.AbstractModel):
    _name = "chorus.act.reject"
    _inherit = ["chorus.act.way"]
    _description = "Mark a refused invoice as dealt with"

    STATUSES = ("REJETEE",)
    REPEATABLE = True

    @api.model
    def _chorus_label(self):
        return self.env._("Mark the refusal as dealt with")

    def _chorus_is_done(self, act, later, history):
        # OVERRIDE chorus.act.way: the status stays, the history of people tells.
        return HANDLED_REJECTION in {row.code for row in history.actions}

    def _chorus_send(self, act, portal):
        portal.handle_rejection(act.identifier)

    def _chorus_done_sentence(self, act):
        return self.env._(
            "Chorus Pro was told that the refusal of %(number)s is dealt with.",
            number=act.number,
        )


class ChorusActValidator(models.AbstractModel):
    _name = "chorus.act.validator"
    _inherit = ["chorus.act.way"]
    _description = "Name the right validator"

    STATUSES = ("ERREUR_FOURNISSEUR_SUR_VALIDEUR", "ERREUR_COTRAITANT_SUR_VALIDEUR")
    PROOFS = ("A_VALIDER_1", "A_VALIDER_2")

    @api.model
    def _chorus_label(self):
        return self.env._("Correct the validator")

    def _chorus_send(self, act, portal):
        self._chorus_verb(act, portal)(act.identifier, act.payload["validator"])

    def _chorus_verb(self, act, portal):
        return portal.correct_validator

    def _chorus_summary(self, act):
        validator = (act.payload or {}).get("validator")
        return self.env._("Validator: SIRET %(siret)s", siret=validator)

    def _chorus_done_sentence(self, act):
        return self.env._(
            "The validator of %(number)s was replaced: it waits for the new one.",
            number=act.number,
        )

    def _chorus_tell(self, act):
        # EXTENDS chorus.act.way
        if act._chorus_is_of_now():
            validator = act.payload["validator"]
            act.move_id._chorus_write({"chorus_validator_siret": validator})
        return super()._chorus_tell(act)
