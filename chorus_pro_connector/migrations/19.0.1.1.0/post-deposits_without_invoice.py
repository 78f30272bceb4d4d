# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices that were sent can no longer be deleted; some were, before.

Odoo itself changes the foreign key of ``chorus_flow_line.move_id`` from *set null* to
*restrict*. Here, what waits to be sent for an invoice that is gone is cancelled: there
is nothing left to send. What was sent stays as it is, and its flow goes on.
"""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE chorus_flow_line line
           SET superseded = TRUE
          FROM chorus_flow flow
         WHERE flow.id = line.flow_id
           AND line.move_id IS NULL
           AND line.superseded IS NOT TRUE
           AND flow.state IN ('queued', 'failed')
           AND flow.doubtful IS NOT TRUE
        """
    )
    cr.execute(
        """
        UPDATE chorus_flow flow
           SET state = 'cancelled', next_check = NULL
         WHERE flow.state IN ('queued', 'failed')
           AND flow.doubtful IS NOT TRUE
           AND EXISTS (SELECT 1 FROM chorus_flow_line line WHERE line.flow_id = flow.id)
           AND NOT EXISTS (
                   SELECT 1
                     FROM chorus_flow_line line
                    WHERE line.flow_id = flow.id AND line.superseded IS NOT TRUE
               )
        """
    )
