# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Files on the disk of the server: are they still what was stored there?

A backup without its filestore, a full disk or a broken one leaves files that are gone,
empty or cut short; Odoo reads such a file as empty, and says nothing.
"""

import hashlib
import logging
import os
import tempfile
from contextlib import contextmanager

from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

# In the place of a SHA-256: the bytes are gone.
LOST = "lost"


class LostFileError(Exception):
    """What was to be handed over is not what was checked."""


def sha256(content):
    """Return the SHA-256 of bytes, in hexadecimal; of nothing, False."""
    return hashlib.sha256(content).hexdigest() if content else False


def is_whole(attachment):
    """Tell whether an attachment still holds the bytes that Odoo was given."""
    content = attachment.raw or b""
    return attachment._compute_checksum(content) == attachment.checksum


@contextmanager
def storing(env, content):
    """Store ``content`` inside this block, also where a damaged copy of it lies.

    Odoo names files after their content, and never writes one that is there: cut short
    by a full disk, it would keep these bytes from being stored for ever.

    :raise UserError: the disk takes nothing
    """
    try:
        _mend(env["ir.attachment"].sudo(), content)
        yield
    except OSError as error:
        _logger.exception("File not stored")
        raise UserError(
            env._(
                "The server could not store the file on its disk (%(reason)s): an "
                "administrator of the server makes room, then try again.",
                reason=error.strerror or type(error).__name__,
            )
        ) from error


def _mend(attachments, content):
    """Put ``content`` in the place of a file that bears its name and is damaged."""
    if attachments._storage() != "file" or not content:
        return
    checksum = attachments._compute_checksum(content)
    path = attachments._full_path(f"{checksum[:2]}/{checksum}")
    if not os.path.isfile(path):
        return
    with open(path, "rb") as file:
        kept = file.read()
    if kept == content or attachments._compute_checksum(kept) == checksum:
        return
    _logger.warning("File %s of the filestore was damaged: written anew", checksum)
    # In one step: somebody may be reading it.
    with tempfile.NamedTemporaryFile(dir=os.path.dirname(path), delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.chmod(file.name, os.stat(path).st_mode)
            os.replace(file.name, path)
        except OSError:
            os.unlink(file.name)
            raise
