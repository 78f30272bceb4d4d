# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a letter that was sent quotes stays: dates of the market, events, its delay."""

from odoo import fields, models
from odoo.exceptions import UserError

from ...decompte import receipts as r
from ...decompte import rows as k

# Dates of the market that letters quote.
QUOTED_DATES = {
    "date_reception_notified": r.RECEPTION,
    "date_reception_effect": r.EFFECT,
    "date_reserves_lifted": r.RESERVES_LIFTED,
}


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    letter_ids = fields.One2many(
        comodel_name="chorus.works.letter",
        inverse_name="market_id",
        string="Letters",
        groups="chorus_pro_connector_works.group_works_user,"
        "account.group_account_readonly",
    )

    def _works_quotes(self, kind, date, statement=None):
        """Tell whether a letter that was sent names this event of this day."""
        for letter in self.sudo().letter_ids:
            if letter.state != "sent":
                continue
            if statement and letter.deadline_id.statement_id != statement:
                continue
            for fact in letter.quoted or ():
                if (fact["kind"], fact["date"]) == (kind, str(date)):
                    return True
        return False

    def _works_check_legal_dates(self, vals):
        # EXTENDS: a date that a letter quotes is not emptied, by nobody.
        result = super()._works_check_legal_dates(vals)
        for name, kind in QUOTED_DATES.items():
            if name in vals and not vals[name]:
                for market in self:
                    if market[name] and market._works_quotes(kind, market[name]):
                        raise UserError(
                            self.env._(
                                "“%(field)s” is quoted by a letter that was sent: "
                                "correct it, but do not empty it.",
                                field=self._fields[name]._description_string(self.env),
                            )
                        )
        return result


class ChorusWorksEvent(models.Model):
    _inherit = "chorus.works.event"

    def _works_is_quoted(self):
        # EXTENDS
        quoted = self.market_id._works_quotes(
            self.kind, self.date, self.statement_id or None
        )
        return quoted or super()._works_is_quoted()


class ChorusWorksDeadline(models.Model):
    _inherit = "chorus.works.deadline"

    letter_ids = fields.One2many(
        comodel_name="chorus.works.letter", inverse_name="deadline_id", string="Letters"
    )

    def _works_forget(self):
        # EXTENDS: what a letter was written about stays, stopped.
        written = self.filtered("letter_ids")
        written.write({"state": k.STOPPED, "date_act": False, "date_end": False})
        return super(ChorusWorksDeadline, self - written)._works_forget()
