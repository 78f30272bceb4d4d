# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Depositing a piece of an invoicing file, whoever we are in it: an act, once.

Our number is what proves it: the search of works finds that very piece, or does not.
"""

from typing import Any, NamedTuple

from odoo import api, models

from odoo.addons.chorus_pro_connector.chorus.portal.acts import Complement
from odoo.addons.chorus_pro_connector.chorus.portal.works_acts import Piece, Tax
from odoo.addons.chorus_pro_connector.models.act.chorus_act_perform import (
    DONE,
    OVER,
    WAITS,
)


class Seen(NamedTuple):
    """What the portal says of a piece that is to come; ``events`` of the one before.

    :param current: status of the piece before, "" where there is none
    :param found: row of the search of works, None: it is not there
    :param outcome: of the report of its flow, "" without a flow
    :param said: what the report says
    """

    current: str
    events: list[Any]
    actions: list[Any]
    found: Any = None
    outcome: str = ""
    said: str = ""


def is_piece(row, number, framework, supplier):
    """Tell whether a row of the search may be that piece: the portal does not always
    repeat its supplier and its framework."""
    return (
        row.number == number
        and row.supplier in ("", supplier)
        and row.framework_code in ("", framework)
    )


class ChorusActDeposit(models.AbstractModel):
    """Payload: ``framework``, ``date``, ``previous`` (number of the piece before, ""
    where there is none), ``amounts`` (members of :class:`~..works_acts.Piece`), and
    what else that piece says; ``piece``, the portal's number, once it is known."""

    _name = "chorus.act.deposit"
    _inherit = ["chorus.act.way"]
    _description = "Deposit a piece of an invoicing file"

    # Whoever deposited our very number there did it for us.
    REPEATABLE = True
    # As whom we ask the portal for it.
    ROLE = "FOURNISSEUR"

    @api.model
    def _works_statuses(self, act):
        """Return the statuses of the piece before in which ours may come."""
        raise NotImplementedError

    @api.model
    def _works_supplier(self, act):
        """Return the SIRET of the supplier in whose invoicing file the piece comes."""
        raise NotImplementedError

    @api.model
    def _works_found(self, act, portal):
        """Return the row of the search that is the very piece we deposit, or None."""
        rows = self._works_search(portal, act.number)
        found = next((row for row in rows if self._works_is_it(act, row)), None)
        if found:
            act.payload = {**act.payload, "piece": found.identifier}
        return found

    @api.model
    def _works_search(self, portal, number):
        """Yield the rows of the search of works for a number, in our role."""
        return portal.search_works(
            numeroFactureTravaux=number, roleUtilisateur=self.ROLE
        )

    @api.model
    def _works_is_it(self, act, row):
        framework, supplier = act.payload["framework"], self._works_supplier(act)
        return is_piece(row, act.number, framework, supplier)

    @api.model
    def _works_submit(self, act, portal):
        """Deposit the piece by the service of works; its documents are there."""
        payload = act.payload
        main, *joined = (
            Complement(row.name, row.kind, row.identifier) for row in act.document_ids
        )
        answer = portal.submit_works(
            Piece(
                framework=payload["framework"],
                number=act.number,
                date=payload["date"],
                previous=act.identifier if payload["previous"] else "",
                main=main,
                joined=joined,
                taxes=[Tax(**row) for row in payload.get("taxes", ())],
                parties=payload.get("parties", {}),
                market=payload.get("market", ""),
                commitment=payload.get("commitment", ""),
                comment=payload.get("comment", ""),
                **payload["amounts"],
            )
        )
        act.payload = {**payload, "piece": answer.identifier}

    def _chorus_summary(self, act):
        payload = act.payload or {}
        words = {"framework": payload.get("framework"), "number": act.number}
        if previous := payload.get("previous"):
            return self.env._(
                "%(framework)s %(number)s, after %(previous)s",
                previous=previous,
                **words,
            )
        return f"{words['framework']} {act.number}"

    def _chorus_done_sentence(self, act):
        words = {
            "framework": act.payload["framework"],
            "number": act.number,
            "previous": act.payload["previous"],
        }
        if not words["previous"]:
            return self.env._(
                "Chorus Pro has %(framework)s %(number)s, the first piece of its "
                "invoicing file.",
                **words,
            )
        return self.env._(
            "Chorus Pro has %(framework)s %(number)s, which follows %(previous)s.",
            **words,
        )


class ChorusAct(models.Model):
    _inherit = "chorus.act"

    def _chorus_verdict(self, history):
        # EXTENDS 'chorus_pro_connector': of a piece that is to come.
        if not isinstance(history, Seen):
            return super()._chorus_verdict(history)
        if history.found:
            return DONE
        if not self.payload["previous"]:
            return WAITS
        may = self._chorus_way()._works_statuses(self)
        return WAITS if history.current in may else OVER
