# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents joined to an invoice: what the portal takes of each (portal.md §5.1)."""

import re

from . import rules

# Separates folders in the PDF that embeds the document (ISO 32000-1, 7.11.2), on a disk
# or in an archive; no reader could save it under such a name.
_NOT_IN_NAMES = re.compile(r'[/\\:*?|<>"]+')


def problem(name: str, size: int) -> str | None:
    """Tell what the portal would refuse in one document, once it is fixed.

    :param size: bytes
    :return: ``format``, ``empty``, ``size``, or None
    """
    if rules.extension_of(name) not in rules.ATTACHMENT_EXTENSIONS:
        return "format"
    if not size:
        return "empty"
    return "size" if size > rules.ATTACHMENT_SIZE else None


def free_name(name: str | None, taken: set[str]) -> str:
    """Shorten a file name to what the portal takes (BR-FR-CPRO-41) and number twins.

    The extension is kept: the portal sorts formats by it. What separates folders, or is
    not seen, is taken out.

    :param taken: set of names already given, lower case; the result is added
    """
    clean = _NOT_IN_NAMES.sub("-", rules.reference(name)).strip(" -") or "document"
    stem, dot, extension = clean.rpartition(".")
    if not dot:
        stem, extension = extension, ""
    suffix = f".{extension}" if dot else ""
    number = 1
    while True:
        mark = f"-{number}" if number > 1 else ""
        room = rules.ATTACHMENT_NAME_LENGTH - len(suffix) - len(mark)
        candidate = f"{stem[:room].strip(' -') or 'document'}{mark}{suffix}"
        if candidate.lower() not in taken:
            taken.add(candidate.lower())
            return candidate
        number += 1
