# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which number names a structure (portal.md §3.5, §5.5)."""

import pytest
from chorus import identifiers
from chorus.identifiers import Identifier, identify


@pytest.mark.parametrize(
    ("country", "registry", "expected"),
    [
        ("FR", "123 456 782 00028", ("SIRET", "12345678200028", None)),
        ("", "12345678200028", ("SIRET", "12345678200028", None)),
        ("RE", "123.456.782-00028", ("SIRET", "12345678200028", None)),
        ("FR", "123 456 782", ("SIRET", "123456782", "siren")),
        ("FR", "1234567820002", ("SIRET", "1234567820002", "malformed")),
        ("FR", "12345678", ("SIRET", "12345678", "malformed")),
        ("FR", "12345678A", ("SIRET", "12345678A", "malformed")),
        ("FR", None, ("SIRET", "", "missing")),
        # Whoever has a SIRET is known by it, wherever it is.
        ("DE", "12345678200028", ("SIRET", "12345678200028", None)),
        ("NC", "0 123 456.001", ("RIDET", "0123456001", None)),
        ("NC", "123456", ("RIDET", "123456", "malformed")),
        ("NC", "", ("RIDET", "", "missing")),
        ("PF", "A12345-001", ("TAHITI", "A12345001", None)),
        ("PF", "A1", ("TAHITI", "A1", "malformed")),
    ],
)
def test_french_and_overseas(country, registry, expected):
    assert identify(country, registry) == Identifier(*expected)


def test_european():
    assert identify("DE", "HRB 1", "de 123 456 789", in_union=True) == Identifier(
        "UE_HORS_FRANCE", "DE123456789"
    )
    assert identify("DE", "HRB 1", in_union=True).value == "HRB1"
    assert identify("DE", "", in_union=True).problem == "missing"


def test_outside_the_union():
    assert identify("CH", "", name="Entreprise générale du Léman") == Identifier(
        "HORS_UE", "CHEntreprise génér"
    )
    assert identify("CH", "CHE-123.456.789").value == "CHE123456789"
    assert identify("CH", "").problem == "missing"
    assert identify("CH", "1" * 19).problem == "malformed"


@pytest.mark.parametrize(
    ("country", "in_union", "least", "most"),
    [("NC", False, 9, 10), ("PF", False, 9, 10), ("DE", True, 1, 18)]
    + [("CH", False, 1, 18)],
)
def test_lengths(country, in_union, least, most):
    """BR-FR-CPRO-04 to 08: both ends are taken, and nothing beyond."""
    problems = {
        length: identify(country, "A" * length, in_union=in_union).problem
        for length in range(1, 30)
    }
    assert problems == {
        length: None if least <= length <= most else "malformed" for length in problems
    }


def test_schemes():
    schemes = {kind: Identifier(kind, "1").scheme for kind in identifiers.SCHEMES}
    assert schemes == {
        "SIRET": "0009",
        "UE_HORS_FRANCE": "0223",
        "HORS_UE": "0227",
        "RIDET": "0228",
        "TAHITI": "0229",
    }


@pytest.mark.parametrize(
    ("siret", "vat"),
    [
        ("73282932000074", "FR44732829320"),
        ("732 829 320", "FR44732829320"),
        ("33254021516357", "FR04332540215"),  # a key of one digit has its zero
        ("11000201100044", "FR17110002011"),
    ],
)
def test_french_vat(siret, vat):
    assert identifiers.french_vat(siret) == vat
