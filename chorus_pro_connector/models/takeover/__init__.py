# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the OCA modules ``l10n_fr_chorus_*`` left in a database, taken over."""

# Declared, not sorted: the steps are those of the takeover, in their order.
# isort: off
from . import (
    oca,
    set_aside,
    report,
    take_companies,
    take_services,
    take_partners,
    take_flows,
    take_lines,
    take_invoices,
    take_past,
    chorus_takeover,
    chorus_takeover_row,
    res_company_held,
    ir_ui_menu,
)
