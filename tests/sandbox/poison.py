# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An answer that says the same, in the worst of shapes that JSON allows.

What people have typed ends in half a letter, a NUL, a tag and thousands of letters;
numbers are texts and texts of digits are numbers. Facts stay as they are.
"""

import json
import re

LONG = 10_000
POISON = ' \ud83d \x00 \u202e <script>alert("é")</script> ' + "é" * LONG
# Members that hold words of people, by how their names begin or end.
WORDS = re.compile(
    r"^(libelle|designation|commentaire|raisonSociale|description|adresse|ville|nom$)"
    r"|(Commentaire|Nom|Prenom|_description)$"
)
# What looks like words but tells which case it is; success needs no words.
CODE = re.compile(r"(?!TRA_MSG_00\.000)[A-Z]{3}_MSG_[\d.]+")
DIGITS = re.compile(r"[1-9]\d*")


def spread(text):
    """Return a poisoned JSON text as bytes; what is no JSON stays as it is."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    # In ASCII: half a letter cannot be written otherwise.
    return json.dumps(_poisoned("", value)).encode()


def _poisoned(key, value):
    if isinstance(value, dict):
        return {name: _poisoned(name, item) for name, item in value.items()}
    if isinstance(value, list):
        return [_poisoned(key, item) for item in value]
    if isinstance(value, str) and WORDS.search(key):
        return value if CODE.fullmatch(value) else value + POISON
    if isinstance(value, str) and DIGITS.fullmatch(value):
        return int(value)
    if isinstance(value, int | float):
        return json.dumps(value)
    return value
