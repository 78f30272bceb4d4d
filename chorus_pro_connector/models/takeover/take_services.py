# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Services of structures. Ours are one for each structure and code."""

# Names of tables and columns are constants of ours (oca.py).
# pylint: disable=sql-injection
from . import oca

KIND = "service"
# Of twins that differ by spaces or capitals, the one that is in use and was first.
CODE = "upper(btrim(service.code))"


def _sources(cr):
    """Return the SQL of their services, each with the one that stands for its code."""
    label = "service.name" if oca.there(cr, oca.SERVICE, "name") else "NULL::varchar"
    active = "service.active" if oca.there(cr, oca.SERVICE, "active") else "TRUE"
    identifier = (
        "NULLIF(service.chorus_identifier::text, '0')"
        if oca.there(cr, oca.SERVICE, "chorus_identifier")
        else "NULL::text"
    )
    demands = (
        "service.engagement_required"
        if oca.there(cr, oca.SERVICE, "engagement_required")
        else "NULL::boolean"
    )
    return f"""(
        SELECT service.id, partner.id AS partner_id, btrim(service.code) AS code,
               {label} AS name, COALESCE({active}, TRUE) AS active,
               {identifier} AS identifier, {demands} AS engagement_required,
               first_value(service.id) OVER (
                   PARTITION BY service.partner_id, {CODE}
                   ORDER BY COALESCE({active}, TRUE) DESC, service.id) AS kept
          FROM {oca.SERVICE} service
          JOIN res_partner partner ON partner.id = service.partner_id
         WHERE COALESCE(btrim(service.code), '') <> '')"""


def targets(cr):
    """Return the SQL of (their id, our id) of the services that both have."""
    return f"""(
        SELECT theirs.id AS source_id, ours.id AS target_id
          FROM {_sources(cr)} theirs
          JOIN chorus_service ours
            ON ours.partner_id = theirs.partner_id
           AND upper(btrim(ours.code)) = upper(theirs.code))"""


def plan(env, report):
    cr = env.cr
    if not oca.there(cr, oca.SERVICE, "partner_id", "code"):
        return
    report.add(
        KIND,
        f"""
        SELECT theirs.id, theirs.partner_id,
               concat('[', theirs.code, '] ', theirs.name), partner.company_id, CASE
               WHEN EXISTS (SELECT FROM chorus_service ours
                             WHERE ours.partner_id = theirs.partner_id
                               AND upper(btrim(ours.code)) = upper(theirs.code))
               THEN 'already'
               WHEN theirs.kept <> theirs.id THEN 'merged'
               ELSE 'taken' END, partner.name
          FROM {_sources(cr)} theirs
          JOIN res_partner partner ON partner.id = theirs.partner_id
        """,
    )
    report.add(
        KIND,
        f"""
        SELECT service.id, service.partner_id, concat('[', service.code, ']'),
               NULL::int, 'no_code', NULL::text
          FROM {oca.SERVICE} service
         WHERE service.id NOT IN (SELECT theirs.id FROM {_sources(cr)} theirs)
        """,
    )


def apply(env, report, rows):
    report.execute(
        f"""
        INSERT INTO chorus_service
               (partner_id, company_id, code, name, active, identifier,
                commitment_required, demands_known, create_uid, create_date, write_uid,
                write_date)
        SELECT theirs.partner_id, partner.company_id, theirs.code, theirs.name,
               theirs.active, theirs.identifier,
               COALESCE(theirs.engagement_required, FALSE),
               theirs.identifier IS NOT NULL, %(user)s,
               now() AT TIME ZONE 'UTC', %(user)s, now() AT TIME ZONE 'UTC'
          FROM {_sources(env.cr)} theirs
          JOIN res_partner partner ON partner.id = theirs.partner_id
          JOIN chorus_takeover_row row ON row.source_id = theirs.id
         WHERE row.id = ANY(%(rows)s) AND row.verdict = 'taken'
        ON CONFLICT DO NOTHING
        """,
        rows,
        user=env.uid,
    )
