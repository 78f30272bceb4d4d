# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices as they were in a deposit: one line for each, with what became of it."""

# Names of tables and columns are constants of ours (oca.py).
# pylint: disable=sql-injection
import re

from ...chorus.codes import INVOICE_STATUSES
from . import oca

KIND = "line"
# How theirs wrote the portal's errors down, one after the other.
ERROR = re.compile(
    r"Ref facture *: *(?P<number>[^\n]*)\n\s*Libellé erreur *: *(?P<text>[^\n]*)"
)
STATES = {code: row.state for code, row in INVOICE_STATUSES.items()}


def plan(env, report):
    """Tell, of each invoice in each of their flows, what becomes of it.

    The last flow of an invoice is its live deposit, the others are history. A flow that
    an invoice has left was one that rejected it.
    """
    cr = env.cr
    if not oca.has_flows(cr):
        return
    status = oca.column(cr, oca.FLOW, "status", "flow")
    report.add(
        KIND,
        f"""
        WITH pair AS MATERIALIZED (
            SELECT pair.flow_id, pair.move_id,
                   max(pair.flow_id) OVER (PARTITION BY pair.move_id) AS latest
              FROM {oca.PAIRS} pair
              JOIN {oca.FLOW} known ON known.id = pair.flow_id
        ), judged AS (
            SELECT pair.*, company.id AS company_id,
                   COALESCE(NULLIF(move.name, ''), '/') AS number, CASE
                   WHEN known.flow_id IS DISTINCT FROM pair.flow_id
                        OR state.ours = 'rejected' THEN 'rejected'
                   WHEN state.ours IS NULL THEN 'pending'
                   ELSE 'accepted' END AS outcome
              FROM pair
              JOIN account_move move ON move.id = pair.move_id
              JOIN {oca.FLOW} flow ON flow.id = pair.flow_id
              LEFT JOIN res_company company ON company.id = flow.company_id
              LEFT JOIN {oca.MOVES} known ON known.move_id = pair.move_id
              LEFT JOIN (VALUES {oca.values(oca.FLOW_STATES.items())})
                   state (theirs, ours) ON state.theirs = {status}
        )
        SELECT judged.flow_id, judged.move_id, judged.number, judged.company_id, CASE
               WHEN EXISTS (SELECT FROM chorus_flow_line ours
                             WHERE ours.flow_id = judged.flow_id
                               AND ours.move_id = judged.move_id) THEN 'already'
               WHEN flow.verdict IN ('both_know', 'id_used', 'no_company')
               THEN 'flow_left'
               WHEN judged.flow_id <> judged.latest THEN 'history'
               WHEN EXISTS (SELECT FROM chorus_flow_line ours
                             WHERE ours.move_id = judged.move_id
                               AND ours.superseded IS NOT TRUE) THEN 'both_know'
               WHEN judged.outcome = 'rejected' THEN 'rejected'
               ELSE 'live' END, judged.outcome
          FROM judged
          JOIN chorus_takeover_row flow
            ON flow.takeover_id = %(run)s AND flow.kind = 'flow'
           AND flow.source_id = judged.flow_id
        """,
    )


def apply(env, report, rows):
    """Insert some of the lines, and show the deposit on their invoices."""
    # The order of the ids is that of the deposits.
    report.execute(
        f"""
        INSERT INTO chorus_flow_line
               (flow_id, company_id, move_id, number, amount, currency_id, outcome,
                identifier, superseded, create_uid, create_date, write_uid, write_date)
        SELECT row.source_id, row.company_id, row.target_id, row.label,
               move.amount_total, move.currency_id, row.detail,
               CASE WHEN row.detail = 'accepted' THEN known.identifier END,
               row.verdict = 'history', %(user)s, now() AT TIME ZONE 'UTC', %(user)s,
               now() AT TIME ZONE 'UTC'
          FROM chorus_takeover_row row
          JOIN chorus_flow flow ON flow.id = row.source_id
          JOIN account_move move ON move.id = row.target_id
          LEFT JOIN {oca.MOVES} known
            ON known.move_id = row.target_id AND known.flow_id = row.source_id
         WHERE row.id = ANY(%(rows)s)
           AND NOT EXISTS (SELECT FROM chorus_flow_line ours
                            WHERE ours.flow_id = row.source_id
                              AND ours.move_id = row.target_id)
         ORDER BY row.source_id, row.target_id
        """,
        rows,
        user=env.uid,
    )
    _tell_errors(env, report, rows)
    report.execute(
        f"""
        UPDATE account_move move
           SET chorus_flow_id = row.source_id, chorus_past = FALSE,
               chorus_state = CASE row.detail
                   WHEN 'rejected' THEN 'rejected'
                   WHEN 'pending' THEN 'deposited'
                   ELSE COALESCE(state.ours, 'integrated') END
          FROM chorus_takeover_row row
          LEFT JOIN {oca.MOVES} known ON known.move_id = row.target_id
          LEFT JOIN (VALUES {oca.values(STATES.items())}) state (theirs, ours)
            ON state.theirs = known.status
         WHERE row.id = ANY(%(rows)s) AND row.verdict IN ('live', 'rejected')
           AND move.id = row.target_id
        """,
        rows,
    )


def _tell_errors(env, report, rows):
    """Take the portal's reason of each rejection out of the notes of its flow."""
    rejected = report.fetch(
        """
        SELECT line.id, line.number, flow.notes
          FROM chorus_flow_line line
          JOIN chorus_flow flow ON flow.id = line.flow_id
          JOIN chorus_takeover_row row
            ON row.source_id = line.flow_id AND row.target_id = line.move_id
         WHERE row.id = ANY(%(rows)s) AND line.outcome = 'rejected'
           AND line.error IS NULL AND flow.notes IS NOT NULL
        """,
        rows,
    )
    told = [(line, error_of(number, notes)) for line, number, notes in rejected]
    if told:
        env.cr.execute_values(
            "UPDATE chorus_flow_line SET error = found.error FROM (VALUES %s)"
            " found (id, error) WHERE chorus_flow_line.id = found.id",
            told,
        )


def error_of(number, notes):
    """Return what the notes of a flow say of one invoice; all of them if they do not
    name it."""
    found = [
        match["text"].strip()
        for match in ERROR.finditer(notes)
        if match["number"].strip() == number
    ]
    return "\n".join(filter(None, found)) or notes.strip()
