# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a person does on the portal's own site, where Odoo does not do it.

The names of its menus and buttons are those of public guides; the portal renames them
at times.
"""

from odoo import api, models


class ChorusWorksSteps(models.AbstractModel):
    _name = "chorus.works.steps"
    _description = "Steps on the site of Chorus Pro"

    @api.model
    def _works_steps(self, kind, number):
        """Return the numbered steps of one kind of act, as a text of several lines.

        :param kind: of ``chorus.act``
        :param number: of the piece, as the portal has it
        """
        own = {
            "complete": self._works_complete,
            "recycle": self._works_recycle,
            "parties": self._works_parties,
            "validator": self._works_validator,
            "next": self._works_deposit_next,
        }[kind]()
        steps = [
            self.env._(
                "Sign in to Chorus Pro, open the space “Factures de travaux”, and "
                "look for %(number)s.",
                number=number,
            ),
            *own,
            self._works_last_step(kind),
        ]
        return self._works_numbered(steps)

    @api.model
    def _works_numbered(self, steps):
        return "\n".join(f"{rank}. {step}" for rank, step in enumerate(steps, 1))

    @api.model
    def _works_nothing_leaves(self, number):
        """Say above the steps why Odoo does not do it."""
        return self.env._(
            "Nothing leaves from Odoo: no other program has been seen to do this at "
            "Chorus Pro. It is done on the portal's own site, under the same number "
            "%(number)s.",
            number=number,
        )

    def _works_last_step(self, kind):
        if kind == "next":
            return self.env._(
                "Within the hour Odoo reads that piece from Chorus Pro and shows it in "
                "the invoicing file; until then it takes nothing for done."
            )
        return self.env._(
            "Then press “Update Flow Status” here: until Chorus Pro says so, Odoo "
            "takes nothing for done."
        )

    def _works_complete(self):
        return [
            self.env._(
                "Open it, choose “Compléter”, join the documents and paste the comment "
                "that you prepare below, then confirm."
            )
        ]

    def _works_recycle(self):
        return [
            self.env._(
                "Open it, choose “Recycler”, correct the recipient, its service or the "
                "commitment number as below, then confirm; the number stays."
            )
        ]

    def _works_parties(self):
        return [
            self.env._(
                "Open it, choose “Compléter”, correct the project manager (MOE) or the "
                "client (MOA) and the service as below, then confirm."
            )
        ]

    def _works_validator(self):
        return [
            self.env._(
                "Open it, correct the validator as below, then confirm: it has fifteen "
                "days."
            )
        ]

    def _works_deposit_next(self):
        return [
            self.env._(
                "Open it and deposit its next piece: choose the kind of deposit, the "
                "framework and ourselves as issuer, and add the signed file."
            ),
            self.env._(
                "Enter references, amounts, recipient and VAT as below, join what "
                "belongs to it, read it once more and confirm."
            ),
        ]
