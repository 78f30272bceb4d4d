# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import format_date


class AccountMove(models.Model):
    _inherit = "account.move"

    # === What to confirm before an invoice leaves === #

    def _chorus_doubts(self):
        """Ask the portal once more; return the sentences to confirm, none as a rule.

        Nothing here keeps an invoice back for good: a directory that cannot be read,
        a commitment that the portal has just failed to show.
        """
        self.ensure_one()
        client = self.commercial_partner_id
        # First: what the directory knows now decides of the rest.
        failure = client._chorus_refresh_if_old(self.company_id)
        doubts = [sentence for _code, sentence in self._chorus_asked()]
        if failure:
            doubts.append(self._chorus_old_directory_sentence(failure))
        if doubts:
            return doubts
        before = self._chorus_check_commitment_unseen()
        self._chorus_ask_portal()
        missed = self._chorus_check_commitment_unseen()
        if missed and missed != before:
            return [self._chorus_rule_sentence("commitment_unseen", missed)]
        return []

    def _chorus_old_directory_sentence(self, failure):
        """Say since when the client is known as it is.

        :param failure: why the directory could not be read, one sentence
        """
        client = self.commercial_partner_id
        if not client.chorus_checked:
            return self.env._(
                "%(client)s was never read in the directory of Chorus Pro: only what "
                "is typed on its contact is known. %(reason)s",
                client=client.name,
                reason=failure,
            )
        date = fields.Datetime.context_timestamp(self, client.chorus_checked)
        return self.env._(
            "What is known of %(client)s dates from %(date)s, and the directory of "
            "Chorus Pro could not be read again. %(reason)s",
            client=client.name,
            reason=failure,
            date=format_date(self.env, date.date()),
        )

    def _chorus_note_deposit(self, notes):
        # EXTENDS 'chorus_pro_connector', room status
        result = super()._chorus_note_deposit(notes)
        self._chorus_note_old_directory()
        return result

    def _chorus_note_old_directory(self):
        """These have left without a fresh look at their client: keep a trace."""
        bodies = {}
        for move in self:
            client = move.commercial_partner_id
            if client.chorus_checked and client._chorus_is_stale():
                bodies[move.id] = self.env._(
                    "The directory of Chorus Pro did not answer before sending: what "
                    "is known of %(client)s dates from %(date)s.",
                    client=client.name,
                    date=format_date(self.env, client.chorus_checked.date()),
                )
        self.browse(bodies)._message_log_batch(bodies=bodies)

    def _chorus_confirm(self, doubts, paid=False):
        """Return the window that asks whether to send all the same.

        :param paid: also propose the framework of an invoice that is paid
        """
        wizard = self.env["chorus.confirm.wizard"].create(
            {"move_id": self.id, "doubts": "\n".join(doubts), "paid": paid}
        )
        return wizard._get_records_action(
            name=self.env._("Before sending to Chorus Pro"), target="new"
        )
