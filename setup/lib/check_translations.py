# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run in Odoo's shell where our addons are installed: are the translations whole?

The template (``i18n/<addon>.pot``) must hold exactly the terms that Odoo exports, and
French must say something for each. A current template is written to ``CHORUS_OUTPUT``,
and can be copied from there.
"""

import io
import os
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


def problems_of(env, addon, root, output):
    """Yield what is wrong with one addon's translations, one line each."""
    folder = root / addon / "i18n"
    current = export(env, addon)
    output.mkdir(parents=True, exist_ok=True)
    (output / f"{addon}.pot").write_text(current, encoding="utf-8")
    expected = terms(polib.pofile(current))
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
    root, output = (Path(os.environ[name]) for name in ("CHORUS_ROOT", "CHORUS_OUTPUT"))
    problems = [
        problem
        for addon in os.environ["CHORUS_ADDONS"].split(",")
        for problem in problems_of(env, addon, root, output)
    ]
    for problem in problems:
        print(problem)
    if problems:
        print(f"current templates were written to {output}")
        sys.exit(1)


main(env)  # noqa: F821  the shell defines env
