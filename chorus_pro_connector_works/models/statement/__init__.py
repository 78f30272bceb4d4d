# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The monthly statement (*situation*): progress typed, figures of ``decompte``."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
