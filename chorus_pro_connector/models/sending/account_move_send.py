# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from ..connection.once import TERMS, worked_out_once
from ..invoice.account_move_road import OTHER_ROADS, TO_PEOPLE

METHOD = "chorus_pro"


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    @api.model
    def _get_default_sending_methods(self, move):
        # EXTENDS 'account': whoever receives by Chorus Pro receives there only.
        methods = super()._get_default_sending_methods(move)
        return methods & {METHOD, *TO_PEOPLE} if METHOD in methods else methods

    def _is_applicable_to_company(self, method, company):
        # EXTENDS 'account'
        applicable = super()._is_applicable_to_company(method, company)
        if method == METHOD:
            return applicable and not company._chorus_stays_out()
        return applicable

    def _is_applicable_to_move(self, method, move, **move_data):
        # EXTENDS 'account'
        if method not in (METHOD, *TO_PEOPLE) and move._chorus_is_on_our_road():
            # Before super(), which would look the client up on the other network and
            # write on it.
            return False
        applicable = super()._is_applicable_to_move(method, move, **move_data)
        if method == METHOD:
            return applicable and move.chorus_state in (
                "ready",
                "incomplete",
                "rejected",
            )
        return applicable

    def _get_default_invoice_edi_format(self, move, **kwargs):
        # EXTENDS 'account': one electronic file is enough; ours is the one that counts.
        edi_format = super()._get_default_invoice_edi_format(move, **kwargs)
        only_chorus = set(kwargs.get("sending_methods") or ()) == {METHOD}
        return False if only_chorus else edi_format

    def _get_alerts(self, moves, moves_data):
        # EXTENDS 'account'
        alerts = super()._get_alerts(moves, moves_data)
        if all(move.chorus_state not in (False, "no") for move in moves):
            # Advice to take the other road would only mislead.
            alerts = {
                key: alert
                for key, alert in alerts.items()
                if not any(road in key for road in OTHER_ROADS)
            }
        for move in self._chorus_moves_sent(moves_data):
            if move not in moves or not (obstacle := move._chorus_obstacle()):
                continue
            sentence, action = obstacle
            alert = {
                # In a batch the others must still go.
                "level": "danger" if len(moves) == 1 else "warning",
                "message": f"{move.display_name}: {sentence}",
            }
            if button := move._chorus_issue_action(action):
                alert["action_text"], alert["action"] = button
            alerts[f"chorus_pro_{move.id}"] = alert
        return alerts

    @api.model
    def _call_web_service_after_invoice_pdf_render(self, invoices_data):
        # EXTENDS 'account'
        for move, data in invoices_data.items():
            self._chorus_keep_road(move, data)
        result = super()._call_web_service_after_invoice_pdf_render(invoices_data)
        for move in self._chorus_moves_sent(invoices_data):
            data = invoices_data[move]
            if error := self._chorus_send(move, data):
                data["error"] = error
        return result

    @api.model
    def _chorus_keep_road(self, move, data):
        """Take the other networks off an invoice that goes by Chorus Pro, and say so.

        Whatever was ticked, by whomever: the methods may come from a call.
        """
        methods = set(data.get("sending_methods") or ())
        others = methods - {METHOD, *TO_PEOPLE}
        if not others or not move._chorus_is_on_our_road():
            return
        data["sending_methods"] = methods - others
        if METHOD not in methods:
            sentence = move._chorus_other_road_sentence(METHOD)
            title = self.env._("Chorus Pro")
            data["error"] = {"error_title": title, "errors": [sentence]}

    @api.model
    def _link_invoice_documents(self, invoices_data):
        # EXTENDS 'account': whoever e-mails today may deposit tomorrow.
        result = super()._link_invoice_documents(invoices_data)
        for move, data in invoices_data.items():
            if data.get("pdf_attachment_values") and move.chorus_state not in (
                False,
                "no",
            ):
                move._chorus_note_print()
        return result

    @api.model
    def _chorus_postponed_domain(self):
        """Select the invoices for Chorus Pro that Odoo's own action has yet to take."""
        return [
            ("sending_data", "!=", False),
            ("state", "=", "posted"),
            ("chorus_state", "not in", (False, "no")),
        ]

    @api.model
    def _chorus_resume(self):
        """Wake Odoo's own action when invoices for Chorus Pro wait for it.

        When it fails, be it because somebody wrote on an invoice at the same time, it
        comes back a day later only.
        """
        cron = self.env.ref("account.ir_cron_account_move_send", False)
        waiting = self.env["account.move"].search_count(
            self._chorus_postponed_domain(), limit=1
        )
        pending = self.env["ir.cron.trigger"].sudo()
        if cron and waiting and not pending.search_count([("cron_id", "=", cron.id)]):
            cron.sudo()._trigger()

    @api.model
    def _chorus_moves_sent(self, moves_data):
        """Return the invoices that go by Chorus Pro."""
        return [
            move
            for move, data in moves_data.items()
            if METHOD in (data.get("sending_methods") or ())
        ]

    @api.model
    def _chorus_send(self, move, data):
        """Deposit one invoice of *Send & Print*.

        :return: None, or an error dict as ``account.move.send`` reads it
        """
        with worked_out_once(self.env, TERMS):
            flow, errors = self._chorus_queue_sent(move, data)
        if errors:
            return {"error_title": self.env._("Chorus Pro"), "errors": errors}
        flow._chorus_wake_workers()
        if move.sending_data:
            # One of a list, in one transaction of Odoo's: to commit would release its
            # locks on the others. Our own action deposits it, and tells the end.
            self.env["chorus.batch"]._chorus_collect(flow, move.sending_data)
            return None
        flow._chorus_commit()
        flow._chorus_advance()
        if flow.state == "failed":
            errors = [flow.error_message]
            return {"error_title": self.env._("Chorus Pro"), "errors": errors}
        # Anything else goes on by itself: the scheduled action follows it.
        return None

    @api.model
    def _chorus_queue_sent(self, move, data):
        """Queue one invoice of *Send & Print*, with its file.

        :return: (flow, sentences of what keeps the invoice back)
        """
        move.company_id._chorus_begin()
        if move.sending_data:
            # The scheduled action sends: nobody is there to confirm.
            doubts = [sentence for _code, sentence in move._chorus_asked()]
        else:
            doubts = move._chorus_doubts()
        if obstacle := move._chorus_obstacle():
            return None, [obstacle[0]]
        if doubts:
            ask = self.env._(
                "To send it all the same, press “Send to Chorus” on the invoice."
            )
            return None, [*doubts, ask]
        # The attachment of the PDF does not exist yet at this point.
        pdf = data.get("pdf_attachment_values")
        try:
            with self.env.cr.savepoint():
                flow = move._chorus_queue()
                flow._chorus_prepare_file(pdf["raw"] if pdf else None)
        except UserError as error:
            # In a batch the others must still go.
            return None, [str(error)]
        return flow, []
