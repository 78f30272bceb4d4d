# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The portal's own steps for a piece of ours as project manager, with its figures."""

from odoo import api, models

from ..file.words import euros, percent
from ..market.numbers import exact


class ChorusWorksSteps(models.AbstractModel):
    _inherit = "chorus.works.steps"

    @api.model
    def _works_issue_steps(self, piece):
        """Return the numbered steps that enter a piece on the portal's site.

        :param piece: record that has the fields of ``chorus.works.issued``, also one
            that is being prepared
        """
        steps = [
            self._works_issue_opening(piece),
            self.env._(
                "Number %(number)s, market %(market)s; excl. VAT %(untaxed)s, VAT "
                "%(tax)s (%(rates)s), incl. VAT %(total)s, net to pay %(net)s; "
                "recipient: %(recipient)s; comment: %(comment)s; join what belongs to "
                "it.",
                number=piece.number,
                market=piece.market or "–",
                untaxed=euros(piece.untaxed),
                tax=euros(piece.tax),
                rates=self._works_issue_rates(piece),
                total=euros(piece.total),
                net=euros(piece.net),
                recipient=self._works_issue_recipient(piece),
                comment=piece.comment or "–",
            ),
            self.env._("Read it once more and confirm."),
            self._works_last_step("next"),
        ]
        return self._works_numbered(steps)

    def _works_issue_opening(self, piece):
        if piece.deposit == "next":
            return self.env._(
                "Sign in to Chorus Pro, open “Factures de travaux”, look for "
                "%(number)s and deposit its next piece: framework %(framework)s, "
                "ourselves as issuer, the PDF that is prepared here.",
                number=piece.received_id.number,
                framework=piece.framework,
            )
        return self.env._(
            "Sign in to Chorus Pro, open “Factures de travaux”, then “Déposer”: "
            "initial deposit, framework %(framework)s, ourselves as issuer for the "
            "supplier %(supplier)s, the PDF that is prepared here.",
            framework=piece.framework,
            supplier=piece.supplier_siret,
        )

    def _works_issue_rates(self, piece):
        return ", ".join(
            self.env._(
                "%(rate)s on %(base)s: %(tax)s",
                rate=percent(exact(row["rate"], 2)),
                base=euros(row["base"]),
                tax=euros(row["tax"]),
            )
            for row in piece.taxes or ()
        )

    def _works_issue_recipient(self, piece):
        """Return in words who is named, where the file does not say it already."""
        named = [
            " / ".join(filter(None, party))
            for role, party in (piece.parties or {}).items()
            if role in ("moa", "recipient")
        ]
        return ", ".join(dict.fromkeys(named)) or self.env._("as the file says")
