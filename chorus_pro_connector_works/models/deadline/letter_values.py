# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a letter says of its delay: parties, days, figures, in French for everybody."""

from datetime import timedelta
from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.chorus_pro_connector.chorus.clock import interest
from odoo.addons.chorus_pro_connector.chorus.clock.rates import RateMissingError

from ...decompte import receipts as r
from ...decompte import rows as k
from ..file.words import amount, day, euros, percent, period
from ..market.numbers import exact

# The receipts as letters name them.
FACTS = {
    r.STATEMENT_MOE: "réception du projet de décompte par le maître d'œuvre",
    r.REFUSED_AMOUNT: "refus du projet de décompte",
    r.REQUEST: "réception de la demande de paiement",
    r.RECEPTION: "notification de la décision de réception",
    r.EFFECT: "effet de la réception des travaux",
    r.RESERVES_LIFTED: "levée des réserves",
    r.FINAL_MOE: "réception du projet de décompte final par le maître d'œuvre",
    r.FINAL_MOA: "réception du projet de décompte final par le maître d'ouvrage",
    r.GENERAL_MOA: "notification du décompte général par le maître d'ouvrage",
    r.GENERAL_MOE: "envoi du décompte général par le maître d'œuvre",
    r.SIGNED_MOA: "réception du décompte général signé par le maître d'ouvrage",
    r.TACIT_MOA: "réception du projet de décompte général par le maître d'ouvrage",
    r.TACIT_CONFIRMED: "constat du décompte général et définitif tacite",
}
# Kind of delay → (to, copy), by name of the market's party.
PARTIES = {
    k.INSTALMENT: (("client_id",), ("moe_id",)),
    k.PAYMENT: (("payer",), ()),
    k.REFUSAL: (("moe_id", "client_id"), ()),
    k.REQUEST: (("subcontractor", "client_id"), ()),
    k.FINAL_DRAFT: (("moe_id", "client_id"), ()),
    k.GENERAL: (("client_id",), ("moe_id",)),
    k.TACIT: (("client_id",), ("moe_id",)),
    k.SIGNATURE: (("client_id",), ("moe_id",)),
    k.BALANCE: (("payer",), ()),
    k.RETENTION: (("client_id",), ()),
}
# Letters about a silence: not before it is one.
OF_SILENCE = (k.INSTALMENT, k.PAYMENT, k.GENERAL, k.BALANCE, k.RETENTION)
DECISIONS = {
    "accepted": "nous acceptons cette demande pour {amount} HT",
    "partly": "nous acceptons cette demande à hauteur de {amount} HT, pour le motif "
    "suivant : {reason}",
    "refused": "nous refusons cette demande, pour le motif suivant : {reason}",
}

# Columns of the recapitulation, before the net.
RECAP = ("amount_total", "amount_retention", "amount_advance", "amount_subcontract")


class ChorusWorksDeadline(models.Model):
    _inherit = "chorus.works.deadline"

    has_letter = fields.Boolean(compute="_compute_has_letter")

    @api.depends("kind", "state", "date_act", "closing", "request_id.decision")
    def _compute_has_letter(self):
        for row in self:
            row.has_letter = row.kind in PARTIES and not row._works_letter_problem()

    def action_letter(self):
        """Button *Prepare the letter*: a draft that a person reads and sends.

        :raise UserError: there is nothing to write about yet
        """
        self.ensure_one()
        letters = self.env["chorus.works.letter"]
        # The draft is made with more rights than a user has.
        letters.check_access("write")
        self._works_check_letter()
        return letters._works_draft(self)._get_records_action()

    def _works_check_letter(self):
        if problem := self._works_letter_problem():
            raise UserError(problem)
        if self.kind == k.PAYMENT and not self._works_claim():
            raise UserError(self.env._("The statement is not paid late."))

    def _works_letter_problem(self):
        """Return why there is nothing to write about yet, "" when there is."""
        today = fields.Date.context_today(self)
        if self.state in (k.STOPPED, k.WAITING):
            return self.env._("This delay does not run: nothing is to be said of it.")
        if self.kind == k.TACIT and self.state != k.DONE:
            return self.env._(
                "This letter says that there is a tacit general statement: read the "
                "proofs and confirm it first."
            )
        if self.kind == k.REQUEST and self.request_id.decision not in DECISIONS:
            return self.env._("Accept the request or refuse it, then write the letter.")
        if self.kind in OF_SILENCE and not self._works_is_late(today):
            return self.env._(
                "Nobody is late: this letter can be written once the delay is over."
            )
        return ""

    def _works_is_late(self, today):
        """Tell whether others let the delay pass: a payment may have come late."""
        if self.kind == k.PAYMENT and self.state == k.DONE and self.closing:
            today = fields.Date.to_date(self.closing["date"])
        elif self.state != k.RUNNING:
            return False
        return bool(self.date_act and self.date_act <= today)

    def _works_letter_parties(self):
        """Return (recipients, copies) as partners."""
        market = self.market_id
        named = {
            "payer": market.payer_id or market.client_id,
            "subcontractor": self.request_id.partner_id,
        }
        partners = self.env["res.partner"]
        return tuple(
            partners.browse().union(
                *(named[name] if name in named else market[name] for name in names)
            )
            for names in PARTIES.get(self.kind, ((), ()))
        )

    def _works_closing(self):
        return (self.closing,) if self.closing else ()

    def _works_letter_values(self):
        """Return {name of a text: what stands there}; see ``letter_template.NAMES``."""
        self.ensure_one()
        market, statement = self.market_id, self._works_letter_statement()
        held = market.amount_retention_held
        return {
            "marche": market.number,
            "objet": market.purpose,
            "titulaire": market.company_id.name,
            "moa": market.client_id.name or "",
            "moe": market.moe_id.name or "",
            "sous_traitant": self.request_id.partner_id.name or "",
            "piece": statement.move_id.name or "",
            "situation": str(statement.number or ""),
            "mois": period(statement.period_start, statement.period_end),
            "net": euros(statement.amount_net),
            "ttc": euros(statement.amount_total),
            "retenue": euros(held),
            "solde": euros(self._works_letter_balance(statement)),
            "depart": " ; ".join(self._works_letter_receipts()),
            "jours": str(self.days),
            "fin": day(self.date_end),
            "fin_ouvree": day(self.date_last),
            "lendemain": day(self.date_last and self.date_last + timedelta(days=1)),
            "decision": self._works_letter_decision(),
            "tableau": self._works_letter_table(statement),
        }

    def _works_letter_statement(self):
        """Return the statement that the letter is about, else the final one."""
        final = self.market_id.statement_ids.filtered(
            lambda row: row.kind == "final" and row.state == "posted"
        )
        return self.statement_id or final[:1]

    def _works_letter_balance(self, statement):
        """Return the balance that the letter names: with what followed the final
        statement, once the general statement was signed."""
        if self._works_with_revision():
            return self.market_id.balance_claimed
        return self._works_balance(statement)

    def _works_with_revision(self):
        """Tell whether the definitive revision is part of the balance: never on the
        tacit road."""
        receipts = {fact["kind"] for fact in self.receipts or ()}
        tacit = self.kind in (k.GENERAL, k.TACIT) or r.TACIT_CONFIRMED in receipts
        rows = self.market_id.statement_ids.filtered(
            lambda row: row.state == "posted" and row.adjusts == "definitive"
        )
        return bool(rows) and not tacit

    def _works_balance(self, statement):
        """Return the balance as it is claimed: penalties are the client's to prove."""
        return statement.amount_net + statement.amount_penalty

    def _works_letter_receipts(self):
        for fact in self.receipts or ():
            label = FACTS.get(fact["kind"])
            if label:
                yield f"{label} le {day(fields.Date.to_date(fact['date']))}"

    def _works_letter_decision(self):
        request = self.request_id
        words = DECISIONS.get(request.decision, "")
        return words.format(
            amount=euros(request.accepted_amount),
            reason=(request.reason or "").strip().rstrip("."),
        )

    # === Figures === #

    def _works_letter_table(self, statement):
        if self.kind == k.PAYMENT:
            return self._works_interest_table()
        if self.kind in (k.FINAL_DRAFT, k.SIGNATURE):
            return table((), self._works_final_rows(statement))
        if self.kind in (k.GENERAL, k.TACIT, k.BALANCE):
            return self._works_recap_table(statement)
        return ""

    def _works_final_rows(self, statement):
        if not statement:
            return []
        return [
            (
                "Travaux à prix initiaux HT, cumul",
                euros(statement.amount_works_cumulative),
            ),
            ("Total HT de la dernière situation", euros(statement.amount_untaxed)),
            ("TVA", euros(statement.amount_tax)),
            ("Total TTC", euros(statement.amount_total)),
            ("Net à payer", euros(statement.amount_net)),
            *self._works_general_rows(),
        ]

    def _works_general_rows(self):
        """Return what the general statement notified, where somebody typed it."""
        event = self.market_id._works_general_event()
        if self.kind != k.SIGNATURE or not event.balance:
            return []
        return [
            ("Solde du décompte général notifié", euros(event.balance)),
            ("Notre solde", euros(event.balance - event.balance_gap)),
            ("Différence", euros(event.balance_gap)),
        ]

    def _works_recap_table(self, final):
        """Return the instalments and the balance, as the letter claims them."""
        whole = self._works_with_revision()
        posted = self.market_id.statement_ids.filtered(
            lambda row: row.state == "posted" and (whole or row.adjusts != "definitive")
        ).sorted(lambda row: row._works_place())
        if not posted:
            return ""
        nets = [
            self._works_balance(row) if row == final and not whole else row.amount_net
            for row in posted
        ]
        rows = [
            (
                self._works_recap_label(row, final),
                *(amount(row[name]) for name in RECAP),
                amount(net),
            )
            for row, net in zip(posted, nets, strict=True)
        ]
        totals = [amount(sum(posted.mapped(name))) for name in RECAP]
        return table(
            ("", "TTC", "Retenue", "Avance", "Sous-traitants", "Net"),
            [*rows, ("Total", *totals, amount(sum(nets)))],
        )

    def _works_recap_label(self, row, final):
        if row.adjusts == "definitive":
            return "Révision définitive et pénalités"
        if row.adjusts:
            return f"Situation n° {row.number}, sommes admises"
        if row == final:
            return f"Solde ({row.move_id.name or ''})"
        return f"Acompte n° {row.number} – {period(row.period_start, row.period_end)}"

    def _works_claim(self):
        """Return what a late payment of the statement owes, None when it is not late.

        On the net of the statement: retention, advance and direct payments are not part
        of what was paid late.

        :raise UserError: the rate of the half-year is not known
        """
        self.ensure_one()
        statement = self.sudo().statement_id
        move = statement.move_id
        if not self.date_end or statement.amount_net <= 0:
            return None
        try:
            return interest.claim(
                exact(statement.amount_net, 2),
                self.date_end,
                self._works_payments(statement),
                fields.Date.context_today(self),
                self.env["chorus.rate"]._chorus_rates(),
            )
        except RateMissingError as error:
            raise UserError(move._chorus_tell_rate(error.first)) from error

    def _works_payments(self, statement):
        """Return the money of the bank; entries of the advance are no payment."""
        found = []
        for partial in statement.move_id._chorus_works_term_lines().matched_credit_ids:
            entry = partial.credit_move_id.move_id
            if entry.origin_payment_id or entry.statement_line_id:
                value = exact(partial.debit_amount_currency, 2)
                found.append(interest.Payment(entry.date, value))
        closing = self.closing or {}
        if closing.get("kind") == r.PAID:
            paid = fields.Date.to_date(closing["date"])
            booked = sum((payment.amount for payment in found), Decimal(0))
            left = exact(statement.amount_net, 2) - booked
            if left > 0:
                found.append(interest.Payment(paid, left))
        return found

    def _works_interest_table(self):
        owed = self._works_claim()
        rows = [
            ("Somme due", euros(owed.base)),
            ("Dernier jour du délai de paiement", day(owed.due)),
        ]
        for part in owed.parts:
            until = (
                f"payée le {day(part.paid)}"
                if part.paid
                else f"impayée au {day(part.until)}"
            )
            rows.append(
                (
                    f"{euros(part.amount)} {until} : {part.days} jours à "
                    f"{percent(owed.rate)}",
                    euros(part.interest),
                )
            )
        rows += [
            ("Intérêts moratoires", euros(owed.interest)),
            ("Indemnité forfaitaire", euros(owed.indemnity)),
            ("Total", euros(owed.total)),
        ]
        return table((), rows)


def table(head, rows):
    """Return a table as HTML; the first column is text, the others are figures."""
    cell = Markup('<td class="text-end">%s</td>')
    lines = [
        Markup("<tr><td>%s</td>%s</tr>")
        % (first, Markup("").join(cell % one for one in others))
        for first, *others in rows
    ]
    titles = Markup("").join(Markup("<th>%s</th>") % one for one in head)
    top = Markup("<thead><tr>%s</tr></thead>") % titles if head else Markup("")
    return Markup(
        '<table class="table table-sm table-bordered">%s<tbody>%s</tbody></table>'
    ) % (top, Markup("").join(lines))
