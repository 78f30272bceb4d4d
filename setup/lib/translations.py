# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run in Odoo's shell where our addons are installed: are the translations whole?

The template (``i18n/<addon>.pot``) must hold exactly the terms that Odoo exports, and
French must say something for each. With ``CHORUS_UPDATE=1`` both files are first
brought up to date: new terms come in untranslated, unused ones leave.
"""

import io
import os
import re
import sys
from pathlib import Path

import polib

from odoo.tools.translate import trans_export

LANGUAGE = "fr"


def export(env, addon):
    """Return the current template of an addon, as text."""
    content = io.BytesIO()
    trans_export(False, [addon], content, "po", env)
    return content.getvalue().decode("utf-8")


def terms(catalogue):
    return {entry.msgid for entry in catalogue if not entry.obsolete}


def dateless(text):
    """A template without the dates of its export: what makes it another one."""
    return re.sub(r"^\"(POT-Creation|PO-Revision)-Date:.*\n", "", text, flags=re.M)


def update(current, folder, addon):
    """Write the template of an addon, and bring its French up to date with it."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{addon}.pot"
    if not path.exists() or dateless(path.read_text("utf-8")) != dateless(current):
        path.write_text(current, encoding="utf-8")
    template = polib.pofile(str(path))
    path = folder / f"{LANGUAGE}.po"
    known = (
        {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}
        if path.exists()
        else {}
    )
    template.metadata |= {
        "Language": LANGUAGE,
        "Language-Team": "French",
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
    }
    for entry in template:
        entry.msgstr = known.get(entry.msgid, "")
    template.save(str(path))


def problems_of(env, addon, root):
    """Yield what is wrong with one addon's translations, one line each."""
    folder = root / addon / "i18n"
    current = export(env, addon)
    expected = terms(polib.pofile(current))
    if not expected:
        return
    if os.environ.get("CHORUS_UPDATE"):
        update(current, folder, addon)
    for name in (f"{addon}.pot", f"{LANGUAGE}.po"):
        path = folder / name
        if not path.exists():
            yield f"{path.relative_to(root)} is missing"
            continue
        catalogue = polib.pofile(str(path))
        found = terms(catalogue)
        for term in sorted(expected - found):
            yield f"{addon}/i18n/{name} lacks {term!r}"
        for term in sorted(found - expected):
            yield f"{addon}/i18n/{name} has a term no longer used: {term!r}"
        if name.endswith(".po"):
            for entry in catalogue:
                if not entry.obsolete and (not entry.msgstr or entry.fuzzy):
                    yield f"{addon}/i18n/{name} does not translate {entry.msgid!r}"


def main(env):
    root = Path(os.environ["CHORUS_ROOT"])
    problems = [
        problem
        for addon in os.environ["CHORUS_ADDONS"].split(",")
        for problem in problems_of(env, addon, root)
    ]
    for problem in problems:
        print(problem)
    if problems:
        print("setup/translations.sh brings the files up to date")
        sys.exit(1)


main(env)  # noqa: F821  the shell defines env
