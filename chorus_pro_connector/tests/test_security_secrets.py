# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Roads that an ordinary invoicing user may try towards a secret; none leads there."""

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .sandbox_case import SECRETS, SandboxCase

FIELDS = [f"chorus_{key}" for key in SECRETS]
FOLLOW = "odoo.addons.chorus_pro_connector.models.flow.chorus_flow_round"
# Where secrets live; everywhere else they have no business.
HOMES = {"res_company", "chorus_token"}


@tagged("post_install", "-at_install")
class TestSecuritySecrets(SandboxCase):
    def _rpc(self, model, method, *args, **kwargs):
        """Call as a browser does, after all that Odoo checks there."""
        return call_kw(self.env[model].with_user(self.clerk), method, args, kwargs)

    def _refused(self, *call, **kwargs):
        """The call is refused, or its answer holds no secret."""
        secrets = [self.accounts["fournisseur"][key] for key in SECRETS]
        try:
            with mute_logger("odoo.models"):
                answer = self._rpc(*call, **kwargs)
        except (AccessError, ValueError):
            return
        for secret in secrets:
            self.assertNotIn(secret, str(answer))

    # === Asking === #

    def test_searching_is_no_oracle(self):
        """Whoever may ask “does it begin with a?” knows the secret after a while."""
        move = self.invoice()
        for field in FIELDS:
            known = self.company.sudo()[field]
            for model, path in (
                ("res.company", field),
                ("res.users", f"company_id.{field}"),
                ("res.users", f"company_ids.{field}"),
                ("account.move", f"company_id.{field}"),
                ("account.journal", f"company_id.{field}"),
                ("res.partner", f"company_id.{field}"),
                ("chorus.flow", f"company_id.{field}"),
            ):
                for domain in (
                    [(path, "=like", known[:1] + "%")],
                    [("id", "any", [(path, "!=", False)])],
                    ["!", (path, "=", "x")],
                ):
                    with self.subTest(path=path, domain=domain):
                        for method in ("search", "search_count", "search_read"):
                            with self.assertRaises(AccessError):
                                self._rpc(model, method, domain)
            with self.assertRaises(AccessError):
                move.filtered_domain([(f"company_id.{field}", "!=", False)])

    def test_grouping_and_ordering(self):
        for field in FIELDS:
            for kwargs in (
                {"groupby": [field], "aggregates": ["__count"]},
                {"groupby": [], "aggregates": [f"{field}:count_distinct"]},
                {"groupby": [], "aggregates": [f"{field}:array_agg"]},
                {"groupby": ["id"], "having": [(f"{field}:max", ">", "a")]},
            ):
                kwargs = {"domain": [], **kwargs}
                with self.subTest(field=field, kwargs=kwargs):
                    self._refused("res.company", "formatted_read_group", **kwargs)
            with self.assertRaises(AccessError):
                self._rpc("res.company", "search", [], order=f"{field} desc")
            self._refused("account.move", "search", [], order=f"company_id.{field}")

    def test_nested_reading(self):
        move = self.invoice()
        for field in (*FIELDS, "chorus_database_uuid"):
            nested = {"company_id": {"fields": {field: {}}}}
            self._refused("account.move", "web_read", move.ids, nested)
            self._refused("account.move", "onchange", [], {}, [], nested)
            self._refused("account.move", "web_search_read", [], nested)
            self._refused("res.company", "web_read", self.company.ids, {field: {}})
            self._refused("res.company", "onchange", [], {}, [], {field: {}})
            self._refused("res.company", "copy_data", self.company.ids)
            self._refused("res.company", "read", self.company.ids, [field])
        self._refused("res.company", "read", self.company.ids)
        self._refused("res.company", "get_metadata", self.company.ids)

    def test_exporting(self):
        self.clerk.sudo().group_ids |= self.env.ref("base.group_allow_export")
        move, flow = self.invoice(), self.send(self.invoice())
        for field in FIELDS:
            for model, ids, path in (
                ("res.company", self.company.ids, field),
                ("account.move", move.ids, f"company_id/{field}"),
                ("chorus.flow", flow.ids, f"company_id/{field}"),
                ("res.users", self.clerk.ids, f"company_id/{field}"),
            ):
                with self.subTest(path=path), self.assertRaises(AccessError):
                    self._rpc(model, "export_data", ids, [path])

    def test_private_methods_are_private(self):
        for model, method in (
            ("res.company", "_chorus_credentials"),
            ("res.company", "_chorus_override"),
            ("res.company", "_chorus_client"),
            ("res.company", "_chorus_adopt_database"),
            ("chorus.token", "_chorus_store"),
            ("chorus.flow", "_chorus_set_state"),
            ("chorus.flow", "_chorus_deposited"),
            ("chorus.flow", "_cron_follow"),
            ("account.move", "_chorus_build_file"),
            ("account.move", "_chorus_take_identifier"),
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                self._rpc(model, method, self.company.ids)

    def test_settings_and_token_over_rpc(self):
        self.send(self.invoice())
        for model in ("res.config.settings", "chorus.token"):
            for method, args in (
                ("search_read", [[]]),
                ("create", [{}]),
                ("read", [[1]]),
                ("onchange", [[], {}, [], {"company_id": {}}]),
            ):
                self._refused(model, method, *args)
        with self.assertRaises(AccessError):
            self._rpc("res.company", "write", self.company.ids, {FIELDS[0]: "x"})

    # === Looking for what was left behind === #

    @mute_logger(FOLLOW)
    def test_no_secret_anywhere_else_in_the_database(self):
        """After a busy day: every text of every table, attachments included."""
        admin = self.env["res.config.settings"].with_company(self.company)
        settings = admin.create(
            {
                "chorus_new_client_secret": self.accounts["fournisseur"][
                    "client_secret"
                ],
                "chorus_new_password": self.accounts["fournisseur"]["password"],
                "chorus_new_password_again": self.accounts["fournisseur"]["password"],
            }
        )
        settings.execute()
        self.delivered()
        for kind in ("http_401", "http_403", "http_500", "html", "reset"):
            self.sandbox.fault(kind, count=2)
            self.invoice().action_chorus_send()
            self.sandbox.heal()
        self.company.sudo().action_chorus_test_connection()
        self.run_follow()
        self.env.flush_all()
        token = self.env["chorus.token"].sudo().search([]).token
        secrets = [self.accounts["fournisseur"][key] for key in SECRETS[1::2]]
        found = {
            table for secret in (*secrets, token) for table in self._tables(secret)
        }
        self.assertTrue(found, "the search finds them where they live")
        self.assertLessEqual(found, HOMES)
        self._assert_not_in_attachments([*secrets, token])

    def _tables(self, secret):
        """Return the tables of which a text holds ``secret``."""
        self.env.cr.execute(
            """
            SELECT c.table_name, array_agg(c.column_name::text)
              FROM information_schema.columns c
              JOIN information_schema.tables t USING (table_schema, table_name)
             WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
               AND c.data_type IN ('text', 'character varying', 'jsonb')
             GROUP BY c.table_name
            """
        )
        for table, columns in self.env.cr.fetchall():
            words = SQL(" || ' ' || ").join(
                SQL("COALESCE(%s::text, '')", SQL.identifier(name)) for name in columns
            )
            self.env.cr.execute(
                SQL(
                    "SELECT 1 FROM %s WHERE strpos(%s, %s) > 0 LIMIT 1",
                    SQL.identifier(table),
                    words,
                    secret,
                )
            )
            if self.env.cr.rowcount:
                yield table

    def _assert_not_in_attachments(self, secrets):
        attachments = self.env["ir.attachment"].sudo()
        files = attachments.search(
            [("res_model", "in", ("chorus.flow", "account.move"))]
        )
        self.assertTrue(files)
        for file in files:
            for secret in secrets:
                self.assertNotIn(secret.encode(), file.raw or b"")

    # === The settings form === #

    def test_a_query_that_fails_names_no_secret(self):
        """Odoo logs it whole: here, a delay that the database refuses."""
        typed = {
            "chorus_client_secret": "typed-secret",
            "chorus_password": "typed-word",
        }
        with (
            self.assertLogs("odoo.sql_db", "ERROR") as log,
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.company.write({"chorus_delay": -1, **typed})
            self.company.flush_recordset()
        self.assertIn("bad query", log.output[0])
        self.assertNotIn("typed-secret", "".join(log.output))
        self.company.write({"chorus_delay": 1, **typed})
        self.assertRecordValues(self.company, [{"chorus_delay": 1, **typed}])
        made = self.env["res.company"].create({"name": "Made with secrets", **typed})
        self.assertRecordValues(made, [{"name": "Made with secrets", **typed}])
        with (
            self.assertLogs("odoo.sql_db", "ERROR") as log,
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            made.create({"name": "Made with secrets", **typed})
        self.assertNotIn("typed-secret", "".join(log.output))

    def test_administrators_do_not_read_secrets_back(self):
        """A stored secret never travels to a browser, not even to theirs."""
        settings = self.env["res.config.settings"].with_company(self.company).create({})
        views = settings.get_view(view_type="form")
        shown = settings.web_read(
            {
                name: {}
                for name in views["models"]["res.config.settings"]
                if name.startswith("chorus_")
            }
        )
        for key in ("client_secret", "password"):
            self.assertNotIn(self.accounts["fournisseur"][key], str(shown))
            self.assertNotIn(f"chorus_{key}", settings._fields)
