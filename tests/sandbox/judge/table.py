# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every rule of the judge, where it comes from, and whether it may reject.

A rule without a real rejection behind it never rejects: it is told as an observation,
unless the sandbox is started with ``--strict``. README.md shows this table; names of
sources are those of the specification (``INV``, ``OCA`` …).
"""

import typing

SEEN = "seen"  # the portal's rejection was met in public
OFFICIAL = "official"  # an official document or schema leaves no other way
OURS = "ours"  # a limit that is documented somewhere, without a rejection known to us

SCHEMA = "CII D16B and UBL 2.1 schemas; a rejection by schema: OCA #414"
PIVOT = "limit of CPPFacturePivot V2_02"


class Rule(typing.NamedTuple):
    what: str
    source: str
    mark: str


# Raised by rules.py and routing.py under these names, in order of report.
RULES = {
    "pdf.a3": Rule("the PDF says that it is PDF/A-3", "portal.md §5.1", OURS),
    "number.required": Rule("there is a number", SCHEMA, OFFICIAL),
    "number.length": Rule("number of at most 20 characters", "INV, live", SEEN),
    "number.characters": Rule(
        "letters, digits, space and - _ / + in the number",
        "G1.05, second-hand",
        OURS,
    ),
    "number.duplicate": Rule(
        "number unknown for this supplier", "CS; REJ_UNI of the DGFiP list", OFFICIAL
    ),
    "framework.absent": Rule("a framework; A1 without one", "OCA #332, #650", OURS),
    "framework.place": Rule(
        "the framework of a UBL in the portal's extension, else A1",
        "official stylesheet FSO1100A",
        OURS,
    ),
    "framework.unknown": Rule("framework among A1 to A25", "INV, live", SEEN),
    "framework.flow": Rule(
        "a framework that a flow may carry",
        "AIFE's list of flows E1, E2, E4, E5",
        OFFICIAL,
    ),
    "type.value": Rule("type 380 or 381", PIVOT, OURS),
    "date.value": Rule("a date of issue that exists", SCHEMA, OFFICIAL),
    "currency.value": Rule("a currency of three letters", SCHEMA, OFFICIAL),
    "origin.several": Rule("one original invoice", "BR-FR-CPRO-20", OURS),
    "origin.length": Rule("original number of at most 20 characters", PIVOT, OURS),
    "payment.required": Rule(
        "payment means on a CII invoice", "OCA #414, #612; INV, live", SEEN
    ),
    "payment.required_ubl": Rule(
        "payment means on a UBL invoice", "GIZ's template ships none", OURS
    ),
    "payment.credit_note": Rule("no payment means on a credit note", "OCA", OURS),
    "payment.code": Rule(
        "means among those of rule S2.05", "EDI421, second-hand", OURS
    ),
    "payment.iban": Rule("an account with a transfer", "BR-FR-CPRO-39", OURS),
    "payment.iban_length": Rule(
        "account of at most 27 characters", "BR-FR-CPRO-39", OURS
    ),
    "payment.iban_form": Rule("an account that is an IBAN", "G1.16 to G1.19", OURS),
    "amount.required": Rule("total without tax, with tax and due", SCHEMA, OFFICIAL),
    "amount.precision": Rule("six decimals at most", "CS, AKU", OURS),
    "total.taxed": Rule(
        "total and tax make the total with tax", "OPENB; REJ_COH", SEEN
    ),
    "total.due": Rule(
        "total, prepaid and rounding make the due", "OPENB; REJ_COH", SEEN
    ),
    "total.tax": Rule("a total of tax that is an amount", "portal.md §5.3", OURS),
    "total.negative": Rule(
        "a credit note is positive", "portal.md §5.3, inferred", OURS
    ),
    "vat.summary": Rule("VAT by rate, that sums up", "portal.md §5.3", OURS),
    "vat.category": Rule(
        "a VAT category somewhere in a CII file",
        "Tryton's scenario on qualification",
        SEEN,
    ),
    "vat.due_code": Rule("VAT point among 5, 29, 72", "DOLI #544", OURS),
    "vat.reason": Rule("a reason with an exemption", "EN 16931 BR-E-10", OURS),
    "line.required": Rule("a line at least in UBL", "UBL 2.1 schema; EDI421", OFFICIAL),
    "line.required_cii": Rule("a line at least in CII", "EN 16931 BR-16", OURS),
    "line.vat": Rule("a VAT category on each line", "EN 16931 BR-CO-4", OURS),
    "line.gross": Rule(
        "an allowance beside a gross price, when a line of the file has one",
        "OCA #504, #536",
        SEEN,
    ),
    "length.service": Rule("service code of at most 100 characters", PIVOT, OURS),
    "length.engagement": Rule("commitment of at most 50 characters", PIVOT, OURS),
    "length.marche": Rule("market of at most 50 characters", PIVOT, OURS),
    "length.conditions": Rule(
        "terms of at most 1024 characters", "BR-FR-CPRO-35", OURS
    ),
    "length.name": Rule("names of at most 99 characters", "BR-FR-CPRO-43, 44", OURS),
    "length.note": Rule("notes of at most 1024 characters", "BR-FR-CPRO-42", OURS),
    "length.description": Rule(
        "descriptions of at most 1024 characters", "BR-FR-CPRO-31", OURS
    ),
    "attachment.extension": Rule(
        "an attachment of an allowed format", "OCA's list; IRR_EXT_DOC", OFFICIAL
    ),
    "attachment.name": Rule("attachment name of at most 50 characters", PIVOT, OURS),
    "attachment.empty": Rule("an attachment with content", "IRR_VID_PJ", OFFICIAL),
    "attachment.size": Rule("10 MB at most", "COMM; IRR_TAILLE_PJ", OFFICIAL),
    "supplier.required": Rule("the supplier's identifier", SCHEMA, OFFICIAL),
    "supplier.unknown": Rule("a supplier that is known and active", "COMM, NORT", SEEN),
    "recipient.required": Rule("the recipient's identifier", SCHEMA, OFFICIAL),
    "recipient.unknown": Rule("a public recipient that is active", "OPENB", SEEN),
    "recipient.works_only": Rule(
        "no simple invoice for a works authority", "meaning of estMoaUniquement", OURS
    ),
    "service.required": Rule("the service that is demanded", "TEMP, OPENB", SEEN),
    "service.unknown": Rule("a service that is known and active", "REJ_ADR", OFFICIAL),
    "service.public": Rule(
        "FACTURES_PUBLIQUES from public suppliers", "portal.md §5.2", OURS
    ),
    "commitment.required": Rule("the commitment that is demanded", "TEMP", SEEN),
    "validator.required": Rule(
        "a validator for A9, A10, A12 to A14", "portal.md §5.2", OURS
    ),
    "validator.unknown": Rule("a validator that is known", "portal.md §5.2", OURS),
    "moe.unknown": Rule("an MOE that is known", "portal.md §7.4", OURS),
    "moa.unknown": Rule("an MOA that is known", "portal.md §7.4", OURS),
}


def rejects(name, strict):
    return strict or RULES[name].mark != OURS


def rejected(found, strict):
    """The messages that reject, of ``[(name of a rule, message)]``."""
    return [text for name, text in found if rejects(name, strict)]


def split(found, strict):
    """``(rejections, observations)`` of ``[(name of a rule, message)]``."""
    rejections, observations = [], []
    for name, text in found:
        (rejections if rejects(name, strict) else observations).append((name, text))
    return rejections, observations
