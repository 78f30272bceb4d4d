# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The web pages where people play the public buyer, the validator, MOE and MOA."""
