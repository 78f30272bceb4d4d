# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Archives of several invoice files: the same bytes every time, nothing but files."""

import io
import os
import tarfile
import time
from unittest.mock import patch

from chorus.formats.archive import make_archive, member_size

MEMBERS = {
    "ubl_chorus_facture_F-2.xml": b"<b/>",
    "ubl_chorus_facture_F-1.xml": b"<a/>" * 500,
    "ubl_chorus_facture_F+1 B.xml": b"",
}


def test_what_goes_in_comes_out():
    archive = make_archive(MEMBERS)
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as opened:
        found = {item.name: opened.extractfile(item).read() for item in opened}
        assert list(found) == sorted(MEMBERS)
        assert all(item.isreg() for item in opened)
        assert {(item.mtime, item.uid, item.uname) for item in opened} == {(0, 0, "")}
    assert found == MEMBERS


def test_same_bytes_whenever_and_in_whatever_order():
    archive = make_archive(MEMBERS)
    with patch.object(time, "time", return_value=1.0):
        assert make_archive(dict(reversed(MEMBERS.items()))) == archive


def test_size_is_foreseen():
    """The sum of what members may add is never less than the archive."""
    members = {f"{rank}.pdf": os.urandom(10_000 + rank) for rank in range(100)}
    foreseen = sum(map(member_size, members.values()))
    assert len(make_archive(members)) < foreseen + 64 * 1024
