# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import (
    test_down_payments,
    test_hooks,
    test_operations,
    test_sale_checks,
    test_sale_references,
)
