# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Our print of the sums of a piece, for whoever joins no PDF of its own.

In French, as all prints of works; it states sums and repeats no line of the works.
"""

import base64

from odoo import models

from ..models.file.words import amount, day, percent
from ..models.market.numbers import exact

REPORT = "chorus_pro_connector_works.action_report_issued"
TITLES = {
    "A15": "État d'acompte",
    "A16": "État d'acompte validé",
    "A17": "Projet de décompte général",
    "A18": "Décompte général",
    "A24": "Décompte général et définitif tacite",
}
COLUMNS = ("", "Demandé", "Admis", "Non admis")
# Row of the print → fields of what is asked and of what is admitted.
SUMS = {
    "Montant HT": ("asked_untaxed", "untaxed"),
    "TVA": (None, "tax"),
    "Montant TTC": ("asked_total", "total"),
    "Net à payer": ("asked_net", "net"),
}


class ChorusWorksIssueWizard(models.TransientModel):
    _inherit = "chorus.works.issue.wizard"

    def _works_print(self):
        """Make the PDF of the sums, as it is shown and then sent."""
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, _kind = report._render_qweb_pdf(REPORT, self.ids)
        number = self.number.replace("/", "-")
        self.write(
            {
                "file": base64.b64encode(content),
                "file_name": f"{self.framework}_{number}.pdf",
            }
        )

    def _works_printed(self):
        """Return what the print shows, all of it texts.

        :return: dict ``title``, ``parties`` (pairs), ``columns``, ``sums`` (rows),
            ``taxes`` (rows: rate, base, VAT), ``comment``
        """
        draft, company = self.received_id, self.company_id
        parties = [
            ("Pièce", f"{self.framework} n° {self.number} du {day(self.date)}"),
            ("Marché", self.market or "–"),
            ("Titulaire ou demandeur", self.supplier or self.supplier_id.name or "–"),
            ("Maître d'œuvre", company.name),
        ]
        if draft:
            asked = f"{draft.framework} n° {draft.number}"
            asked += f" du {day(draft.date)}" if draft.date else ""
            parties.insert(1, ("Fait suite à", asked))
        if self.client_id:
            parties.append(("Maître d'ouvrage", self.client_id.name))
        return {
            "title": f"{TITLES[self.framework]} – récapitulatif des sommes",
            "parties": parties,
            "columns": COLUMNS if draft else (COLUMNS[0], COLUMNS[2]),
            "sums": [self._works_sum(label, *names) for label, names in SUMS.items()],
            "taxes": [
                (percent(exact(row.rate, 2)), amount(row.base), amount(row.tax))
                for row in self.line_ids
            ],
            "comment": self.comment or "",
        }

    def _works_sum(self, label, asked, admitted):
        if not self.received_id:
            return label, amount(self[admitted])
        # Of the VAT the search tells nothing by itself.
        wanted = exact(self[asked] if asked else self.asked_total, 2)
        if not asked:
            wanted -= exact(self.asked_untaxed, 2)
        left = wanted - exact(self[admitted], 2)
        return label, amount(wanted), amount(self[admitted]), amount(left)
