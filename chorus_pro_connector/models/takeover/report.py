# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The report: one row for each thing of theirs, and what becomes of it.

The plan of all steps is this table. A look writes it and nothing else, so it locks no
row of anybody's; the takeover does what its rows say.
"""

# Names of tables and columns are constants of ours (oca.py).
# pylint: disable=sql-injection
# Verdict → whether the row is taken over (else it stays where it is), and whether a
# person should look at it. The sentences are in ``chorus_takeover_row.py``.
VERDICTS = {
    "taken": (True, False),
    "already": (False, False),
    # Flows
    "open": (True, False),
    "empty": (True, False),
    "no_file": (True, False),
    "file_gone": (True, True),
    "both_know": (False, True),
    "id_used": (False, True),
    "no_company": (False, True),
    # Invoices in flows
    "live": (True, False),
    "history": (True, False),
    "rejected": (True, True),
    "flow_left": (False, True),
    # Invoices
    "no_identifier": (True, False),
    "twice": (True, True),
    "no_flow": (True, True),
    "reference": (True, False),
    "reference_left": (False, False),
    "filled": (False, False),
    "past": (True, False),
    "unsent": (True, True),
    # Clients and services
    "merged": (True, True),
    "demands": (True, False),
    "no_code": (False, True),
    "bad_siret": (False, True),
    "other_method": (False, True),
    # Companies
    "production": (True, True),
    "qualification": (True, False),
    "environment_unknown": (True, True),
    "server_defaults": (True, False),
    "server_file": (False, True),
    "expired": (True, True),
    "no_password": (False, True),
    "format_by_client": (False, True),
    "no_equivalent": (False, False),
    "first_person": (True, True),
    # Leftovers
    "off": (False, False),
}
TAKEN = tuple(code for code, (taken, _hand) in VERDICTS.items() if taken)
HANDS = tuple(code for code, (_taken, hand) in VERDICTS.items() if hand)


class Report:
    """Rows of one run, written and read by the steps.

    :param cr: cursor
    :param run: id of the ``chorus.takeover``
    """

    def __init__(self, cr, run):
        self.cr, self.run = cr, run

    def add(self, kind, select, **values):
        """Write rows of one kind; return how many.

        :param select: SQL text that yields (source_id, target_id, label, company_id,
            verdict, detail), with ``%(name)s`` of ``values``
        """
        self.cr.execute(
            f"""
            INSERT INTO chorus_takeover_row
                   (takeover_id, kind, source_id, target_id, label, company_id,
                    verdict, detail, hand, done)
            SELECT %(run)s, %(kind)s, found.source_id, found.target_id, found.label,
                   found.company_id, found.verdict, found.detail,
                   found.verdict = ANY(%(hands)s), FALSE
              FROM ({select}) found (source_id, target_id, label, company_id, verdict,
                   detail)
             ORDER BY found.source_id, found.target_id
            """,
            {"run": self.run, "kind": kind, "hands": list(HANDS), **values},
        )
        return self.cr.rowcount

    def put(self, kind, rows):
        """Write rows that were found in Python: tuples like those of :meth:`add`."""
        for source, target, label, company, verdict, detail in rows:
            self.cr.execute(
                "INSERT INTO chorus_takeover_row (takeover_id, kind, source_id,"
                " target_id, label, company_id, verdict, detail, hand, done)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, FALSE)",
                [
                    *(self.run, kind, source, target, label, company, verdict),
                    *(detail, verdict in HANDS),
                ],
            )

    def judge(self, kind, sources, verdict):
        """Give rows that were written already another verdict."""
        if sources:
            self.cr.execute(
                "UPDATE chorus_takeover_row SET verdict = %s, hand = %s"
                " WHERE takeover_id = %s AND kind = %s AND source_id = ANY(%s)",
                [verdict, verdict in HANDS, self.run, kind, list(sources)],
            )

    def planned(self, kind):
        """Return the ids of the rows of a kind that are to be taken and are not yet."""
        self.cr.execute(
            "SELECT id FROM chorus_takeover_row WHERE takeover_id = %s AND kind = %s"
            " AND verdict = ANY(%s) AND NOT done ORDER BY id",
            [self.run, kind, list(TAKEN)],
        )
        return [row for (row,) in self.cr.fetchall()]

    def close(self, rows):
        """Note that these rows are done."""
        self.cr.execute(
            "UPDATE chorus_takeover_row SET done = TRUE WHERE id = ANY(%s)", [rows]
        )

    def execute(self, query, rows, **values):
        """Run a statement about some rows of the report (``row``, ``%(rows)s``)."""
        self.cr.execute(query, {"rows": list(rows), "run": self.run, **values})
        return self.cr.rowcount

    def fill(self, table, column, rows):
        """Write the value of some rows into a text column of their record, where it is
        empty.

        :param table, column: constants of ours
        """
        return self.execute(
            f"""
            UPDATE {table} record SET {column} = row.detail
              FROM chorus_takeover_row row
             WHERE row.id = ANY(%(rows)s) AND record.id = row.source_id
               AND COALESCE(record.{column}, '') = ''
            """,
            rows,
        )

    def fetch(self, query, rows, **values):
        self.execute(query, rows, **values)
        return self.cr.fetchall()
