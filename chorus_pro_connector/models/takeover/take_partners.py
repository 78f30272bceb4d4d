# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Public clients: what they demand, their identifiers and services, and that their
invoices go by Chorus Pro."""

# Names of tables and columns are constants of ours (oca.py).
# pylint: disable=sql-injection
from ...chorus.rules import is_siret_shaped
from . import oca
from .take_services import targets

# Their one list → our three fields.
DEMANDS = {
    "service": ("chorus_service_required",),
    "engagement": ("chorus_commitment_required",),
    "service_or_engagement": ("chorus_service_or_commitment",),
    "service_and_engagement": (
        "chorus_service_required",
        "chorus_commitment_required",
    ),
}
# Where their sending method is kept: 18.0 a value of Odoo's own field; before, a record
# of another module, as a property or, once upgraded, in a column by company.
METHOD_18 = "fr_chorus"
METHOD_CODE = "fr-chorus"
METHOD_FIELD = "customer_invoice_transmit_method_id"


def plan(env, report):
    cr = env.cr
    _plan_demands(cr, report)
    _plan_structures(cr, report)
    _plan_contacts(cr, report)
    _plan_registries(cr, report)
    _plan_methods(cr, report)


def _plan_demands(cr, report):
    if not oca.there(cr, "res_partner", "fr_chorus_required"):
        return
    report.add(
        "demands",
        """
        SELECT partner.id, partner.id, partner.name, partner.company_id,
               CASE WHEN partner.chorus_service_required
                      OR partner.chorus_commitment_required
                      OR partner.chorus_service_or_commitment
                    THEN 'filled' ELSE 'demands' END, partner.fr_chorus_required
          FROM res_partner partner
         WHERE partner.fr_chorus_required = ANY(%(lists)s)
        """,
        lists=list(DEMANDS),
    )


def _plan_structures(cr, report):
    if not oca.there(cr, "res_partner", "fr_chorus_identifier"):
        return
    report.add(
        "structure",
        """
        SELECT partner.id, partner.id, partner.name, partner.company_id, CASE
               WHEN partner.chorus_structure_id = partner.fr_chorus_identifier::text
               THEN 'already'
               WHEN COALESCE(partner.chorus_structure_id, '') <> ''
               THEN 'filled' ELSE 'taken' END, partner.fr_chorus_identifier::text
          FROM res_partner partner
         WHERE COALESCE(partner.fr_chorus_identifier::text, '0') NOT IN ('0', '')
        """,
    )


def _plan_contacts(cr, report):
    if not oca.there(cr, "res_partner", "fr_chorus_service_id") or not oca.there(
        cr, oca.SERVICE, "code"
    ):
        return
    report.add(
        "contact",
        """
        SELECT partner.id, partner.fr_chorus_service_id, partner.name,
               partner.company_id, CASE
               WHEN COALESCE(btrim(service.code), '') = ''
                    OR service.partner_id IS NULL THEN 'no_code'
               WHEN ours.id IS NULL THEN 'taken'
               WHEN upper(btrim(ours.code)) = upper(btrim(service.code))
               THEN 'already' ELSE 'filled' END, service.code
          FROM res_partner partner
          JOIN chorus_partner_service service
            ON service.id = partner.fr_chorus_service_id
          LEFT JOIN chorus_service ours ON ours.id = partner.chorus_service_id
        """,
    )


def _plan_registries(cr, report):
    """The SIRET stood in columns that 19.0 has no more."""
    if oca.there(cr, "res_partner", "siren", "nic"):
        siret = "concat(partner.siren, partner.nic)"
    elif oca.there(cr, "res_partner", "siret"):
        siret = "partner.siret"
    else:
        return
    clean = f"regexp_replace({siret}, '\\D', '', 'g')"
    report.add(
        "siret",
        f"""
        SELECT partner.id, partner.id, partner.name, partner.company_id,
               CASE WHEN partner.company_registry = {clean} THEN 'already'
                    WHEN COALESCE(partner.company_registry, '') <> '' THEN 'filled'
                    ELSE 'taken' END, {clean}
          FROM res_partner partner
         WHERE COALESCE({clean}, '') <> ''
        """,
    )
    cr.execute(
        "SELECT source_id, detail FROM chorus_takeover_row"
        " WHERE takeover_id = %s AND kind = 'siret' AND verdict = 'taken'",
        [report.run],
    )
    wrong = [partner for partner, text in cr.fetchall() if not is_siret_shaped(text)]
    report.judge("siret", wrong, "bad_siret")


def _plan_methods(cr, report):
    for company_id, partners in _methods(cr).items():
        report.add(
            "method",
            """
            SELECT partner.id, %(company)s::int, partner.name, %(company)s::int, CASE
                   WHEN partner.invoice_sending_method ->> %(key)s = 'chorus_pro'
                   THEN 'already'
                   WHEN COALESCE(partner.invoice_sending_method ->> %(key)s,
                                 %(theirs)s) <> %(theirs)s
                   THEN 'other_method' ELSE 'taken' END,
                   partner.invoice_sending_method ->> %(key)s
              FROM res_partner partner
             WHERE partner.id = ANY(%(partners)s)
            """,
            company=company_id,
            key=str(company_id),
            partners=sorted(partners),
            theirs=METHOD_18,
        )
    _plan_default(cr, report)


def _methods(cr):
    """Return {company id: ids of the clients that receive by Chorus there}."""
    found = {}
    for query in (_of_18(cr), *_of_before(cr)):
        if query:
            cr.execute(query)
            for company, partner in cr.fetchall():
                found.setdefault(company, set()).add(partner)
    return found


def _of_18(cr):
    return f"""
        SELECT company.id, partner.id
          FROM res_partner partner, jsonb_each_text(partner.invoice_sending_method)
               method, res_company company
         WHERE company.id::text = method.key AND method.value = '{METHOD_18}'
        """


def _of_before(cr):
    if not oca.there(cr, "transmit_method", "code"):
        return
    theirs = f"SELECT id FROM transmit_method WHERE code = '{METHOD_CODE}'"
    if oca.there(cr, "res_partner", METHOD_FIELD):
        yield f"""
            SELECT company.id, partner.id
              FROM res_partner partner, jsonb_each_text(partner.{METHOD_FIELD}) method,
                   res_company company
             WHERE company.id::text = method.key
               AND method.value IN (SELECT id::text FROM ({theirs}) one)
            """
    if oca.there(cr, "ir_property", "value_reference", "res_id"):
        yield f"""
            SELECT company.id, partner.id
              FROM ir_property property
              JOIN ir_model_fields field ON field.id = property.fields_id
              JOIN res_partner partner
                ON property.res_id = 'res.partner,' || partner.id
              JOIN res_company company
                ON property.company_id IS NULL OR property.company_id = company.id
             WHERE field.name = '{METHOD_FIELD}'
               AND property.value_reference IN
                   (SELECT 'transmit.method,' || id FROM ({theirs}) one)
            """


def _plan_default(cr, report):
    """A property without a client was the method of all of them: told, never spread."""
    if not oca.there(cr, "ir_property", "value_reference") or not oca.there(
        cr, "transmit_method", "code"
    ):
        return
    report.add(
        "method",
        f"""
        SELECT property.id, NULL::int, 'ir.property', company.id,
               'no_equivalent', property.value_reference
          FROM ir_property property
          JOIN ir_model_fields field ON field.id = property.fields_id
          LEFT JOIN res_company company ON company.id = property.company_id
         WHERE field.name = '{METHOD_FIELD}' AND property.res_id IS NULL
           AND property.value_reference IN (SELECT 'transmit.method,' || id
               FROM transmit_method WHERE code = '{METHOD_CODE}')
        """,
    )


def apply_demands(env, report, rows):
    sets = ", ".join(
        f"{ours} = row.detail IN ({lists})" for ours, lists in _lists_of().items()
    )
    report.execute(
        f"""
        UPDATE res_partner partner SET {sets}
          FROM chorus_takeover_row row
         WHERE row.id = ANY(%(rows)s) AND partner.id = row.source_id
        """,
        rows,
    )


def _lists_of():
    """Return {field of ours: SQL of the values of theirs that set it}."""
    fields = sorted({name for names in DEMANDS.values() for name in names})
    return {
        name: ", ".join(f"'{key}'" for key, names in DEMANDS.items() if name in names)
        for name in fields
    }


def apply_structures(env, report, rows):
    report.fill("res_partner", "chorus_structure_id", rows)


def apply_contacts(env, report, rows):
    report.execute(
        f"""
        UPDATE res_partner partner SET chorus_service_id = service.target_id
          FROM chorus_takeover_row row
          JOIN {targets(env.cr)} service ON service.source_id = row.target_id
         WHERE row.id = ANY(%(rows)s) AND partner.id = row.source_id
           AND partner.chorus_service_id IS NULL
        """,
        rows,
    )


def apply_registries(env, report, rows):
    report.fill("res_partner", "company_registry", rows)


def apply_methods(env, report, rows):
    report.execute(
        """
        UPDATE res_partner partner
           SET invoice_sending_method =
               COALESCE(partner.invoice_sending_method, '{}'::jsonb)
               || methods.ours
          FROM (SELECT source_id,
                       jsonb_object_agg(target_id::text, 'chorus_pro') AS ours
                  FROM chorus_takeover_row
                 WHERE id = ANY(%(rows)s)
                 GROUP BY source_id) methods
         WHERE partner.id = methods.source_id
        """,
        rows,
    )
