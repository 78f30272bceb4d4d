# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""HTTP with PISTE and Chorus Pro: client, transport, answers, retries, diagnosis."""
