# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What theirs knew of an invoice: identifier, status, service, documents, reference.

Only what is empty is filled: what our connector knows, or somebody typed, stays.
"""

# Names of tables and columns are constants of ours (oca.py).
# pylint: disable=sql-injection
from . import oca

# A client of theirs demands a commitment: then the reference of the invoice is one.
COMMITMENT = ("engagement", "service_and_engagement")


def plan(env, report):
    cr = env.cr
    _plan_identifiers(cr, report)
    _plan_services(cr, report)
    _plan_references(cr, report)
    _plan_documents(cr, report)


def _plan_identifiers(cr, report):
    report.add(
        "invoice",
        f"""
        WITH known AS MATERIALIZED (
            SELECT known.*, count(*) OVER (PARTITION BY identifier) AS holders
              FROM {oca.MOVES} known
        )
        SELECT known.move_id, move.id, move.name, move.company_id, CASE
               WHEN move.chorus_identifier IS NOT DISTINCT FROM known.identifier
                    AND move.chorus_status IS NOT DISTINCT FROM known.status
                    OR known.holders > 1 AND move.chorus_identifier IS NULL
                    AND move.chorus_status IS NOT DISTINCT FROM known.status
               THEN 'already'
               WHEN move.chorus_identifier IS NOT NULL
                    OR move.chorus_status IS NOT NULL THEN 'both_know'
               WHEN known.identifier IS NOT NULL AND known.holders > 1 THEN 'twice'
               WHEN known.identifier IS NULL THEN 'no_identifier'
               WHEN known.flow_id IS NULL THEN 'no_flow'
               ELSE 'taken' END, COALESCE(known.identifier, known.status)
          FROM known
          JOIN account_move move ON move.id = known.move_id
        """,
    )


def _plan_services(cr, report):
    report.add(
        "service_code",
        f"""
        SELECT known.move_id, move.id, move.name, move.company_id,
               CASE WHEN move.buyer_reference = known.service THEN 'already'
                    WHEN COALESCE(move.buyer_reference, '') <> '' THEN 'filled'
                    ELSE 'taken' END, known.service
          FROM {oca.MOVES} known
          JOIN account_move move ON move.id = known.move_id
         WHERE COALESCE(known.service, '') <> ''
        """,
    )


def _plan_references(cr, report):
    """``ref`` was the commitment for them, but also whatever a client wrote."""
    if not oca.there(cr, "res_partner", "fr_chorus_required"):
        return
    report.add(
        "reference",
        f"""
        SELECT known.move_id, move.id, move.name, move.company_id, CASE
               WHEN move.purchase_order_reference = move.ref THEN 'already'
               WHEN COALESCE(move.purchase_order_reference, '') <> '' THEN 'filled'
               WHEN client.fr_chorus_required = ANY(%(commitment)s)
               THEN 'reference' ELSE 'reference_left' END, move.ref
          FROM {oca.MOVES} known
          JOIN account_move move ON move.id = known.move_id
          JOIN res_partner client ON client.id = move.commercial_partner_id
         WHERE COALESCE(move.ref, '') <> ''
        """,
        commitment=list(COMMITMENT),
    )


def _plan_documents(cr, report):
    if not oca.there(cr, oca.ATTACHMENTS, "account_move_id", "ir_attachment_id"):
        return
    report.add(
        "document",
        f"""
        SELECT joined.account_move_id, joined.ir_attachment_id, move.name,
               move.company_id, CASE WHEN EXISTS (
                   SELECT FROM account_move_chorus_attachment_rel ours
                    WHERE ours.account_move_id = joined.account_move_id
                      AND ours.ir_attachment_id = joined.ir_attachment_id)
               THEN 'already' ELSE 'taken' END, file.name
          FROM {oca.ATTACHMENTS} joined
          JOIN account_move move ON move.id = joined.account_move_id
          JOIN ir_attachment file ON file.id = joined.ir_attachment_id
        """,
    )


def apply_identifiers(env, report, rows):
    report.execute(
        f"""
        UPDATE account_move move
           SET chorus_identifier = CASE WHEN row.verdict = 'twice' THEN NULL
                                        ELSE known.identifier END,
               chorus_status = known.status, chorus_status_date = known.status_date
          FROM chorus_takeover_row row
          JOIN {oca.MOVES} known ON known.move_id = row.source_id
         WHERE row.id = ANY(%(rows)s) AND move.id = row.source_id
           AND move.chorus_identifier IS NULL AND move.chorus_status IS NULL
        """,
        rows,
    )


def apply_services(env, report, rows):
    report.fill("account_move", "buyer_reference", rows)


def apply_references(env, report, rows):
    report.fill("account_move", "purchase_order_reference", rows)


def apply_documents(env, report, rows):
    report.execute(
        """
        INSERT INTO account_move_chorus_attachment_rel
               (account_move_id, ir_attachment_id)
        SELECT source_id, target_id FROM chorus_takeover_row
         WHERE id = ANY(%(rows)s)
        ON CONFLICT DO NOTHING
        """,
        rows,
    )
