# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The market of ``works_example`` at the sandbox: its parties are known there."""

from odoo.addons.chorus_pro_connector.tests.sandbox_case import SandboxMixin

from .statement_case import StatementCommon

MOA, MOA_SERVICE = "77712345600011", "MOA1"
MOE, MOE_SERVICE = "66612345600014", "MOE1"
HOLDER = "55512345600017"
# Seconds after which the sandbox has integrated a flow and shown its pieces.
INTEGRATED = 60


class PieceCase(SandboxMixin, StatementCommon):
    """Statements of the example, posted and sent by the clerk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.moa = cls.party(MOA, MOA_SERVICE, name="Commune de Saint-Exemple")
        cls.moe = cls.party(MOE, MOE_SERVICE, name="Atelier Arcade, architectes")

    @classmethod
    def party(cls, siret, service=None, **values):
        partner = cls.client(siret, **values)
        if service:
            cls.env["chorus.service"].sudo().create(
                {"partner_id": partner.id, "code": service, "name": service}
            )
        return partner

    @classmethod
    def running_market(cls, **values):
        """Return the market of the example between parties of the sandbox."""
        for name, partner in (
            ("client_service_id", cls.moa),
            ("moe_service_id", cls.moe),
        ):
            values.setdefault(name, partner.chorus_service_ids[:1].id)
        return super().running_market(
            **{
                "client_id": cls.moa.id,
                "moe_id": cls.moe.id,
                "bank_id": cls.bank_account.id,
                **values,
            }
        )

    @classmethod
    def posted_statements(cls, market, count):
        """Return the first ``count`` statements of the example, posted in turn."""
        statements = cls.env["chorus.works.statement"].with_user(cls.clerk)
        for number in range(1, count + 1):
            statements += cls.example_statement(market, number)
        return statements

    def piece_of(self, statement):
        """Return what the sandbox has of a statement."""
        number = statement.move_id.name
        return next(row for row in self.sandbox.invoices() if row["numero"] == number)

    def send_statement(self, statement):
        """Send one and let the portal integrate it."""
        statement.action_chorus_send()
        self.sandbox.advance(INTEGRATED)
        statement.action_chorus_update_status()
        return statement.move_id.chorus_flow_id
