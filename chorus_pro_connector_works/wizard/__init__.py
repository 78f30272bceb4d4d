# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import works_statement_set_lot
