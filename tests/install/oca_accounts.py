# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the report of a takeover must name: whatever of theirs has no row of its own is
unaccounted for."""

# Kind of row → (table of theirs, rows that count, what ties a row to it, columns that
# must be there, other tables that must be).
_KNOWN = "{0}flow_id IS NOT NULL OR {0}identifier > 0 OR {0}status IS NOT NULL"
_SELF = "row.source_id = theirs.id"
ACCOUNTS = (
    ("flow", "chorus_oca_flow", "TRUE", _SELF, "name company_id", ""),
    ("service", "chorus_partner_service", "TRUE", _SELF, "code partner_id", ""),
    (
        "line",
        "chorus_flow_initial_account_move_rel",
        "TRUE",
        "row.source_id = theirs.chorus_flow_id AND row.target_id = theirs.move_id",
        "",
        "chorus_oca_flow",
    ),
    (
        "line",
        "account_move",
        "chorus_oca_flow_id IS NOT NULL",
        "row.source_id = theirs.chorus_oca_flow_id AND row.target_id = theirs.id",
        "chorus_oca_flow_id",
        "chorus_oca_flow",
    ),
    (
        "invoice",
        "account_move",
        _KNOWN.format("chorus_oca_"),
        _SELF,
        "chorus_oca_flow_id chorus_oca_identifier chorus_oca_status",
        "",
    ),
    (
        "invoice",
        "account_invoice",
        _KNOWN.format("chorus_"),
        "row.source_id = theirs.move_id",
        "move_id chorus_flow_id chorus_identifier chorus_status",
        "",
    ),
    (
        "service_code",
        "account_move",
        f"({_KNOWN.format('chorus_oca_')}) AND chorus_service_code <> ''",
        _SELF,
        "chorus_service_code chorus_oca_flow_id chorus_oca_identifier"
        " chorus_oca_status",
        "",
    ),
    (
        "document",
        "account_move_chorus_ir_attachment_rel",
        "TRUE",
        "row.source_id = theirs.account_move_id"
        " AND row.target_id = theirs.ir_attachment_id",
        "",
        "",
    ),
    (
        "demands",
        "res_partner",
        "fr_chorus_required <> 'none'",
        _SELF,
        "fr_chorus_required",
        "",
    ),
    (
        "structure",
        "res_partner",
        "fr_chorus_identifier > 0",
        _SELF,
        "fr_chorus_identifier",
        "",
    ),
    (
        "contact",
        "res_partner",
        "fr_chorus_service_id IS NOT NULL",
        _SELF,
        "fr_chorus_service_id",
        "chorus_partner_service",
    ),
    ("siret", "res_partner", "siren <> ''", _SELF, "siren nic", ""),
    (
        "company",
        "res_company",
        "fr_chorus_api_login <> ''",
        _SELF,
        "fr_chorus_api_login",
        "",
    ),
    (
        "leftover",
        "ir_model_data",
        "module LIKE 'l10n_fr_chorus%' AND model IN ('ir.cron', 'ir.ui.view',"
        " 'ir.model.access', 'ir.rule', 'ir.ui.menu', 'res.groups')",
        "row.source_id = theirs.res_id AND row.detail = theirs.model",
        "",
        "chorus_oca_leftover",
    ),
)


def unaccounted(query, run):
    """Return {(kind, table): rows of theirs that a report does not name}, of those
    tables and columns that a database has; empty when all is accounted for.

    :param query: runs SQL, returns rows
    :param run: id of the ``chorus.takeover``
    """
    columns = {}
    for table, column in query(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public'"
    ):
        columns.setdefault(table, set()).add(column)
    found = {}
    for kind, table, which, tie, wanted, others in ACCOUNTS:
        if not set(others.split()) <= columns.keys():
            continue
        if table not in columns or not set(wanted.split()) <= columns[table]:
            continue
        ((count,),) = query(
            f"SELECT count(*) FROM {table} theirs WHERE ({which}) AND NOT EXISTS ("
            f"SELECT FROM chorus_takeover_row row WHERE row.takeover_id = {int(run)}"
            f" AND row.kind = '{kind}' AND {tie})"
        )
        if count:
            found[kind, table] = count
    return found
