# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The legal clock of a public client: from a history to a date, a sum, a reason.

Code de la commande publique, L2192-10 to -14 and R2192-10 to -36; no Odoo, no portal.
``docs/fr/articles.md`` says which of these articles somebody has read.
"""
