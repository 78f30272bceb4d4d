# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Their past is never ready to be sent.

A client who receives by Chorus Pro from now on has invoices of before, of which theirs
knew nothing: typed on the portal, sent otherwise, or not sent at all. The first day of
the company keeps them outside; those that may still be awaited are named.
"""

from odoo import fields

from .report import TAKEN

KIND = "past"


def plan(env, report):
    """Name the posted invoices of those clients that no deposit of theirs has.

    Paid ones in one row for each client, the others each.
    """
    clients = """
        SELECT DISTINCT row.source_id AS client_id, row.target_id AS company_id
          FROM chorus_takeover_row row
         WHERE row.takeover_id = %(run)s AND row.kind = 'method'
           AND row.verdict IN ('taken', 'already')
    """
    alone = """
        move.move_type IN ('out_invoice', 'out_refund') AND move.state = 'posted'
        AND NOT EXISTS (SELECT FROM chorus_takeover_row line
                         WHERE line.takeover_id = %(run)s AND line.kind = 'line'
                           AND line.target_id = move.id)
        AND NOT EXISTS (SELECT FROM chorus_flow_line ours WHERE ours.move_id = move.id)
    """
    joined = f"""
        FROM account_move move
        JOIN ({clients}) client
          ON client.client_id = move.commercial_partner_id
         AND client.company_id = move.company_id
        JOIN res_partner partner ON partner.id = client.client_id
       WHERE {alone}
    """
    report.add(
        KIND,
        f"""
        SELECT client.client_id, NULL::int, partner.name, client.company_id, 'past',
               count(*)::text
        {joined} AND move.payment_state NOT IN ('not_paid', 'partial')
        GROUP BY client.client_id, partner.name, client.company_id
        """,
    )
    report.add(
        KIND,
        f"""
        SELECT client.client_id, move.id, move.name, client.company_id, 'unsent',
               move.invoice_date::text
        {joined} AND move.payment_state IN ('not_paid', 'partial')
        """,
    )


def begin(env, report):
    """Give each company that takes something over a first day, before any client gets
    our sending method; one that has all of it already is left as it is."""
    env.cr.execute(
        """
        SELECT DISTINCT CASE kind WHEN 'method' THEN target_id
                                  WHEN 'company' THEN source_id
                                  ELSE company_id END
          FROM chorus_takeover_row
         WHERE takeover_id = %s AND NOT done AND verdict = ANY(%s)
           AND kind IN ('method', 'company', 'flow', 'invoice')
        """,
        [report.run, list(TAKEN)],
    )
    ids = [company for (company,) in env.cr.fetchall() if company]
    for company in env["res.company"].sudo().browse(ids).exists():
        if not company.chorus_start_date:
            company.chorus_start_date = fields.Date.context_today(company)
        # Nothing is asked of the portal before a person says so.
        company.chorus_held = True
    env.flush_all()


def apply(env, report, rows):
    """Show them as invoices of before; their state stays *not for Chorus Pro*."""
    report.execute(
        """
        UPDATE account_move move SET chorus_past = TRUE
          FROM chorus_takeover_row row, res_company company
         WHERE row.id = ANY(%(rows)s) AND company.id = move.company_id
           AND move.company_id = row.company_id
           AND move.move_type = 'out_invoice' AND move.state = 'posted'
           AND move.commercial_partner_id = row.source_id
           AND move.chorus_flow_id IS NULL AND move.chorus_past IS NOT TRUE
           AND move.invoice_date < company.chorus_start_date
           AND COALESCE(move.chorus_state, 'no') = 'no'
        """,
        rows,
    )


def end(env, report):
    """Let Odoo look at the few that may still be sent: drafts, those of today, credit
    notes, and what the portal rejected last."""
    env.cr.execute(
        """
        SELECT move.id
          FROM account_move move
          JOIN chorus_takeover_row row
            ON row.source_id = move.commercial_partner_id
           AND row.target_id = move.company_id
          JOIN res_company company ON company.id = move.company_id
         WHERE row.takeover_id = %(run)s AND row.kind = 'method'
           AND row.verdict IN ('taken', 'already')
           AND move.move_type IN ('out_invoice', 'out_refund')
           AND move.state <> 'cancel' AND move.chorus_flow_id IS NULL
           AND (move.state = 'draft' OR move.move_type = 'out_refund'
                OR move.invoice_date >= company.chorus_start_date)
        UNION
        SELECT row.target_id FROM chorus_takeover_row row
         WHERE row.takeover_id = %(run)s AND row.kind = 'line'
           AND row.verdict = 'rejected'
        """,
        {"run": report.run},
    )
    moves = env["account.move"].sudo().browse(move for (move,) in env.cr.fetchall())
    env.invalidate_all()
    env.add_to_compute(moves._fields["chorus_state"], moves)
    moves.flush_recordset(["chorus_state"])
