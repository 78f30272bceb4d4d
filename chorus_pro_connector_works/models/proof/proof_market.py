# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The folder ``market/`` of an archive: the contract and its invoicing files."""

from odoo import api, models

from odoo.addons.chorus_pro_connector.chorus.proof.archive import safe_name

ROOT = "market"
README = """\
DOSSIER DE PREUVES D'UN MARCHÉ DE TRAVAUX

market.json     le marché : parties, dates, montants
dossiers/       un dossier par dossier de facturation : ses pièces, de toutes les
                parties, avec leur dernier statut
statements/     les décomptes, chiffre par chiffre, tels qu'ils sont imprimés
events/         réceptions et notifications, avec ce qui les prouve
delays.json     les délais, et sur quoi chacun repose
letters/        les courriers
amendments/     les avenants signés
subcontracts/   les demandes de paiement direct et leurs réponses
files/          ce qui est joint au marché

Les statuts des pièces déposées par d'autres sont ceux que Chorus Pro a donnés en
dernier ; l'historique complet de nos propres pièces est dans ../invoices/.
"""


class ChorusWorksProof(models.AbstractModel):
    _name = "chorus.works.proof"
    _description = "A works market, in an archive of proofs"

    @api.model
    def _works_add(self, part, market, dossier, absent):
        """Write the folder of a market, or of one of its invoicing files.

        :param dossier: empty for the whole market
        :param absent: list to which what cannot be had is added
        """
        part.add(f"{ROOT}/LISEZMOI.txt", README.encode())
        part.add_json(f"{ROOT}/market.json", self._works_market_facts(market))
        dossiers = dossier or market.dossier_ids.sorted("id")
        for row in dossiers:
            folder = f"{ROOT}/dossiers/{row.id}-{safe_name(row.number or '')}"
            part.add_json(f"{folder}/dossier.json", self._works_dossier_facts(row))
            self._works_add_files(part, folder, row, absent)
        loose = market.piece_ids.filtered(lambda piece: not piece.dossier_id)
        if loose and not dossier:
            rows = [self._works_piece_facts(piece) for piece in loose.sorted("id")]
            part.add_json(f"{ROOT}/dossiers/sans-dossier.json", rows)
        statements = market.statement_ids.filtered(lambda row: row.state != "draft")
        if dossier:
            statements &= dossier.piece_ids.statement_id
        self._works_add_statements(part, statements, absent)
        scope = statements if dossier else None
        self._works_add_events(part, market, scope, absent)
        self._works_add_letters(part, market, scope, absent)
        if not dossier:
            self._works_add_contract(part, market, absent)

    @api.model
    def _works_party(self, partner, service=None):
        if not partner:
            return None
        return {
            "name": partner.name,
            "siret": partner.company_registry or None,
            "service": (service and service.code) or None,
        }

    @api.model
    def _works_market_facts(self, market):
        return {
            "number": market.number,
            "lot": market.lot_number or None,
            "purpose": market.purpose,
            "state": market.state,
            "role": market.role,
            "commitment": market.commitment or None,
            "holder": self._works_party(market.company_id.partner_id),
            "client": self._works_party(market.client_id, market.client_service_id),
            "payer": self._works_party(market.payer_id, market.payer_service_id),
            "project_manager": self._works_party(market.moe_id, market.moe_service_id),
            "delays": market.regime_id.name,
            "untaxed_signed": self._works_money(market.signed_amount),
            "untaxed_in_force": self._works_money(market.amount_untaxed),
            "retention_held": self._works_money(market.amount_retention_held),
            "notified": self._works_day(market.date_notification),
            "started": self._works_day(market.date_start),
            "acceptance_notified": self._works_day(market.date_reception_notified),
            "acceptance_effect": self._works_day(market.date_reception_effect),
            "reserves_lifted": self._works_day(market.date_reserves_lifted),
        }

    @api.model
    def _works_dossier_facts(self, dossier):
        return {
            "number": dossier.number or None,
            "held_by": dossier.holder or None,
            "held_since": self._works_moment(dossier.date_held),
            "claimed_total": self._works_money(dossier.claimed_total),
            "admitted_total": self._works_money(dossier.admitted_total),
            "pieces": [
                self._works_piece_facts(piece) for piece in dossier._works_chain()
            ],
        }

    @api.model
    def _works_piece_facts(self, piece):
        """Return what is known of a piece, ours or another party's."""
        return {
            "framework": piece.framework,
            "number": piece.number,
            "deposited_by": piece.depositor,
            "date": self._works_day(piece.date),
            "untaxed": self._works_money(piece.amount_untaxed),
            "total": self._works_money(piece.amount_total),
            "net": self._works_money(piece.amount_net),
            "portal_identifier": piece.identifier
            or piece.move_id.chorus_identifier
            or None,
            "follows": piece.previous_id.number or None,
            "status": piece.status_code or None,
            "status_since": self._works_moment(piece.chorus_status_date),
            "comment": piece.portal_comment
            or piece.move_id.chorus_status_comment
            or None,
            "invoice": piece.move_id.name or None,
        }

    # === How values are written === #

    @api.model
    def _works_money(self, value):
        return f"{value or 0.0:.2f}"

    @api.model
    def _works_day(self, date):
        return str(date) if date else None

    @api.model
    def _works_moment(self, moment):
        return self.env["chorus.proof"]._chorus_moment(moment)
