# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""PDF/A-3 and joined documents; nothing here knows of Chorus Pro."""
