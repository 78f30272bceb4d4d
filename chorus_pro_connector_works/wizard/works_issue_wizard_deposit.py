# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The end of the window: the piece leaves once, or lies ready for the portal's site."""

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.chorus_pro_connector.chorus import rules
from odoo.addons.chorus_pro_connector.models.act.chorus_document_kind import ANY_KIND
from odoo.addons.chorus_pro_connector.models.connection.answers import notification

from ..models.manager.act_issue import KIND
from ..models.market.numbers import exact

# Code of the kind of document that people read (portal.md §3.5).
MAIN_KIND = "01"


class ChorusWorksIssueWizard(models.TransientModel):
    _inherit = "chorus.works.issue.wizard"

    # === The piece === #

    def _works_supplier_siret(self):
        if self.received_id:
            return self.received_id.supplier_siret
        return self.supplier_id._chorus_siret() if self.supplier_id else False

    def _works_parties(self):
        """Return {party: (SIRET, code of its service)}; of a next piece, only what
        changes."""
        parties = {}
        if client := self.client_id:
            service = self.client_service_id.code or ""
            parties["moa"] = (client._chorus_siret(), service)
        if self.deposit == "next":
            return parties
        parties["supplier"] = (self.supplier_id._chorus_siret(), "")
        own = self.company_id._chorus_own_siret()
        parties["moe"] = (own, self.own_service or "")
        parties["recipient"] = parties["moa"]
        if payer := self.payer_id:
            service = self.payer_service_id.code or ""
            parties["recipient"] = (payer._chorus_siret(), service)
        return parties

    def _works_values(self):
        """Return the fields of ``chorus.works.issued``."""
        return {
            "company_id": self.company_id.id,
            "received_id": self.received_id.id,
            "deposit": self.deposit,
            "framework": self.framework,
            "number": self.number,
            "date": self.date,
            "supplier_siret": self._works_supplier_siret(),
            "market": self.market,
            "commitment": self.commitment,
            "parties": self._works_parties(),
            "taxes": [
                {
                    "rate": float(exact(row.rate, 2)),
                    "base": float(exact(row.base, 2)),
                    "tax": float(exact(row.tax, 2)),
                }
                for row in self.line_ids
            ],
            "untaxed": self.untaxed,
            "tax": self.tax,
            "total": self.total,
            "net": self.net,
            "comment": rules.readable(self.comment),
            "by_hand": self.by_hand,
        }

    def _works_portal_steps(self):
        piece = self.env["chorus.works.issued"].sudo().new(self._works_values())
        return self.env["chorus.works.steps"]._works_issue_steps(piece)

    # === Depositing === #

    def action_deposit(self):
        """Button *Deposit*: one act at the portal, once."""
        self.ensure_one()
        self._works_lock()
        self._works_check_all()
        if self.by_hand:
            raise UserError(self.company_id._works_by_hand_sentence(self.number))
        documents = [(*self._works_main(), MAIN_KIND)]
        documents += [(*joined, ANY_KIND) for joined in self._works_joined()]
        issued = self._works_make_issued()
        act = self.env["chorus.act"]._chorus_start_act(
            KIND,
            self._works_act_values(issued),
            [(name, kind, content) for name, content, kind in documents],
        )
        return notification(self.env, *act._chorus_result())

    def _works_make_issued(self):
        """Return the record of the piece, with more rights than users have on it."""
        issued = self.env["chorus.works.issued"].sudo().create(self._works_values())
        issued._works_supersede()
        return issued

    def _works_lock(self):
        """Let two people answer one draft one after the other.

        :raise UserError: somebody else is at it
        """
        draft = self.received_id.sudo()
        if draft and not draft.try_lock_for_update():
            raise UserError(
                self.env._(
                    "Somebody answers %(number)s at this moment: nothing was sent; "
                    "look at the draft again in a minute.",
                    number=draft.number,
                )
            )

    def _works_act_values(self, issued):
        draft = self.received_id
        return {
            "company_id": issued.company_id.id,
            "works_issued_id": issued.id,
            "number": issued.number,
            # What opens a file follows nothing: supplier and number name it.
            "identifier": draft.identifier
            or f"{issued.supplier_siret}/{issued.number}",
            "status": draft.status or "",
            "basis": False,
            "payload": {
                "framework": issued.framework,
                "previous": draft.number or "",
                "date": issued.date.isoformat(),
                "amounts": {
                    name: issued[name] for name in ("untaxed", "tax", "total", "net")
                },
                "taxes": issued.taxes or [],
                "parties": issued.parties or {},
                "market": "" if draft else issued.market or "",
                "commitment": issued.commitment or "",
                "comment": issued.comment or "",
            },
        }

    def action_prepare(self):
        """Button *Prepare*: figures and PDF lie ready for the portal's own site;
        nothing is sent, and nothing is said to be done."""
        self.ensure_one()
        self._works_lock()
        self._works_check_all()
        documents = [self._works_main(), *self._works_joined()]
        issued = self._works_make_issued()
        self.env["ir.attachment"].sudo().create(
            [
                {
                    "name": name,
                    "raw": content,
                    "res_model": issued._name,
                    "res_id": issued.id,
                    "company_id": issued.company_id.id,
                }
                for name, content in documents
            ]
        )
        sentence = self.env._(
            "%(number)s lies ready with its PDF and the steps of the portal's site: "
            "Works, Pieces as project manager. Nothing was sent.",
            number=issued.number,
        )
        return notification(self.env, "info", sentence)
