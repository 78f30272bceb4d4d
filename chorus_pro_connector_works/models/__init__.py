# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# The order of dependencies: a room uses the ones above it, never one below. It is also
# the order of ``super()``: where two rooms extend the same method, the lower one is
# called first. tests/test_house.py holds both; no tool may sort these names.
# isort: off
from . import (
    mapping,
    market,
    statement,
    invoice,
    file,
    piece,
    deadline,
    act,
    validation,
    manager,
    proof,
    leaving,
)
