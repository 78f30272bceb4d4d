# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What keeps our piece as project manager from leaving, and what is said before it."""

import base64

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.chorus_pro_connector.chorus import documents, rules

from ..models.market.numbers import exact
from .works_next_wizard import PDF, pdf_name

# What opens an invoicing file: what came before is on paper (portal.md §4.2).
OPENING = ("A15", "A16", "A17", "A18")
# A cent for each line of a statement may be rounded another way; a euro is no rounding.
SLACK = 1
# A subcontractor is paid what the holder accepted, and no more (law of 1975, art. 8).
NEVER_MORE = ("A10",)
# Of the tacit procedure the amounts are those of the holder's own statement.
AS_ASKED = ("A24",)
# These are paid without any other piece.
TO_PAY = ("A16", "A24")


class ChorusWorksIssueWizard(models.TransientModel):
    _inherit = "chorus.works.issue.wizard"

    def _works_check_all(self):
        """Check the piece whole, just before it leaves.

        :raise UserError: one sentence that says what to correct; nothing was sent
        """
        self.env["account.move"].check_access("write")
        self._works_check_deposit()
        self._works_check_content()
        if self.step != "confirm":
            raise UserError(
                self.env._("Read the summary first: press Next. Nothing was sent.")
            )
        self._works_main()

    # === 1. Deposit === #

    def _works_check_deposit(self):
        self.company_id._chorus_check_mine()
        if self.received_id:
            self.received_id._works_check_issue()
        self._works_check_framework()
        if self.source == "file":
            self._works_main()

    def _works_check_framework(self):
        draft = self.received_id
        may = draft._works_may_answer() if draft else OPENING
        if self.framework in may:
            return
        words = {"framework": self.framework, "may": self.env._(" or ").join(may)}
        if not draft:
            raise UserError(
                self.env._(
                    "%(framework)s opens no invoicing file: choose %(may)s. Nothing "
                    "was sent.",
                    **words,
                )
            )
        raise UserError(
            self.env._(
                "%(framework)s does not follow %(draft)s: choose %(may)s. Nothing was "
                "sent.",
                draft=draft.framework,
                **words,
            )
        )

    def _works_main(self):
        """Return (name, bytes) of the PDF that people read.

        :raise UserError: there is none, it is no PDF, or it is too heavy
        """
        wizard = self.with_context(bin_size=False)
        content = base64.b64decode(wizard.file or b"")
        if not content.startswith(PDF):
            raise UserError(
                self.env._(
                    "Add the PDF of our piece, or choose our print of the sums: it is "
                    "what people read. Nothing was sent."
                )
            )
        name = self._works_main_name()
        self.env["chorus.complete.wizard"]._chorus_check_document(name, content)
        return name, content

    # === 2. References and amounts === #

    def _works_check_content(self):
        self._works_check_number()
        self._works_check_date()
        self._works_check_parties()
        self._works_check_amounts()
        comment = rules.readable(self.comment)
        self.env["chorus.complete.wizard"]._chorus_check_comment(comment)
        self._works_joined()

    def _works_check_number(self):
        number = self.number
        if not rules.is_number(number):
            raise UserError(
                self.env._(
                    "Type the number of our piece: %(most)s characters at most, "
                    "letters, digits, blanks and - _ / +. Nothing was sent.",
                    most=rules.NUMBER_LENGTH,
                )
            )
        domain = [
            ("company_id", "=", self.company_id.id),
            ("number", "=", number),
            ("supplier_siret", "=", self._works_supplier_siret()),
        ]
        same = self.env["chorus.works.issued"].sudo().search(domain)
        if taken := same.filtered(lambda row: row._works_is_taken()):
            raise UserError(
                self.env._(
                    "%(number)s is the number of %(framework)s of %(day)s already: "
                    "type another one. Nothing was sent.",
                    number=number,
                    framework=taken[0].framework,
                    day=fields.Date.to_string(taken[0].date),
                )
            )

    def _works_check_date(self):
        # Wherever its people are: a piece of today is not ahead.
        if self.date > max(fields.Date.today(), fields.Date.context_today(self)):
            raise UserError(
                self.env._(
                    "The piece is dated %(day)s, a day that has not come: correct its "
                    "date. Nothing was sent.",
                    day=format_date(self.env, self.date),
                )
            )

    def _works_check_parties(self):
        """A file that is opened names every party; one that goes on has them."""
        if self.deposit == "initial" and not self.company_id._chorus_own_siret():
            raise UserError(
                self.env._(
                    "%(company)s has no SIRET, by which a piece that opens a file "
                    "names its issuer: type it on the company first. Nothing was sent.",
                    company=self.company_id.name,
                )
            )
        wanted = {"client_id", "supplier_id"} if self.deposit == "initial" else set()
        named = {name for name in ("client_id", "payer_id") if self[name]}
        for name in sorted(wanted | named):
            partner = self[name]
            if partner and partner._chorus_siret():
                continue
            label = self._fields[name]._description_string(self.env)
            if not partner:
                raise UserError(
                    self.env._(
                        "“%(field)s” is empty: a piece that opens a file names it. "
                        "Nothing was sent.",
                        field=label,
                    )
                )
            raise UserError(
                self.env._(
                    "“%(field)s”: %(partner)s has no SIRET, by which Chorus Pro would "
                    "know it; type it on its record. Nothing was sent.",
                    field=label,
                    partner=partner.display_name,
                )
            )

    def _works_check_amounts(self):
        currency = self.currency_id
        if not self.line_ids or currency.is_zero(self.total):
            raise UserError(
                self.env._(
                    "Type what is admitted, rate by rate of VAT. Nothing was sent."
                )
            )
        for line in self.line_ids:
            if not 0 <= line.rate < 100:
                raise UserError(
                    self.env._(
                        "%(rate)s %% is no rate of VAT: correct it. Nothing was sent.",
                        rate=f"{line.rate:g}",
                    )
                )
            right = line._works_right_tax()
            if abs(exact(line.tax, 2) - right) > SLACK:
                raise UserError(
                    self.env._(
                        "At %(rate)s %% the VAT on %(base)s is %(right)s, and "
                        "%(tax)s is typed: share the amounts between their rates. "
                        "Nothing was sent.",
                        rate=f"{line.rate:g}",
                        base=currency.format(line.base),
                        right=currency.format(float(right)),
                        tax=currency.format(line.tax),
                    )
                )
        if currency.compare_amounts(self.net, self.total) > 0:
            raise UserError(
                self.env._(
                    "The net to pay is above the total including VAT: correct one of "
                    "both. Nothing was sent."
                )
            )
        self._works_check_asked()

    def _works_check_asked(self):
        draft, words = self.received_id, self._works_amount_words()
        above = self._works_above_asked()
        if self.framework in AS_ASKED and above:
            raise UserError(
                self.env._(
                    "The tacit statement is the one of the supplier: %(asked)s "
                    "including VAT, and the amounts here make %(admitted)s. Nothing "
                    "was sent.",
                    **words,
                )
            )
        if draft.framework in NEVER_MORE and above > 0:
            raise UserError(
                self.env._(
                    "A subcontractor is not paid more than it asks: %(asked)s "
                    "including VAT, and the amounts here make %(admitted)s. Nothing "
                    "was sent.",
                    **words,
                )
            )

    def _works_above_asked(self):
        """Compare the total with what was asked: 1 above, -1 below, 0 also where the
        portal does not tell what was asked."""
        asked = self.received_id.asked_total
        return self.currency_id.compare_amounts(self.total, asked) if asked else 0

    def _works_amount_words(self):
        return {
            "asked": self.currency_id.format(self.received_id.asked_total),
            "admitted": self.currency_id.format(self.total),
            "net": self.currency_id.format(self.net),
        }

    def _works_joined(self):
        """Return [(name, bytes)] of the joined documents.

        :raise UserError: the portal would refuse one of them
        """
        answers = self.env["chorus.complete.wizard"]
        taken, joined = {self._works_main_name().lower()}, []
        for file in self.attachment_ids:
            content = file.raw or b""
            answers._chorus_check_document(file.name, content)
            joined.append((documents.free_name(file.name, taken), content))
        answers._chorus_check_weight(joined)
        return joined

    def _works_main_name(self):
        return documents.free_name(pdf_name(self.file_name, self.framework), set())

    # === 3. Confirm === #

    def _works_say(self):
        """Return what will happen, and what is out of the common."""
        said = [self._works_announce(), self._works_say_who_follows()]
        return "\n\n".join([*said, *self._works_warnings()])

    def _works_announce(self):
        words = {
            "framework": self.framework,
            "number": self.number,
            "draft": self.received_id.number,
            "supplier": self.supplier or self.supplier_id.name,
            **self._works_amount_words(),
        }
        if self.by_hand:
            return self.env._(
                "Nothing leaves from Odoo: %(framework)s %(number)s is deposited on "
                "the portal's own site, with the figures and the PDF that are kept "
                "here.",
                **words,
            )
        if self.deposit == "initial":
            return self.env._(
                "%(framework)s %(number)s opens an invoicing file of %(supplier)s at "
                "Chorus Pro: %(admitted)s including VAT, %(net)s to be paid.",
                **words,
            )
        return self.env._(
            "%(framework)s %(number)s follows %(draft)s of %(supplier)s at Chorus Pro: "
            "%(admitted)s including VAT are admitted of %(asked)s, %(net)s to be paid.",
            **words,
        )

    def _works_say_who_follows(self):
        """Say at whose desk the piece lies next (portal.md §4.2)."""
        if self.framework == "A18":
            return self.env._(
                "It then comes back to the supplier, who signs it or makes reserves."
            )
        if self.framework in TO_PAY:
            return self.env._("It then goes to the finance service, which pays.")
        return self.env._("It then waits for the client, who goes on from it.")

    def _works_warnings(self):
        found = []
        if self._works_above_asked() > 0:
            found.append(
                self.env._("More is admitted than was asked: is that what you want?")
            )
        if self.framework == "A24":
            found.append(
                self.env._(
                    "It is due once the ten days of the client are over and it has "
                    "notified nothing: verify both receipts first."
                )
            )
        if self.framework in ("A16", "A18"):
            found.append(
                self.env._(
                    "It goes on without the client's own verification: only where the "
                    "contract gives us that power."
                )
            )
        return found
