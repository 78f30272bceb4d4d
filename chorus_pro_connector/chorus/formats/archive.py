# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Several invoice files in one, a ``tar.gz`` (portal.md §5.1)."""

import gzip
import io
import tarfile
from collections.abc import Mapping

BLOCK = 512  # a member takes its header and whole blocks


def make_archive(members: Mapping[str, bytes]) -> bytes:
    """Return a ``tar.gz`` of ``members``: the same files give the same bytes.

    Sorted by name, without any date or owner: after a doubt the very same bytes must
    be sent again.

    :param members: dict name → bytes
    """
    packed = io.BytesIO()
    with (
        gzip.GzipFile("", "wb", fileobj=packed, mtime=0) as stream,
        tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for name, content in sorted(members.items()):
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(content), 0o644
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def member_size(content: bytes) -> int:
    """Return the most that ``content`` adds to an archive, in bytes.

    A Factur-X is compressed already: counting what is not yet packed is safe.
    """
    return (len(content) // BLOCK + 2) * BLOCK
