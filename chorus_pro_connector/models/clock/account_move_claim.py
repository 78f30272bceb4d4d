# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Claiming what a late payment owes: the letter, and the sums to paste."""

from odoo import models
from odoo.exceptions import UserError

from ...chorus import articles
from ...chorus.clock.rates import RateMissingError

REPORT = "chorus_pro_connector.action_report_claim"


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_chorus_claim(self):
        """Print letter and état liquidatif, one pair for each client."""
        self.check_access("write")
        claims = self._chorus_claims()
        moves = self.browse(move.id for move in claims)
        for move in moves:
            move._message_log(body=move._chorus_claim_note(claims[move]))
        return self.env.ref(REPORT).report_action(moves)

    def _chorus_claims(self):
        """Return {invoice: claim} of those that are late; several of one client too.

        :raise UserError: nothing is late, or what the claim rests on is not known
        """
        rates = self.env["chorus.rate"]._chorus_rates()
        found = {}
        for move in self:
            try:
                owed = move._chorus_claim(rates)
            except RateMissingError as error:
                raise UserError(move._chorus_tell_rate(error.first)) from error
            if owed:
                found[move] = owed
        if not found:
            raise UserError(
                self.env._(
                    "None of these invoices is late by law: nothing can be claimed."
                )
            )
        moves = self.browse(move.id for move in found)
        moves._chorus_check_euros()
        moves._chorus_check_recipients()
        moves._chorus_check_categories()
        return found

    def _chorus_check_euros(self):
        """Refuse a claim whose 40 euros and sums would be in several currencies."""
        if others := self.filtered(lambda move: move.currency_id.name != "EUR"):
            raise UserError(
                self.env._(
                    "A claim is in euros, and these invoices are not: %(numbers)s; "
                    "choose the others, and work these out by hand.",
                    numbers=", ".join(others.mapped("display_name")),
                )
            )

    def _chorus_tell_rate(self, first):
        return self.env._(
            "The rate of the half-year from %(date)s is not known: an accounting "
            "manager writes it down under Chorus Pro › Configuration › Rates of late "
            "payment.",
            date=self.env["chorus.clock.words"]._chorus_day(first),
        )

    def _chorus_check_recipients(self):
        """Refuse a claim that would go to who is not the debtor."""
        for move in self:
            if siret := move._chorus_other_recipient():
                raise UserError(
                    self.env._(
                        "Chorus Pro has %(number)s for another recipient, SIRET "
                        "%(siret)s: a claim would go to %(client)s, which owes "
                        "nothing; choose the other invoices, and work this one out by "
                        "hand.",
                        number=move.display_name,
                        siret=siret,
                        client=move.commercial_partner_id.display_name,
                    )
                )

    def _chorus_check_categories(self):
        """Refuse a claim that rests on a delay which is only proposed."""
        clients = self.commercial_partner_id
        proposed = clients.filtered(lambda client: not client.chorus_category)
        if proposed:
            raise UserError(
                self.env._(
                    "Nobody has confirmed the legal delay of %(clients)s: confirm it "
                    "on the client's form, tab “Chorus Pro”, then claim.",
                    clients=", ".join(proposed.mapped("display_name")),
                )
            )

    def _chorus_claim_note(self, owed):
        """Return what the chatter keeps: the sum, and what somebody must check."""
        note = self.env._(
            "Claim made: interest %(interest)s, indemnity %(indemnity)s, %(days)s days "
            "late.",
            interest=self.currency_id.format(float(owed.interest)),
            indemnity=self.currency_id.format(float(owed.indemnity)),
            days=owed.parts[-1].days,
        )
        if articles.unverified(articles.CLAIM):
            check = self.env._(
                "Before you send it, read its articles of law on Légifrance: the "
                "connector's table still marks them “to verify”."
            )
            note = f"{note} {check}"
        return note
