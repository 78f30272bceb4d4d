# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a piece of ours that follows another one says: its terms and its file.

Its invoice is that of the final statement, whose lines it repeats; number, day and
framework are its own, and where the client's general statement admits other amounts, it
states those.
"""

from decimal import Decimal
from typing import Any, NamedTuple

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.chorus_pro_connector.chorus.errors import FileError
from odoo.addons.chorus_pro_connector.chorus.formats.factur_x import (
    Attachment,
    make_pdf,
    make_xml,
)
from odoo.addons.chorus_pro_connector.models.en16931.price import ZERO, plain, to_cents

from ..file.words import day

# A PDF with a signature inside: converted, it would lose it.
SIGNED = b"/ByteRange"
KINDS = {
    "A8": "Décompte général signé",
    "A22": "Projet de décompte général signé, procédure tacite",
    "A23": "Décompte général et définitif tacite",
}


class Following(NamedTuple):
    """A piece that is to follow another one.

    :param previous: (number, date) of the piece that it follows
    :param bases: {(VAT category, rate): amount without VAT}, Decimal; those of the
        statement where it says nothing
    :param net: what is to be paid, None: as the statement says
    """

    framework: str
    number: str
    date: Any
    previous: tuple[str, Any]
    bases: dict[tuple[str, str], Decimal]
    net: Decimal | None = None


class ChorusEn16931(models.AbstractModel):
    _inherit = "chorus.en16931"

    def _get_following(self, move, following):
        """Return (terms, problems) of a piece, see :meth:`_get_mapping`.

        :param move: invoice of the final statement
        :param following: :class:`Following`
        """
        return self._map({**self._prepare(move), "following": following})

    def _get_header(self, doc):
        # EXTENDS
        terms = super()._get_header(doc)
        if piece := doc.get("following"):
            terms |= {"BT-1": piece.number, "BT-2": piece.date}
            terms["BT-23"] = piece.framework
        return terms

    def _get_references(self, doc):
        # EXTENDS
        terms = super()._get_references(doc)
        piece = doc.get("following")
        if not piece:
            return terms
        number, date = piece.previous
        terms["BG-3"] = [{"BT-25": number, "BT-26": date}]
        market = doc["move"]._chorus_works_statement().market_id
        if self._goes_to_payer(doc):
            terms["BT-10"] = market.payer_service_id.code
        elif market.client_id:
            terms["BT-10"] = market.client_service_id.code
        return terms

    def _get_parties(self, doc):
        # EXTENDS: the mapping addresses each framework by itself.
        parties = super()._get_parties(doc)
        market = doc["move"]._chorus_works_statement().market_id
        if not doc.get("following") or not market:
            return parties
        party = market.payer_id if self._goes_to_payer(doc) else market.client_id
        party = party.commercial_partner_id
        buyer = self._get_party(doc, party, party)
        parties["BG-7"] = {**buyer, **self._get_buyer_vat({"customer": party})}
        return parties

    def _goes_to_payer(self, doc):
        """Tell whether the mapping addresses this piece to the payer of the market."""
        move = doc["move"]
        # An A23 is what an A8 would have been: no flow takes it, and no row is its own.
        framework = doc["following"].framework
        key = f"recipient.{'A8' if framework == 'A23' else framework}"
        value = self.env["chorus.works.mapping"]._get_value(key, move.company_id)
        return value == "payer" and bool(
            move._chorus_works_statement().market_id.payer_id
        )

    # === Amounts === #

    def _get_lines(self, doc, base_lines):
        # EXTENDS: a line for each rate at which something else was admitted.
        lines = super()._get_lines(doc, base_lines)
        piece = doc.get("following")
        doc["admitted"] = ZERO
        if not piece:
            return lines
        for key, (base, vat) in list(doc["groups"].items()):
            wanted = piece.bases.get((key.category, key.rate), base)
            if wanted == base:
                continue
            difference = wanted - base
            tax = to_cents(wanted * Decimal(key.rate) / 100) - vat
            doc["groups"][key] = (wanted, vat + tax)
            doc["vat"] += tax
            doc["company_vat"] += tax
            doc["admitted"] += difference + tax
            lines.append(self._get_difference(doc, key, difference, len(lines) + 1))
        return lines

    def _get_difference(self, doc, key, amount, number):
        return {
            "record": doc["move"].line_ids.browse(),
            "BT-126": str(number),
            "BT-129": "-1" if amount < 0 else "1",
            "BT-130": "C62",
            "BT-131": plain(amount, 2),
            "BT-146": plain(abs(amount), 2),
            "BT-151": key.category,
            "BT-152": None if key.category == "O" else key.rate,
            "BT-153": "Écart admis par le décompte général",
        }

    def _get_booked(self, doc):
        # EXTENDS: what was admitted beside what is booked.
        return super()._get_booked(doc) + doc.get("admitted", ZERO)

    def _get_paid(self, doc):
        # EXTENDS: the net that the general statement says.
        piece = doc.get("following")
        if not piece or piece.net is None:
            return super()._get_paid(doc)
        total = sum((base + vat for base, vat in doc["groups"].values()), ZERO)
        return total - piece.net

    def _get_notes(self, doc):
        # EXTENDS
        notes = super()._get_notes(doc)
        piece = doc.get("following")
        if not piece:
            return notes
        number, date = piece.previous
        text = f"{KINDS[piece.framework]} – fait suite à la pièce {number}"
        text += f" du {day(date)}" if date else ""
        return [{"BT-21": "AAI", "BT-22": text}, *notes]


class AccountMove(models.Model):
    _inherit = "account.move"

    def _works_following_terms(self, following):
        """Return the terms of a piece that follows the one of this invoice.

        :raise UserError: they cannot be written; one sentence for each reason
        """
        self.ensure_one()
        terms, problems = self.env["chorus.en16931"]._get_following(self, following)
        if problems:
            raise UserError("\n".join(self._chorus_file_obstacles(problems)))
        return terms

    def _works_following_file(self, following, signed):
        """Return (name, bytes) of the Factur-X of a piece that follows.

        :param signed: (name, bytes) of the signed PDF, which is what people read
        :raise UserError: one sentence that says what to correct
        """
        terms = self._works_following_terms(following)
        name, pdf = signed
        # Whoever checks the signature needs the very bytes.
        joined = [Attachment(name, pdf)] if SIGNED in pdf else []
        try:
            content = make_pdf(pdf, make_xml(terms), joined)
        except FileError as error:
            if not error.code.startswith("pdf"):
                raise self._chorus_file_error(error) from error
            raise UserError(
                self.env._(
                    "“%(name)s” cannot become the page of a Factur-X: scan the signed "
                    "paper, or save the document as PDF/A, then add it again.",
                    name=name,
                )
            ) from error
        number = following.number.replace("/", "-")
        return f"factur-x_chorus_{following.framework}_{number}.pdf", content
