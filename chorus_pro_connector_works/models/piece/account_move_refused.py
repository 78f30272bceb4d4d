# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A works piece that was refused: its statement is taken back and stated again.

The invoice of a statement is made by it, so that a copy of the invoice would be of no
statement: what replaces it is a new statement, with all that was typed in the first.
"""

from odoo import models
from odoo.tools.translate import LazyTranslate

from odoo.addons.chorus_pro_connector.models.rule import WARNING, rule

_lt = LazyTranslate(__name__)

# The portal's name of a refused piece that another one stands in for.
DUPLICATED = "DUPLIQUE_APRES_REFUS"
# The tacit procedure went on from it: nobody refused it.
SUPERSEDED = "REMPLACEE_PAR_A22"


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_works_refused(self, statement):
        """Return the piece that the client refused and that this invoice replaces."""
        pieces = self.env["chorus.works.piece"].sudo()
        if self.reversed_entry_id:
            return pieces
        domain = [
            ("market_id", "=", statement.market_id.id),
            ("framework", "=", self.chorus_framework),
            ("statement_id.number", "=", statement.number),
            ("statement_id.order_id", "=", statement.order_id.id),
            ("statement_id", "!=", statement.id),
            ("chorus_state", "=", "refused"),
            ("move_id.chorus_status", "!=", SUPERSEDED),
        ]
        return pieces.search(domain, order="id desc", limit=1)

    def _chorus_works_previous(self):
        # EXTENDS the room of the file.
        previous = self.sudo().chorus_works_piece_ids.previous_id
        if previous:
            return previous.number, previous.date
        return super()._chorus_works_previous()

    # === The way out === #

    def _chorus_credit_and_replace(self):
        # EXTENDS 'chorus_pro_connector'
        statement = self._chorus_works_statement().with_env(self.env)
        if not statement:
            return super()._chorus_credit_and_replace()
        statement.check_access("write")
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=self.ids
        )
        reversal = wizard.create(
            {"reason": self.chorus_status_comment, "journal_id": self.journal_id.id}
        )
        reversal.refund_moves()
        reversal.new_move_ids._post(soft=False)
        again = statement._works_state_again()
        again._message_log(
            body=self.env._(
                "Replaces %(number)s, which the client refused on Chorus Pro.",
                number=self.name,
            )
        )
        return again._get_records_action(name=again.display_name)

    def _chorus_client_alerts(self):
        # EXTENDS 'chorus_pro_connector': its button makes a statement.
        alerts = super()._chorus_client_alerts()
        alert = alerts["chorus_client"]
        call = alert.get("action_call", ("", ""))
        if not self._chorus_works_statement() or (
            call[1] != "action_chorus_credit_and_replace"
        ):
            return alerts
        alert["action_text"] = self.env._("Credit note and new statement")
        if self.chorus_status == SUPERSEDED:
            alert["level"] = "info"
            del alert["action_text"], alert["action_call"]
        return alerts

    def _chorus_refusal_progress(self):
        # EXTENDS 'chorus_pro_connector': the new statement may still be a draft.
        done = super()._chorus_refusal_progress()
        again = self._chorus_works_statement().with_env(self.env)._works_stated_again()
        if not done or not again or not again.has_access("read"):
            return done
        label = self.env._("Open %(number)s", number=again.display_name)
        return {
            "level": "warning",
            "message": self.env._(
                "Refused by the client and cancelled; %(statement)s, which replaces "
                "it, is still a draft: post it, then send it.",
                statement=again.display_name,
            ),
            "action_text": label,
            "action": again._get_records_action(name=label),
        }

    @rule(
        "works_duplicated",
        WARNING,
        "chorus_works_statement_id",
        "statement",
        _lt(
            "Chorus Pro says that %(number)s, which this one replaces, has a copy "
            "already: send it only if nobody deposited that copy on the portal's site."
        ),
        number="portal.md §4.2",
        live=True,
        asks=True,
    )
    def _chorus_check_works_duplicated(self):
        previous = self.sudo().chorus_works_piece_ids.previous_id
        refused = previous.move_id
        if refused.chorus_status != DUPLICATED or self.chorus_identifier:
            return None
        return {"number": previous.number}
