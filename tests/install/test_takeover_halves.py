# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever part of their schema is missing, the rest is reported and taken over."""

import json

import pytest
from oca_database import made, snapshot


@pytest.fixture(scope="module", params=[12, 16])
def halves(request):
    """(what became of each half, whether anything of it stayed)"""
    with made(request.param) as database:
        before = snapshot(database)
        database.play("oca_halves", "halves")
        played = json.loads(database.said("halves: "))
        yield played, snapshot(database) != before


def test_no_missing_part_stops_the_rest(halves):
    played, _changed = halves
    wrong = [f"{half}: {said}" for half, _rows, _left, said in played if said]
    assert not wrong, "\n".join(wrong)
    assert [half for half, _rows, left, _said in played if left] == []


def test_most_of_the_report_is_there(halves):
    """One part that is missing takes no other along."""
    played, changed = halves
    assert not changed
    (none, whole, *_rest), *others = played
    assert none == [] and whole > 40
    single = {half[0]: rows for half, rows, _left, _said in others if len(half) == 1}
    assert len(single) > 15
    assert min(single.values()) > whole / 3, min(single, key=single.get)
