# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run in Odoo's shell on a database that ``oca_world.py`` made, in two moments that
``CHORUS_MOMENT`` names: ``theirs`` spoils what the OCA modules left, before our addon
is installed; ``ours`` is what our connector knows already, before anybody looks."""

import os

from odoo import Command


class Bad:
    def __init__(self, env):
        self.env = env
        self.company = env["res.company"].search([], limit=1, order="id")

    def run(self, statement, *values):
        self.env.cr.execute(statement, values or None)

    def partner(self, name):
        return self.env["res.partner"].search([("name", "=", name)])

    def move(self, number):
        return self.env["account.move"].search([("name", "=", number)])

    def invoice(self, client, number):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": client.id,
                "invoice_date": "2026-03-02",
                "ref": f"BC-{number}",
                "name": number,
                "invoice_line_ids": [
                    Command.create({"name": "Pose", "price_unit": 100.0})
                ],
            }
        )
        move.action_post()
        return move

    def theirs(self):
        free = self.env["res.partner"].create(
            {"name": "Syndicat D", "is_company": True}
        )
        unread, paid = (
            self.invoice(free, "S1"),
            self.invoice(self.partner("Commune A"), "P1"),
        )
        self.env["res.company"].create({"name": "Filiale"})
        self.env.flush_all()
        self.run(
            "UPDATE account_move SET payment_state = 'paid' WHERE id = %s", paid.id
        )
        # An identifier that no flow explains; an invoice that lost its number.
        self.run(
            "UPDATE account_move SET chorus_identifier = 7100, chorus_status ="
            " 'MISE_A_DISPOSITION' WHERE id = %s",
            unread.id,
        )
        self.run("UPDATE account_move SET name = NULL WHERE name = 'T7'")
        self.run(
            "INSERT INTO chorus_partner_service (partner_id, code, name, active)"
            " VALUES (%s, ' ', 'Sans code', true)",
            self.partner("Hôpital B").id,
        )
        self.run(
            "UPDATE res_company SET fr_chorus_invoice_format = 'xml_cii'"
            " WHERE name = 'Filiale'"
        )
        # A company that somebody has deleted by hand.
        self.run("ALTER TABLE chorus_flow DROP CONSTRAINT chorus_flow_company_id_fkey")
        self.run(
            "INSERT INTO chorus_flow (name, date, status, syntax, company_id)"
            " VALUES ('CPP99', '2026-03-03', 'IN_INTEGRE', 'pdf_factur-x', 999)"
        )
        self.run(
            "INSERT INTO ir_module_module (name, state)"
            " VALUES ('server_environment', 'installed') ON CONFLICT DO NOTHING"
        )

    def ours(self):
        self.deposit("T4", "CPPOURS")
        self.deposit("T8", "CPP05")  # a number that theirs has, too
        # The same record number as a flow of theirs.
        self.run(
            "INSERT INTO chorus_flow (id, name, date, company_id, syntax, state)"
            " SELECT id, 'OURS6', '2026-05-01', company_id, 'IN_DP_E2_CII_FACTURX',"
            " 'integrated' FROM chorus_oca_flow WHERE name = 'CPP06'"
        )
        self.run(
            "UPDATE account_move SET chorus_identifier = '999001',"
            " chorus_status = 'MANDATEE' WHERE name = 'T1'"
        )
        self.run("UPDATE account_move SET buyer_reference = 'OURS' WHERE name = 'H1'")
        self.run(
            "UPDATE account_move SET purchase_order_reference = 'OURS'"
            " WHERE name = 'T3'"
        )
        hospital, contact = self.partner("Hôpital B"), self.partner("Urgences")
        hospital.chorus_structure_id = "OURS"
        contact.chorus_service_id = self.env["chorus.service"].create(
            {"partner_id": hospital.id, "code": "OURS", "name": "Ours"}
        )
        self.partner("Commune A").company_registry = "12345678200044"
        self.partner("Région C").chorus_service_required = True
        self.company.chorus_login = "TECH_OURS@cpro.fr"
        self.company.chorus_referent_email = "ours@example.fr"
        self.company.chorus_password_expiry = "2031-01-31"

    def deposit(self, number, name):
        flow = self.env["chorus.flow"].sudo()._chorus_create(self.move(number))
        flow._chorus_set_state("sending")
        flow._chorus_set_state("deposited", name=name)


bad = Bad(env)  # noqa: F821  the shell defines env
getattr(bad, os.environ["CHORUS_MOMENT"])()
bad.env.flush_all()
bad.env.cr.commit()
print("done:", os.environ["CHORUS_MOMENT"])
