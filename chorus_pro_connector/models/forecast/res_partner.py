# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How long a client takes, by step and service: a table on its form."""

from markupsafe import Markup

from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from ...chorus.forecast.curve import MINIMUM
from ...chorus.forecast.history import (
    AVAILABLE,
    DEPOSITED,
    MANDATED,
    PAYMENT,
    STEP,
)

_lt = LazyTranslate(__name__)

# What is measured, from which stage, and what the row is called.
ROWS = (
    (STEP, DEPOSITED, _lt("Deposit → delivery")),
    (STEP, AVAILABLE, _lt("Delivery → payment order")),
    (STEP, MANDATED, _lt("Payment order → payment")),
    (PAYMENT, AVAILABLE, _lt("Delivery → payment")),
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    chorus_paces = fields.Html(
        string="How long it takes",
        compute="_compute_chorus_paces",
        sanitize=False,
        help="Days that this client has taken for each step, of invoices of the last "
        "two years.",
    )

    def _compute_chorus_paces(self):
        allowed = self.env["chorus.forecast"].has_access("read")
        for partner in self:
            partner.chorus_paces = allowed and partner._chorus_paces_table()

    def _chorus_paces_table(self):
        """Return HTML for the company at work, False while nothing is known."""
        client = self.commercial_partner_id
        if not client.id:
            return False
        paces = (
            self.env["chorus.forecast"]
            .sudo()
            ._chorus_learn(self.env.company, [client.id])
        )
        groups = [("", self.env._("All services"))]
        groups += [(code, code) for code in paces.services(client.id)]
        rows = [
            row
            for service, name in groups
            for row in self._chorus_pace_rows(paces, (client.id, service), name)
        ]
        if not rows:
            return False
        heads = [
            self.env._("Service"),
            self.env._("Step"),
            self.env._("Invoices"),
            self.env._("Half of them within (days)"),
            self.env._("Eight out of ten (days)"),
        ]
        head = Markup().join(Markup("<th>%s</th>") % text for text in heads)
        return Markup(
            '<table class="table table-sm"><thead><tr>%s</tr></thead>'
            "<tbody>%s</tbody></table>"
        ) % (head, Markup().join(rows))

    def _chorus_pace_rows(self, paces, group, name):
        for what, stage, label in ROWS:
            curve = paces.curve(group, what, stage)
            if not curve or not curve.ended:
                continue
            bounds = curve.bounds()
            cells = [name, self.env._(label), curve.ended]
            if bounds:
                low, middle, high = bounds
                cells += [middle, low if low == high else f"{low} – {high}"]
            else:
                few = (
                    self.env._("not enough (fewer than %(count)s)", count=MINIMUM)
                    if curve.ended < MINIMUM
                    else self.env._("not known: too many wait still")
                )
                cells += [few, ""]
            yield Markup("<tr>%s</tr>") % Markup().join(
                Markup("<td>%s</td>") % cell for cell in cells
            )
