# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import sale_order, sale_order_line, statement, works_line
