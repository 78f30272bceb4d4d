# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The sandbox's README tells the truth about what is ours and what is seeded."""

import pathlib
import re

from sandbox import api, choices, faults, registry, seeds, seeds_structures
from sandbox.judge import table

README = (pathlib.Path(api.__file__).parents[1] / "README.md").read_text("utf-8")
NAMES = {entry.name for entry in registry.OPERATIONS.values()}


def test_own_shapes_are_operations_and_are_listed():
    assert set(choices.OWN_SHAPES) <= NAMES
    for name, what in choices.OWN_SHAPES.items():
        assert f"| `{name}` | {what} |" in README


def test_every_rule_of_the_judge_is_in_the_table():
    for name, rule in table.RULES.items():
        assert f"| `{name}` | {rule.what} | {rule.source} | {rule.mark} |" in README
    assert len(re.findall(r"(?m)^\| `\w+\.\w+` \| ", README)) == len(table.RULES)


def test_own_codes_are_recognisable():
    codes = [
        value[0]
        for name, value in vars(choices).items()
        if isinstance(value, tuple) and name != "INCOHERENT"
    ]
    assert len(codes) > 15 and len(set(codes)) == len(codes)
    assert all(20900 <= code < 21000 for code in codes)
    assert choices.INCOHERENT[0] == 20002  # the one number that is documented


def test_seeds_faults_and_accounts_are_described():
    for structure in seeds_structures.STRUCTURES:
        assert f"`{structure['siret']}`" in README
    for kind in faults.KINDS:
        assert f"`{kind}`" in README
    for role in seeds.ACCOUNTS:
        assert f"`{role}`" in README


def has_valid_key(siret):
    digits = [int(c) * (1 + (rank % 2)) for rank, c in enumerate(reversed(siret))]
    return sum(d - 9 if d > 9 else d for d in digits) % 10 == 0


def test_some_seeds_have_valid_keys():
    """A supplier and recipients of each demand, with SIREN and SIRET that add up."""
    valid = [
        structure
        for structure in seeds_structures.STRUCTURES
        if has_valid_key(structure["siret"]) and has_valid_key(structure["siret"][:9])
    ]
    assert {s["publique"] for s in valid} == {True, False}
    demands = {name for s in valid for name, on in s["parametres"].items() if on}
    assert {"codeServiceDoitEtreRenseigne", "numeroEJDoitEtreRenseigne"} <= demands
    suppliers = [s["siret"] for s in valid if not s["publique"]]
    assert seeds.ACCOUNTS["cle_valide"]["sirets"] == suppliers


def test_counts_of_operations():
    for name in ("factures", "structures", "transverses", "facturesTravaux"):
        count = sum(entry.api == name for entry in registry.OPERATIONS.values())
        assert re.search(rf"`{name}` \({count}(?: operations)?\)", README), (
            name,
            count,
        )
