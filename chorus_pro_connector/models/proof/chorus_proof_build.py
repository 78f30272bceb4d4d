# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Filling an archive: some invoices in each transaction, never all in memory."""

import logging
import tempfile

from odoo import api, models

from ...chorus.errors import PortalError
from ...chorus.proof.archive import PartWriter, start
from ..connection.kept_bytes import storing
from .chorus_proof import PART
from .proof_portal import PortalReader

_logger = logging.getLogger(__name__)

# Invoices of one part, and what their files may weigh together.
TOGETHER = 20
WEIGHT = 16 * 2**20


class ChorusProof(models.Model):
    _inherit = "chorus.proof"

    @api.model
    def _cron_chorus_proofs(self):
        """Go on with the archives that are being made, oldest first."""
        progress = self.env["ir.cron"]
        running = self.sudo().search([("state", "=", "running")], order="id")
        left = sum(proof.total_count - proof.done_count for proof in running)
        progress._commit_progress(remaining=left)
        for proof in running:
            # What is missing is told in the language of whoever ordered it.
            proof = proof.with_context(lang=proof.user_id.lang or self.env.lang)
            while proof.state == "running":
                if not proof.try_lock_for_update():
                    break
                before = proof.done_count
                proof._chorus_step_apart()
                if not progress._commit_progress(proof.done_count - before):
                    return

    def _chorus_step_apart(self):
        """Make the next part; what goes wrong ends this archive and no other."""
        number = self.id
        try:
            self._chorus_step()
        except Exception:
            self.env.cr.rollback()
            _logger.exception("Archive %s could not be made", number)
            self.state = "failed"
            self.error_message = self.env._(
                "The archive could not be made: try again, and if it fails once more "
                "show the log of the server to whoever looks after it."
            )
        if self.state in ("done", "failed"):
            self._chorus_tell_end()

    def _chorus_make(self):
        """Make the whole archive at once: for one invoice."""
        while self.state == "running":
            self._chorus_step()

    def _chorus_step(self):
        """Make one part: the next invoices, their deposits, what the portal has."""
        proof = self.sudo()
        proof.ensure_one()
        moves = proof._chorus_next_moves()
        done = proof.done_count + len(moves)
        over = done >= len(proof.invoices or ())
        with tempfile.TemporaryFile() as file:
            start_from = (proof.entries, proof.chain, proof.create_date)
            with PartWriter(file, *start_from) as part:
                if not proof.parts:
                    start(part)
                absent = list(proof.absent or ())
                flows = proof._chorus_fill(part, moves, absent)
                if over:
                    proof._chorus_fill_last(part, absent)
                    part.add_json("absent.json", absent)
            file.seek(0)
            proof._chorus_keep_part(file.read())
        proof.write(
            {
                "entries": part.number,
                "chain": part.chain,
                "parts": proof.parts + 1,
                "flows": [*(proof.flows or ()), *flows.ids],
                "absent": absent,
                "done_count": done,
                "state": "done" if over else "running",
            }
        )

    def _chorus_fill_last(self, part, absent):
        """Hook: write what an archive holds beside its invoices."""

    def _chorus_next_moves(self):
        """Return the invoices of the next part: as many as may weigh so much."""
        rest = (self.invoices or [])[self.done_count : self.done_count + TOGETHER]
        moves = self.env["account.move"].browse(rest)
        taken, weight = 0, 0
        for move in moves:
            weight += move._chorus_proof_weight()
            if taken and weight > WEIGHT:
                break
            taken += 1
        return moves[:taken]

    def _chorus_fill(self, part, moves, absent):
        """Write all entries of some invoices; return the deposits that are new in it.

        :param absent: list to which what cannot be had is added
        """
        known = self.env["chorus.flow"].browse(self.flows or ())
        sent = moves.exists().chorus_flow_line_ids.flow_id
        flows = sent.filtered(lambda flow: flow._chorus_left()) - known
        try:
            with self.company_id._chorus_client() as portal:
                self._chorus_fill_from(PortalReader(portal), part, moves, flows, absent)
        except PortalError as error:
            # Not connected at all: what Odoo has is proof too.
            reader = PortalReader(None, error)
            self._chorus_fill_from(reader, part, moves, flows, absent)
        return flows

    def _chorus_fill_from(self, reader, part, moves, flows, absent):
        for flow in flows:
            self.env["chorus.proof.deposit"]._chorus_add(reader, part, flow, absent)
        numbers = {
            move: self.done_count + number for number, move in enumerate(moves, 1)
        }
        for move, number in numbers.items():
            if move.exists():
                invoices = self.env["chorus.proof.invoice"]
                invoices._chorus_add(part, move, number, self.create_date, absent)
            else:
                reason = self.env._("The invoice was deleted meanwhile.")
                absent.append({"path": f"invoices/{number:04d}", "reason": reason})
        followed = moves.exists().filtered("chorus_identifier")
        groups = {move: numbers[move] for move in followed}
        self.env["chorus.proof.portal"]._chorus_add(reader, part, groups, absent)

    def _chorus_keep_part(self, content):
        with storing(self.env, content):
            self.env["ir.attachment"].create(
                {
                    "name": PART % (self.parts + 1),
                    "raw": content,
                    "res_model": self._name,
                    "res_id": self.id,
                    "company_id": self.company_id.id,
                    "mimetype": "application/zip",
                }
            )

    # === What the entries share === #

    @api.model
    def _chorus_moment(self, moment):
        """Return a stored moment (UTC) as archives write it, None without one."""
        return f"{moment.isoformat(timespec='seconds')}Z" if moment else None
