# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the portal itself has of invoices: PIVOT and PDF, downloaded in groups."""

from odoo import api, models

from ...chorus.errors import (
    CredentialsError,
    DataError,
    PausedError,
    PortalError,
    UnavailableError,
    WaitError,
)
from ...chorus.portal.proofs import PDF, PIVOT, TOO_LARGE

# After these no other call of the same part can succeed.
HOPELESS = (CredentialsError, PausedError, UnavailableError, WaitError)


class PortalReader:
    """Reads while the portal answers; then fails at once, with the same error.

    :param portal: open :class:`~...chorus.portal.client.PortalClient`, or None
    :param error: why there is none
    """

    def __init__(self, portal, error=None):
        self._portal = portal
        self._error = error

    def ask(self, verb, *args):
        """Call ``verb`` of the client.

        :raise PortalError: as the verb does
        """
        if self._error:
            raise self._error
        try:
            return getattr(self._portal, verb)(*args)
        except HOPELESS as error:
            self._error = error
            raise


class ChorusProofPortal(models.AbstractModel):
    _name = "chorus.proof.portal"
    _description = "What Chorus Pro has of invoices, in an archive of proofs"

    @api.model
    def _chorus_add(self, reader, part, numbers, absent):
        """Write PIVOT and PDF of some invoices, with a list of what is in which.

        :param numbers: {invoice: its number in the archive}
        :param absent: list to which what cannot be had is added
        """
        moves = self.env["account.move"].union(*numbers)
        if not moves:
            return
        index = []
        for form in (PIVOT, PDF):
            for some, content in self._chorus_groups(
                reader, form, moves, numbers, absent
            ):
                suffix = _suffix(content)
                path = f"portal/{numbers[some[0]]:04d}-{form.lower()}.{suffix}"
                digest = part.add(path, content)
                rows = [
                    {"number": move.name, "identifier": move.chorus_identifier}
                    for move in some
                ]
                index.append({"path": path, "sha256": digest, "invoices": rows})
        part.add_json(f"portal/{numbers[moves[0]]:04d}-index.json", index)

    @api.model
    def _chorus_groups(self, reader, form, moves, numbers, absent):
        """Yield (invoices, bytes): all at once, or halves of what is too large.

        An invoice that the portal does not hand over takes no other one along.
        """
        try:
            content = self._chorus_download(reader, form, moves)
        except PortalError as error:
            if len(moves) > 1 and isinstance(error, DataError):
                half = len(moves) // 2
                for some in (moves[:half], moves[half:]):
                    yield from self._chorus_groups(reader, form, some, numbers, absent)
                return
            words = self.env["chorus.words"]
            reason = words._chorus_reading_sentence(error, moves.company_id[:1])
            absent += [
                {
                    "path": f"portal/{numbers[move]:04d}-{form.lower()}",
                    "reason": reason,
                }
                for move in moves
            ]
        else:
            yield moves, content

    @api.model
    def _chorus_download(self, reader, form, moves):
        identifiers = moves.mapped("chorus_identifier")
        try:
            return reader.ask("download_group", identifiers, form)
        except DataError as error:
            if len(moves) > 1 or form != PDF or error.http_status != TOO_LARGE:
                raise
        # Its joined documents are in the archive anyway.
        return reader.ask("download_group", identifiers, form, False)


def _suffix(content):
    if content.startswith(b"%PDF-"):
        return "pdf"
    return "zip" if content.startswith(b"PK") else "xml"
