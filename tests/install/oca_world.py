# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run in Odoo's shell on a database without our addons: what the OCA modules of one
version leave in it, made to their published schema.

``CHORUS_OCA_VERSION`` is 12, 14, 15, 16, 17 or 18, ``CHORUS_OCA_FLOWS`` how many more
flows of a plain kind are wanted, ``CHORUS_OCA_HALF`` leaves half of the tables out.
"""

import json
import os
from pathlib import Path

from odoo import Command

VERSION = int(os.environ["CHORUS_OCA_VERSION"])
FLOWS = int(os.environ.get("CHORUS_OCA_FLOWS", "0"))
HALF = bool(os.environ.get("CHORUS_OCA_HALF"))
OCA = "l10n_fr_chorus_account"
ARCH = '<field name="ref" position="after"><field name="%s"/></field>'
NOTES = """Erreur 1 :
  Identifiant fournisseur : 33254021516357
  Identifiant destinataire : 12345678200051
  Ref facture : %s
  Libellé erreur : Le code service est obligatoire
Erreur 2 :
  Identifiant fournisseur : 33254021516357
  Identifiant destinataire : 12345678200051
  Ref facture : AUTRE
  Libellé erreur : Une autre facture
"""


class World:
    def __init__(self, env):
        self.env, self.cr = env, env.cr
        self.company = env["res.company"].search([], limit=1, order="id")

    def run(self, query, *values):
        self.cr.execute(query, values or None)

    def has(self, table):
        self.run("SELECT to_regclass(%s)", table)
        return self.cr.fetchone()[0]

    # === What is Odoo's === #

    def make_records(self):
        partners = self.env["res.partner"]
        france = self.env.ref("base.fr").id
        values = {"is_company": True, "country_id": france}
        self.town = partners.create({**values, "name": "Commune A"})
        self.hospital = partners.create({**values, "name": "Hôpital B"})
        self.contact = partners.create(
            {"name": "Urgences", "parent_id": self.hospital.id}
        )
        self.mailed = partners.create(
            {**values, "name": "Région C", "invoice_sending_method": "email"}
        )
        self.moves = {
            number: self.invoice(self.town if number != "H1" else self.hospital, number)
            for number in ("T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "H1")
        }
        self.draft = self.invoice(self.town, False)
        self.env.flush_all()

    def invoice(self, client, number):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": client.id,
                "invoice_date": "2026-03-02",
                "ref": f"EJ-{number}",
                "name": number or "/",
                "invoice_line_ids": [
                    Command.create({"name": "Pose", "price_unit": 100.0})
                ],
            }
        )
        if number:
            move.action_post()
        return move

    def file(self, name):
        return self.env["ir.attachment"].create(
            {"name": name, "raw": b"%PDF " + name.encode(), "res_model": False}
        )

    # === Their schema === #

    def make_schema(self):
        self.run(
            """
            CREATE TABLE chorus_flow (
                id serial PRIMARY KEY, name varchar NOT NULL, date date NOT NULL,
                attachment_id int REFERENCES ir_attachment ON DELETE SET NULL,
                status varchar, status_date timestamp, syntax varchar, notes text,
                company_id int NOT NULL REFERENCES res_company,
                invoice_identifiers bool, create_uid int, create_date timestamp,
                write_uid int, write_date timestamp)
            """
        )
        if VERSION >= 14:
            self.run("ALTER TABLE chorus_flow ADD COLUMN status_display varchar")
            # A name that Odoo would give to an index of ours.
            self.run(
                "CREATE INDEX chorus_flow__company_id_index ON chorus_flow (company_id)"
            )
        if not HALF:
            label = "varchar NOT NULL" if VERSION == 18 else "varchar"
            self.run(
                f"""
                CREATE TABLE chorus_partner_service (
                    id serial PRIMARY KEY, code varchar NOT NULL, active bool,
                    partner_id int REFERENCES res_partner ON DELETE CASCADE,
                    name {label}, chorus_identifier int, engagement_required bool)
                """
            )
        self.make_invoice_columns()
        self.make_party_columns()

    def make_invoice_columns(self):
        columns = (
            "chorus_flow_id int REFERENCES chorus_flow ON DELETE SET NULL",
            "chorus_identifier int",
            "chorus_status varchar",
            "chorus_status_date timestamp",
        )
        if VERSION == 12:
            self.run(
                "CREATE TABLE account_invoice (id serial PRIMARY KEY, move_id int,"
                f" {', '.join(columns)})"
            )
            return
        if VERSION >= 16:
            columns += ("chorus_service_code varchar",)
        for column in columns:
            self.run(f"ALTER TABLE account_move ADD COLUMN {column}")
        if HALF:
            return
        self.run(
            "CREATE TABLE chorus_flow_initial_account_move_rel (chorus_flow_id int"
            " NOT NULL REFERENCES chorus_flow ON DELETE CASCADE, move_id int NOT NULL"
            " REFERENCES account_move ON DELETE CASCADE,"
            " PRIMARY KEY (chorus_flow_id, move_id))"
        )
        self.run(
            "CREATE TABLE account_move_chorus_ir_attachment_rel (account_move_id int"
            " NOT NULL REFERENCES account_move ON DELETE CASCADE, ir_attachment_id int"
            " NOT NULL REFERENCES ir_attachment ON DELETE CASCADE)"
        )

    def make_party_columns(self):
        if HALF:
            return
        for column in (
            "fr_chorus_required varchar",
            "fr_chorus_identifier int",
            "fr_chorus_service_id int REFERENCES chorus_partner_service",
        ):
            self.run(f"ALTER TABLE res_partner ADD COLUMN {column}")
        if VERSION < 18:
            for column in ("siren", "nic"):
                self.run(f"ALTER TABLE res_partner ADD COLUMN {column} varchar")
            self.run("ALTER TABLE res_company ADD COLUMN fr_chorus_qualif bool")
        for column in (
            "fr_chorus_invoice_format varchar",
            "fr_chorus_check_commitment_number bool",
            "fr_chorus_pwd_expiry_date date",
        ):
            self.run(f"ALTER TABLE res_company ADD COLUMN {column}")
        if VERSION == 16:
            # Another module made the company's credentials a matter of the server.
            self.run("ALTER TABLE res_company ADD COLUMN server_env_defaults text")
        else:
            for column in ("fr_chorus_api_login", "fr_chorus_api_password"):
                self.run(f"ALTER TABLE res_company ADD COLUMN {column} varchar")
        self.run(
            "CREATE TABLE fr_chorus_api_expiry_remind_user_rel"
            " (company_id int NOT NULL, user_id int NOT NULL)"
        )

    # === Their rows === #

    def flow(self, name, status, moves=(), file=None, notes=None, left=()):
        """A flow with its invoices; those of ``left`` were rejected and let go."""
        self.run(
            "INSERT INTO chorus_flow (name, date, attachment_id, status, status_date,"
            " syntax, notes, company_id, create_uid, create_date) VALUES (%s,"
            " '2026-03-03', %s, %s, '2026-03-04 08:00:00', 'pdf_factur-x', %s, %s, 1,"
            " '2026-03-03 07:00:00') RETURNING id",
            *(name, file and file.id, status, notes, self.company.id),
        )
        (flow,) = self.cr.fetchone()
        for number in (*moves, *left):
            if VERSION >= 14 and not HALF:
                self.run(
                    "INSERT INTO chorus_flow_initial_account_move_rel VALUES (%s, %s)",
                    *(flow, self.moves[number].id),
                )
        for number in moves:
            self.known(number, chorus_flow_id=flow)
        return flow

    def known(self, number, **values):
        move = self.moves[number].id
        names = ", ".join(f"{name} = %s" for name in values)
        if VERSION != 12:
            self.run(
                f"UPDATE account_move SET {names} WHERE id = %s",
                *(*values.values(), move),
            )
            return
        self.run("SELECT 1 FROM account_invoice WHERE move_id = %s", move)
        if not self.cr.fetchone():
            self.run("INSERT INTO account_invoice (move_id) VALUES (%s)", move)
        self.run(
            f"UPDATE account_invoice SET {names} WHERE move_id = %s",
            *(*values.values(), move),
        )

    def make_flows(self):
        gone = self.file("gone.pdf")
        self.flow("CPP01", "IN_INTEGRE", ["T1"], self.file("one.pdf"))
        self.flow(
            "CPP02", "IN_REJETE", [], self.file("two.pdf"), NOTES % "T2", left=["T2"]
        )
        lot = self.file("three.tar.gz")
        self.flow("CPP03", "IN_INTEGRE_PARTIEL", ["T3"], lot, left=["H1"])
        self.flow("CPP04", "IN_EN_COURS_TRAITEMENT_CPP", ["T4"], self.file("four.pdf"))
        self.flow("CPP05", "IN_INTEGRE")
        self.flow("CPP06", "IN_INTEGRE", ["T5"], gone)
        self.flow("CPP07", "IN_INTEGRE", ["T6", "T7"])
        # Rejected in CPP03, corrected, sent again.
        self.flow("CPP08", "IN_INTEGRE", ["H1"], self.file("eight.pdf"))
        Path(gone._full_path(gone.store_fname)).unlink()
        statuses = {
            "T1": (7001, "MISE_EN_PAIEMENT"),
            "T3": (7003, "REJETEE"),
            "T4": (0, None),
            "T5": (7005, "MISE_A_DISPOSITION"),
            "T6": (7006, "MISE_A_DISPOSITION"),
            "T7": (7006, "MANDATEE"),
            "H1": (7010, "SUSPENDUE"),
        }
        for number, (identifier, status) in statuses.items():
            self.known(
                number,
                chorus_identifier=identifier,
                chorus_status=status,
                chorus_status_date="2026-04-01 09:00:00",
            )

    def make_parties(self):
        if HALF:
            return
        self.run(
            "INSERT INTO chorus_partner_service (partner_id, code, name, active,"
            " chorus_identifier, engagement_required) VALUES"
            " (%(h)s, 'URG', 'Urgences', true, 501, true),"
            " (%(h)s, 'urg ', 'Twin', true, 0, false),"
            " (%(h)s, 'OLD', 'Closed', false, 502, false)".replace("%(h)s", "%s"),
            *[self.hospital.id] * 3,
        )
        parties = {
            self.town: ("engagement", 4001, None),
            self.hospital: ("service_and_engagement", 4002, None),
            self.contact: (None, None, 2),  # the twin
            self.mailed: ("service_or_engagement", 0, None),
        }
        for partner, values in parties.items():
            self.run(
                "UPDATE res_partner SET fr_chorus_required = %s,"
                " fr_chorus_identifier = %s, fr_chorus_service_id = %s WHERE id = %s",
                *(*values, partner.id),
            )
        if VERSION < 18:
            for partner, siren, nic in (
                (self.town, "123456782", "00051"),
                (self.hospital, "1234", ""),
            ):
                self.run(
                    "UPDATE res_partner SET siren = %s, nic = %s WHERE id = %s",
                    *(siren, nic, partner.id),
                )
        self.make_methods()
        if VERSION >= 16:
            self.known("H1", chorus_service_code="URG")
        if VERSION >= 14:
            joined = self.file("bordereau.pdf")
            self.run(
                "INSERT INTO account_move_chorus_ir_attachment_rel VALUES (%s, %s)",
                *(self.moves["T1"].id, joined.id),
            )

    def make_methods(self):
        clients = (self.town, self.hospital, self.mailed)
        if VERSION == 18:
            for client in clients[:2]:
                self.run(
                    "UPDATE res_partner SET invoice_sending_method = %s WHERE id = %s",
                    *(json.dumps({str(self.company.id): "fr_chorus"}), client.id),
                )
            return
        self.run("CREATE TABLE transmit_method (id serial PRIMARY KEY, code varchar)")
        self.run("INSERT INTO transmit_method (code) VALUES ('mail'), ('fr-chorus')")
        name = "customer_invoice_transmit_method_id"
        if VERSION == 17:
            self.run(f"ALTER TABLE res_partner ADD COLUMN {name} jsonb")
            for client in clients:
                self.run(
                    f"UPDATE res_partner SET {name} = %s WHERE id = %s",
                    *(json.dumps({str(self.company.id): 2}), client.id),
                )
            return
        self.run(
            "CREATE TABLE ir_property (id serial PRIMARY KEY, fields_id int,"
            " company_id int, res_id varchar, value_reference varchar)"
        )
        self.run(
            "INSERT INTO ir_model_fields (name, model, model_id, field_description,"
            " ttype, state) SELECT %s, model, id, %s, 'many2one', 'base' FROM ir_model"
            " WHERE model = 'res.partner' RETURNING id",
            *(name, json.dumps({"en_US": "Method"})),
        )
        (field,) = self.cr.fetchone()
        for client in clients:
            self.run(
                "INSERT INTO ir_property (fields_id, company_id, res_id,"
                " value_reference) VALUES (%s, %s, %s, 'transmit.method,2')",
                *(field, self.company.id, f"res.partner,{client.id}"),
            )

    def make_company(self):
        if HALF:
            return
        secrets = {"login": "TECH_1@cpro.fr", "password": "Secret-1234"}
        if VERSION == 16:
            kept = {f"fr_chorus_api_{key}_env_default": v for key, v in secrets.items()}
            text = json.dumps({**kept, "other_env_default": "kept"})
            self.run("UPDATE res_company SET server_env_defaults = %s", text)
        else:
            self.run(
                "UPDATE res_company SET fr_chorus_api_login = %s,"
                " fr_chorus_api_password = %s",
                *secrets.values(),
            )
        if VERSION < 18:
            self.run("UPDATE res_company SET fr_chorus_qualif = %s", VERSION == 14)
        # Of 15 it has expired.
        expiry = "2025-01-31" if VERSION == 15 else "2030-01-31"
        self.run(
            "UPDATE res_company SET fr_chorus_pwd_expiry_date = %s,"
            " fr_chorus_invoice_format = 'xml_cii',"
            " fr_chorus_check_commitment_number = true",
            expiry,
        )
        for login, address in (("anne", "anne@example.fr"), ("bob", "bob@example.fr")):
            user = self.env["res.users"].create(
                {"name": login, "login": login, "email": address}
            )
            self.run(
                "INSERT INTO fr_chorus_api_expiry_remind_user_rel VALUES (%s, %s)",
                *(self.company.id, user.id),
            )

    # === What would still act === #

    def make_leftovers(self):
        self.run(
            "INSERT INTO ir_module_module (name, state) VALUES (%s, 'installed')", OCA
        )
        self.run(
            'INSERT INTO ir_model (model, name, state, "order", info) VALUES'
            " ('chorus.flow', '{\"en_US\": \"Chorus Flow\"}', 'base', 'id desc', '')"
            " RETURNING id"
        )
        (model,) = self.cr.fetchone()
        self.name("ir.model", model, "model_chorus_flow")
        group = self.env["res.groups"].create(
            {"name": "Chorus API", "user_ids": [Command.set(self.env.user.ids)]}
        )
        self.name("res.groups", group.id, "group_chorus_api")
        access = self.env["ir.model.access"].create(
            {
                "name": "chorus.flow user",
                "model_id": model,
                "group_id": self.env.ref("account.group_account_invoice").id,
                **dict.fromkeys(("perm_read", "perm_write", "perm_create"), True),
            }
        )
        self.name("ir.model.access", access.id, "access_chorus_flow_user")
        cron = self.env["ir.cron"].create(
            {
                "name": "Chorus flow update",
                "model_id": self.env.ref("base.model_res_partner").id,
                "state": "code",
                "code": "model.chorus_cron()",
            }
        )
        self.name("ir.cron", cron.id, "chorus_flow_cron")
        view = self.env["ir.ui.view"].create(
            {
                "name": "chorus.view_move_form",
                "model": "account.move",
                "inherit_id": self.env.ref("account.view_move_form").id,
                "arch": ARCH % "name",
            }
        )
        self.env.flush_all()
        # As an upgrade leaves it: the field is in no code any more.
        self.run(
            "UPDATE ir_ui_view SET arch_db = %s WHERE id = %s",
            *(json.dumps({"en_US": ARCH % "chorus_gone"}), view.id),
        )
        self.name("ir.ui.view", view.id, "view_move_form")

    def name(self, model, record, name):
        self.run(
            "INSERT INTO ir_model_data (module, name, model, res_id, noupdate)"
            " VALUES (%s, %s, %s, %s, true)",
            *(OCA, name, model, record),
        )

    # === Many === #

    def make_many(self):
        """Flows of one invoice each, of the invoices that ``many_invoices.py`` made."""
        file = self.file("many.pdf")
        self.run(
            """
            WITH old AS (
                SELECT id, row_number() OVER (ORDER BY id) AS n
                  FROM account_move WHERE name LIKE 'OLD/%%' LIMIT %s
            ), file AS (
                INSERT INTO ir_attachment (name, type, store_fname, checksum, file_size,
                                           mimetype)
                SELECT 'many' || old.n || '.pdf', 'binary', store_fname, checksum,
                       file_size, mimetype
                  FROM ir_attachment, old WHERE ir_attachment.id = %s
                RETURNING id, name
            ), flow AS (
                INSERT INTO chorus_flow (name, date, attachment_id, status, syntax,
                                         company_id)
                SELECT 'MANY' || old.n, '2026-03-03', file.id, 'IN_INTEGRE',
                       'pdf_factur-x', %s
                  FROM old JOIN file ON file.name = 'many' || old.n || '.pdf'
                RETURNING id, name
            ), joined AS (
                INSERT INTO chorus_flow_initial_account_move_rel
                SELECT flow.id, old.id FROM old JOIN flow ON flow.name = 'MANY' || old.n
            )
            UPDATE account_move move
               SET chorus_flow_id = flow.id, chorus_identifier = 900000 + old.n,
                   chorus_status = 'MISE_A_DISPOSITION',
                   chorus_status_date = '2026-03-05'
              FROM old JOIN flow ON flow.name = 'MANY' || old.n
             WHERE move.id = old.id
            """,
            *(FLOWS, file.id, self.company.id),
        )


def main(env):
    world = World(env)
    world.make_records()
    world.make_schema()
    world.make_flows()
    world.make_parties()
    world.make_company()
    world.make_leftovers()
    if FLOWS:
        world.make_many()
    env.cr.commit()
    print("oca:", VERSION)


main(env)  # noqa: F821  the shell defines env
