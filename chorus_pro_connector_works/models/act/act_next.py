# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Depositing our next piece as a supplier: an act like the others, once.

A file of flows E4 or E5 where the portal takes the framework so (A8, A22), else the
unconfirmed service of works (A23). A flow is only over with its report: until the
portal shows the piece, the act is being verified.
"""

from odoo import api, fields, models

from odoo.addons.chorus_pro_connector.chorus import errors
from odoo.addons.chorus_pro_connector.chorus.codes import flow_status
from odoo.addons.chorus_pro_connector.models.act.chorus_act import OPEN
from odoo.addons.chorus_pro_connector.models.connection.kept_bytes import LostFileError
from odoo.addons.chorus_pro_connector.models.connection.protocol import FIRST_CHECK
from odoo.addons.chorus_pro_connector.models.flow.chorus_flow_deposit import (
    ABSENCE_DELAY,
)
from odoo.addons.chorus_pro_connector.models.status.account_move_chatter import (
    paragraphs,
)

from ..piece import holders
from .act_deposit import Seen

KIND = "next"
FLOW, SERVICE = "flow", "service"


class ChorusActNext(models.AbstractModel):
    _name = "chorus.act.next"
    _inherit = ["chorus.act.deposit"]
    _description = "Deposit the next piece of an invoicing file"

    @api.model
    def _chorus_label(self):
        return self.env._("Deposit the next piece")

    def _chorus_history(self, act, portal):
        # OVERRIDE chorus.act.way
        if found := self._works_found(act, portal):
            return Seen(found.status, [], [], found)
        if number := act.payload.get("flow"):
            return self._works_report(act, portal, number)
        history = super()._chorus_history(act, portal)
        return Seen(*history)

    @api.model
    def _works_statuses(self, act):
        # OVERRIDE chorus.act.deposit
        _after, statuses = holders.OURS_AFTER[act.payload["framework"]]
        return statuses

    @api.model
    def _works_supplier(self, act):
        # OVERRIDE chorus.act.deposit
        return act.company_id._chorus_own_siret()

    def _works_report(self, act, portal, number):
        """Return what the report of a flow says, :class:`Seen`."""
        try:
            report = portal.flow_report(number, act.payload["syntax"])
        except errors.DataError:
            # Just after a deposit it does not exist yet (portal.md §2.2).
            return Seen("", [], [], None, "pending")
        said = [row.message for row in report.invoice_errors]
        said += report.technical_errors
        outcome = flow_status(report.status).outcome
        return Seen("", [], [], None, outcome, "\n".join(said) or report.label)

    def _chorus_prepare(self, act, portal):
        # EXTENDS chorus.act.way: a flow carries its file itself.
        if act.payload["way"] == SERVICE:
            return super()._chorus_prepare(act, portal)
        return None

    def _chorus_send(self, act, portal):
        if act.payload["way"] == SERVICE:
            self._works_submit(act, portal)
            return
        (document,) = act.document_ids
        content = document.attachment_id.raw
        if not document._chorus_is_whole(content):
            raise LostFileError
        syntax = act.payload["syntax"]
        deposit = portal.deposit_flow(content, document.name, syntax)
        act.payload = {**act.payload, "flow": deposit.number}

    def _chorus_read_status(self, act, portal):
        # EXTENDS chorus.act.way: the new piece, and what became of the one before it.
        result = super()._chorus_read_status(act, portal)
        piece, previous = act.payload.get("piece"), act.payload["previous"]
        act._works_read_pieces(portal, {act.number: piece, previous: act.identifier})
        act._works_link_piece()
        return result


class ChorusAct(models.Model):
    _inherit = "chorus.act"

    works_previous_id = fields.Many2one(
        comodel_name="chorus.works.piece",
        string="Piece that is followed",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    is_open = fields.Boolean(
        compute="_compute_is_open", export_string_translation=False
    )

    @api.depends("state")
    def _compute_is_open(self):
        for act in self:
            act.is_open = act.state in OPEN

    @api.model
    def _chorus_ways(self):
        # EXTENDS 'chorus_pro_connector'
        return {**super()._chorus_ways(), KIND: "chorus.act.next"}

    def _works_is_works(self):
        # EXTENDS
        return super()._works_is_works() or bool(self.works_previous_id)

    def _works_is_unconfirmed(self):
        # EXTENDS: a flow is the portal's own, confirmed road.
        if self.kind == KIND:
            return self.payload["way"] == SERVICE
        return super()._works_is_unconfirmed()

    def _works_link_piece(self):
        """Tie the piece that the portal now shows to its statement and predecessor."""
        piece = self.env["chorus.works.piece"].sudo()
        identifier = self.payload.get("piece")
        if identifier:
            piece = piece.search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("identifier", "=", identifier),
                ]
            )
        if piece:
            statement = self.move_id._chorus_works_statement()
            piece.write(
                {
                    "previous_id": self.works_previous_id.id,
                    "statement_id": statement.id,
                }
            )

    # === The protocol, where a deposit takes its time === #

    def _chorus_absence(self):
        # EXTENDS 'chorus_pro_connector': the portal integrates a file within minutes,
        # and no search finds its piece before.
        if self.kind == KIND and self.payload["way"] == FLOW:
            return ABSENCE_DELAY
        return super()._chorus_absence()

    def _chorus_succeed(self):
        # EXTENDS 'chorus_pro_connector'
        if self.kind != KIND or self.payload.get("piece"):
            return super()._chorus_succeed()
        return self._works_deposited()

    def _works_deposited(self):
        """The portal has the file, and says later what it made of it."""
        if not self._chorus_claim() or self.state != "sending":
            return
        self._chorus_set_state(
            "unknown",
            check_count=0,
            error_message=False,
            next_check=fields.Datetime.now() + FIRST_CHECK,
        )
        self._chorus_commit()
        self._chorus_trigger_follow()

    def _chorus_verify(self):
        # EXTENDS 'chorus_pro_connector'
        if self.kind != KIND or not self.payload.get("flow"):
            return super()._chorus_verify()
        try:
            with self.company_id._chorus_client() as portal:
                seen = self._chorus_way()._chorus_history(self, portal)
        except errors.PortalError as error:
            return self._chorus_wait(error)
        if seen.found:
            return self._chorus_succeed()
        if seen.outcome == "rejected":
            said = "|".join(seen.said.splitlines())
            self._chorus_refused(errors.DataError("deposer/flux", 200, 0, said))
            return self._works_tell_refusal()
        return self._chorus_wait()

    def _works_tell_refusal(self):
        """Whoever deposited it has gone home by now: an activity says why it failed."""
        market = self.works_previous_id.market_id
        market = market.with_context(lang=self.create_uid.lang or self.env.lang)
        market.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.create_uid.id,
            summary=market.env._(
                "Chorus Pro refused the file of %(number)s", number=self.number
            ),
            note=paragraphs(self.error_message),
        )

    def _chorus_result(self):
        # EXTENDS 'chorus_pro_connector'
        number = self.kind == KIND and self.payload.get("flow")
        if not number or self.state != "unknown" or self.error_message:
            return super()._chorus_result()
        return "info", self.env._(
            "Chorus Pro has the file of %(number)s (flow %(flow)s) and takes it in; "
            "the answer is fetched by itself within a few minutes.",
            number=self.number,
            flow=number,
        )


class ChorusWorksPiece(models.Model):
    _inherit = "chorus.works.piece"

    next_act_ids = fields.One2many(
        comodel_name="chorus.act",
        inverse_name="works_previous_id",
        string="Acts on what follows",
        readonly=True,
    )
