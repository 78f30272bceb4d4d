# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import account_move, account_move_operations, sale_order, sale_order_checks
