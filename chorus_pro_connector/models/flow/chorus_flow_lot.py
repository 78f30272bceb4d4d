# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lots: several invoices of one company and one format in one deposit."""

import logging
import time

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...chorus import rules
from ...chorus.formats.archive import make_archive, member_size
from ..file.account_move_file import FILE_NAMES, PDF

_logger = logging.getLogger(__name__)

# A report takes a second to print: what is not ready by then goes into a lot of its
# own, before the scheduled action is stopped.
PREPARING_TIME = 45  # seconds
# The end of an archive, its header and what packing may add.
ARCHIVE_ENDS = 64 * 1024


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    @api.model
    def _chorus_create_lots(self, moves):
        """Queue ``moves`` of any company and format, in as few flows as allowed.

        :return: the flows; one for each invoice of a company that wants no lots
        """
        moves._chorus_give_up_deposits()
        values = []
        groups = moves.grouped(
            lambda move: (move.company_id, move._chorus_syntax(), move.chorus_format)
        )
        for (company, _syntax, kind), group in groups.items():
            size = rules.LOT_LENGTH if company.chorus_lots and _fits_lot(kind) else 1
            send_date = self._chorus_delay(company, several=len(moves) > 1)
            for start in range(0, len(group), size):
                lot = group[start : start + size]
                values.append(self._chorus_values(lot, send_date))
        # Hundreds at once: nobody reads that each was created.
        return self.sudo().with_context(tracking_disable=True).create(values)

    def _chorus_live_lines(self):
        lines = self.line_ids
        # Filtered records forget the other flows, whose lines are read with them.
        return lines.filtered(lambda line: not line.superseded).with_prefetch(
            lines._prefetch_ids
        )

    # === The file of a lot === #

    def _chorus_collect_lot(self):
        """Make the file of each invoice; those that cannot go leave the flow.

        What would not fit any more becomes another flow, queued behind this one.

        :return: (name, bytes) of the deposit, or None when no invoice is left
        """
        files, size, end = [], ARCHIVE_ENDS, time.monotonic() + PREPARING_TIME
        lines = self._chorus_live_lines()
        # A format that was changed meanwhile does not fit into this lot any more.
        kind = lines[:1].move_id._chorus_file_format()
        syntax = lines[:1].move_id._chorus_syntax()
        later = lines.filtered(lambda line: line.move_id._chorus_syntax() != syntax)
        if not _fits_lot(kind):
            later = lines[1:]
        for line in lines - later:
            if files and time.monotonic() > end:
                later |= line
            elif file := self._chorus_lot_member(line):
                size += member_size(file[1])
                if files and size > rules.ARCHIVE_SIZE:
                    later |= line
                    end = 0
                else:
                    files.append(file)
        for others in later.grouped(
            lambda line: line.move_id._chorus_syntax()
        ).values():
            kind_later = others[:1].move_id._chorus_file_format()
            for group in [others] if _fits_lot(kind_later) else others:
                self._chorus_split(group, "queued")
        if not files:
            self._chorus_set_state("cancelled", next_check=False)
            return None
        if len(files) == 1:
            return files[0]
        name = f"{FILE_NAMES[kind][0]}_chorus_lot_{self.id}.tar.gz"
        return name, make_archive(_by_name(files))

    def _chorus_lot_member(self, line):
        """Return (name, bytes) of one invoice, or None once it has left the lot."""
        try:
            # Nothing half-done may remain of the one that fails.
            with self.env.cr.savepoint():
                return line.move_id._chorus_build_file()
        except UserError as error:
            sentence = str(error)
        except OperationalError:
            # Odoo replays the whole transaction.
            raise
        except Exception as error:  # pylint: disable=broad-except
            # A report template of the user's own can raise anything.
            _logger.exception("File for Chorus Pro of invoice %s", line.move_id.id)
            sentence = line.move_id._chorus_crash_sentence(error)
        return self._chorus_leave_lot(line, sentence)

    def _chorus_leave_lot(self, line, sentence):
        """Let one invoice fail on its own: the others still go."""
        self._chorus_split(line, "failed", error_message=sentence)
        line.move_id._message_log(
            body=self.env._(
                "Not sent to Chorus Pro with the other invoices. %(reason)s",
                reason=sentence,
            )
        )
        return None

    def _chorus_split(self, lines, state, **values):
        """Move ``lines`` to a flow of their own: none of them was ever sent."""
        values.setdefault(
            "next_check", fields.Datetime.now() if state == "queued" else False
        )
        other = self.sudo().create(
            {
                "company_id": self.company_id.id,
                "syntax": self.syntax,
                "batch_id": self.batch_id.id,
            }
        )
        other._chorus_set_state(state, **values)
        lines.sudo().flow_id = other
        other._chorus_trigger_follow()
        return other

    # === One invoice leaves === #

    def _chorus_withdraw_one(self, move):
        """Take one invoice out of a lot that waits, as its user asked."""
        self.with_env(move.env)._chorus_check_user()
        self._chorus_claim_unsent()
        self._chorus_withdraw(
            self._chorus_live_lines().filtered(lambda line: line.move_id == move)
        )

    @api.model
    def _chorus_withdraw(self, lines):
        """Take ``lines`` out of flows that were not sent; the others still go.

        After a doubt a flow only ever sends the same bytes, which hold these invoices
        too: then it ends, and all of them are free.
        """
        for flow, leaving in lines.grouped("flow_id").items():
            staying = flow._chorus_live_lines() - leaving
            if staying and not flow.doubtful:
                flow._chorus_split(leaving, "cancelled")
            else:
                flow._chorus_set_state("cancelled", next_check=False)
                lines |= staying
        lines.superseded = True


def _fits_lot(kind):
    """Tell whether the portal takes several invoices of a format in one file."""
    return kind != PDF


def _by_name(files):
    """Return dict name → bytes; numbers that differ by a slash share a file name."""
    members = {}
    for name, content in files:
        stem, dot, extension = name.rpartition(".")
        number = 2
        while name in members:
            name = f"{stem}_{number}{dot}{extension}"
            number += 1
        members[name] = content
    return members
