# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Depositing a flow (portal.md §2.2) and what follows it."""

import base64
import binascii
import hashlib
import json

from .. import (
    choices,
    codes,
    contract,
    formats,
    invoices,
    judge,
    lifecycle,
    options,
    registry,
    store,
    works,
)
from ..judge import open as opening

TOO_LARGE = (20001, "GDP_MSG_11.022")
FILE_LIMIT = 10 * codes.MB
ARCHIVE_LIMIT = 30 * codes.MB
NAME_LIMIT = 200


def decode(name, text):
    """Bytes of a base64 member.

    :raises Malformed: HTTP 400, what is cut or is not base64.
    """
    try:
        return base64.b64decode(text.translate(_BLANKS), validate=True)
    except (binascii.Error, ValueError):
        raise contract.Malformed(f"{name} n'est pas du base64") from None


_BLANKS = {ord(c): None for c in "\r\n"}


def check_name(name, value):
    if len(value) > NAME_LIMIT:
        raise registry.BusinessError(*choices.TOO_LONG, name, NAME_LIMIT)
    stem, dot, extension = value.rpartition(".")
    if not (stem and dot and extension):
        raise registry.BusinessError(*choices.NO_EXTENSION)


@registry.operation(
    "factures", "deposer/flux", required="fichierFlux nomFichier syntaxeFlux"
)
def deposit_flow(call):
    """Accept the file, judge it, and let its report come with the clock."""
    content = decode("fichierFlux", call.body["fichierFlux"])
    name, syntaxe = call.body["nomFichier"], call.body["syntaxeFlux"]
    check_name("nomFichier", name)
    if syntaxe not in (*contract.ENUMS["SYNTAXE_FLUX"], *codes.WORKS_INTERFACES):
        raise registry.BusinessError(*choices.UNKNOWN_SYNTAX, syntaxe)
    limit = ARCHIVE_LIMIT if opening.is_archive(name) else FILE_LIMIT
    if len(content) > limit:
        raise registry.BusinessError(*TOO_LARGE)
    documents, unread = _read(name, content, syntaxe)
    with store.writing(call.db):
        flow = _record(call, name, syntaxe, content)
        strict = options.read(call.db)["strict"]
        verdict = unread or judge.decide(call.db, documents, strict)
        end = lifecycle.plan_flow(
            call.db, flow["id"], call.now, verdict.final, call.settings
        )
        report = {
            "dp": verdict.errors,
            "technique": verdict.technical,
            "observations": verdict.observations,
        }
        sql = "UPDATE flow SET final = ?, report = ? WHERE id = ?"
        call.db.execute(sql, (verdict.final, json.dumps(report), flow["id"]))
        for doc, found, piece, remarks in verdict.accepted:
            # A file of data alone holds its documents as texts (BG-24).
            files = piece.files or [(piece.name, piece.xml), *doc.fichiers]
            number = invoices.from_document(
                call.db, doc, found, files, flow | {"remarks": remarks}, call.now
            )
            if doc.cadre in codes.TRAVAUX_TYPES:
                works.open_file(call, number, next(iter(doc.origines), None))
            first = invoices.first_status(doc.cadre, found.validator)
            lifecycle.plan(call.db, "invoice", number, end, first)
    answer = {"numeroFluxDepot": flow["number"], "dateDepot": formats.day(call.now)}
    # The reply's enumeration lacks the two archive syntaxes (portal.md §3.1), and ours.
    if "PDFARCHIVE" not in syntaxe and syntaxe not in codes.WORKS_INTERFACES:
        answer["syntaxeFlux"] = syntaxe
    return answer


def _read(name, content, syntaxe):
    """``(documents, None)``, or ``(None, verdict)`` on an unreadable flow."""
    try:
        return judge.read(name, content, syntaxe), None
    except opening.Technical as error:
        return None, judge.Verdict(technical=[judge.technical(error.code)])


def _record(call, name, syntaxe, content):
    number = store.insert(
        call.db,
        "flow",
        login=call.account["login"],
        syntaxe=syntaxe,
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        at=call.now,
        state=codes.FLOW_PATH[0][1],
        state_at=call.now,
        final="",
        report="{}",
    )
    interface = codes.INTERFACES.get(syntaxe, codes.OTHER_INTERFACE)
    # CPP001, the interface's four digits, then a sequence of fifteen (portal.md §2.2)
    text = f"CPP001{interface[3:7]}{number:015d}"
    call.db.execute("UPDATE flow SET number = ? WHERE id = ?", (text, number))
    store.insert(call.db, "flow_file", flow_id=number, content=content)
    login, who = call.account["login"], call.who
    return {"id": number, "number": text, "login": login, "who": who}
