# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Deposits of theirs: under their own ids, with their file and its fingerprint."""

# Names of tables and columns are constants of ours (oca.py).
# pylint: disable=sql-injection
import os

from ..connection.kept_bytes import LOST, sha256
from . import oca

KIND = "flow"


def plan(env, report):
    cr = env.cr
    if not oca.has_flows(cr):
        return
    file = oca.column(cr, oca.FLOW, "attachment_id", "flow")
    status = oca.column(cr, oca.FLOW, "status", "flow")
    report.add(
        KIND,
        f"""
        SELECT flow.id, NULL::int, flow.name, company.id, CASE
               WHEN EXISTS (SELECT FROM chorus_flow ours
                             WHERE ours.id = flow.id AND ours.name = flow.name)
               THEN 'already'
               WHEN EXISTS (SELECT FROM chorus_flow ours WHERE ours.name = flow.name)
               THEN 'both_know'
               WHEN EXISTS (SELECT FROM chorus_flow ours WHERE ours.id = flow.id)
               THEN 'id_used'
               WHEN company.id IS NULL THEN 'no_company'
               WHEN NOT EXISTS (SELECT FROM {oca.PAIRS} pair
                                 WHERE pair.flow_id = flow.id) THEN 'empty'
               WHEN file.id IS NULL THEN 'no_file'
               WHEN {status} IS NULL OR {status} <> ALL(%(final)s) THEN 'open'
               ELSE 'taken' END, {status}
          FROM {oca.FLOW} flow
          LEFT JOIN res_company company ON company.id = flow.company_id
          LEFT JOIN ir_attachment file ON file.id = {file}::int
        """,
        final=list(oca.FLOW_STATES),
    )
    if oca.there(cr, oca.FLOW, "attachment_id"):
        report.judge(KIND, _without_file(env, report), "file_gone")


def _without_file(env, report):
    """Yield the flows whose file is gone from the disk."""
    env.cr.execute(
        f"""
        SELECT flow.id, file.store_fname
          FROM {oca.FLOW} flow
          JOIN ir_attachment file ON file.id = flow.attachment_id
          JOIN chorus_takeover_row row
            ON row.source_id = flow.id AND row.takeover_id = %s AND row.kind = %s
         WHERE file.db_datas IS NULL AND row.verdict IN ('taken', 'open', 'empty')
        """,
        [report.run, KIND],
    )
    path = env["ir.attachment"]._full_path
    return [
        flow
        for flow, name in env.cr.fetchall()
        if not name or not os.path.exists(path(name))
    ]


def apply(env, report, rows):
    """Insert some of the flows, with the same ids, and make their files readable."""
    states = oca.values(oca.FLOW_STATES.items())
    syntaxes = oca.values(oca.SYNTAXES.items())
    cr = env.cr
    names = ("date", "attachment_id", "status", "status_date", "notes", "syntax")
    optional = {name: oca.column(cr, oca.FLOW, name, "flow") for name in names}
    report.execute(
        f"""
        INSERT INTO chorus_flow
               (id, name, date, company_id, syntax, attachment_id, status, status_date,
                notes, state, attempts, check_count, doubtful, deposit_announced,
                create_uid, create_date, write_uid, write_date)
        SELECT flow.id, flow.name, {optional["date"]}::date, flow.company_id,
               COALESCE(syntax.ours, %(facturx)s), file.id, {optional["status"]},
               {optional["status_date"]}::timestamp, {optional["notes"]},
               COALESCE(state.ours, 'deposited'), 1, 0, FALSE, TRUE,
               %(user)s, COALESCE({optional["date"]}::timestamp, now()), %(user)s,
               now() AT TIME ZONE 'UTC'
          FROM {oca.FLOW} flow
          JOIN chorus_takeover_row row ON row.source_id = flow.id
          LEFT JOIN ir_attachment file
            ON file.id = {optional["attachment_id"]}::int
          LEFT JOIN (VALUES {syntaxes}) syntax (theirs, ours)
            ON syntax.theirs = {optional["syntax"]}
          LEFT JOIN (VALUES {states}) state (theirs, ours)
            ON state.theirs = {optional["status"]}
         WHERE row.id = ANY(%(rows)s)
        ON CONFLICT (id) DO NOTHING
        """,
        rows,
        facturx=oca.SYNTAX_FACTURX,
        user=env.uid,
    )
    # Nobody but an administrator could read a file that belongs to no record.
    report.execute(
        """
        UPDATE ir_attachment file
           SET res_model = 'chorus.flow', res_id = flow.id,
               company_id = flow.company_id
          FROM chorus_flow flow
          JOIN chorus_takeover_row row ON row.source_id = flow.id
         WHERE file.id = flow.attachment_id AND row.id = ANY(%(rows)s)
           AND file.res_model IS NULL
        """,
        rows,
    )
    _fingerprint(env, report, rows)


def _fingerprint(env, report, rows):
    """Compute the SHA-256 of each file, which theirs did not keep."""
    files = report.fetch(
        """
        SELECT flow.id, file.store_fname, file.db_datas
          FROM chorus_flow flow
          JOIN ir_attachment file ON file.id = flow.attachment_id
          JOIN chorus_takeover_row row ON row.source_id = flow.id
         WHERE row.id = ANY(%(rows)s) AND flow.sha256 IS NULL
        """,
        rows,
    )
    digests = [
        (flow, sha256(_content(env, name, data)) or LOST) for flow, name, data in files
    ]
    if digests:
        env.cr.execute_values(
            "UPDATE chorus_flow SET sha256 = found.digest FROM (VALUES %s)"
            " found (id, digest) WHERE chorus_flow.id = found.id",
            digests,
        )


def _content(env, name, data):
    if data:
        return bytes(data)
    try:
        with open(env["ir.attachment"]._full_path(name), "rb") as file:
            return file.read()
    except (OSError, TypeError, AttributeError):
        return b""


def end(env):
    """Our next flow gets an id that none of theirs has."""
    if oca.has_flows(env.cr):
        env.cr.execute(
            f"""
            SELECT setval(pg_get_serial_sequence('chorus_flow', 'id'), GREATEST(
                (SELECT COALESCE(max(id), 1) FROM {oca.FLOW}),
                (SELECT COALESCE(max(id), 1) FROM chorus_flow),
                (SELECT last_value FROM chorus_flow_id_seq)))
            """
        )
