# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The console in a browser: on a telephone, and with the keyboard alone."""

import browser
import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("browser")) as sandbox:
        yield sandbox.url


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with browser.running(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture
def client(url):
    return world.cleared(sandbox_client.Client(url))


def pages(client):
    """Every kind of page, each with something on it."""
    plain = world.invoice(client, numero="NUMERO-LONG-00000001")
    works = world.invoice(client, numero="SIT-1", **world.WORKS)
    rejected = world.deposited(
        client, samples.facturx(numero="R", fournisseur="9" * 14)
    )
    client.advance(60)
    client.control("POST", "scenario", {"enregistrer": "Leçon 1"})
    roles = ("acheteur", "valideur", "moe", "moa", "fournisseur")
    return [
        "/",
        *(f"/{role}" for role in roles),
        *("/lecon", "/acces", "/remise-a-zero", "/moe/dossier", "/moa/dossier"),
        "/page-inconnue",
        f"/flux/{rejected}",
        f"/acheteur/factures/{plain}",
        f"/acheteur/factures/{plain}/xml",
        f"/moe/factures/{works}",
        f"/fournisseur/factures/{works}",
    ]


WIDER = """[...document.querySelectorAll('body *')]
.filter(it => it.getBoundingClientRect().right > innerWidth + 1)
.map(it => it.tagName + ' ' + it.textContent.trim().slice(0, 40))"""
SIZE = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_is_wider_than_the_screen(client, chromium, width):
    for path in pages(client):
        chromium.open(client.url + path, width)
        assert chromium.value(SIZE) <= width, (path, chromium.value(WIDER))


@pytest.mark.parametrize("width", [390, 1440])
def test_every_control_is_reached_by_tab(client, chromium, width):
    """Links, buttons and fields, on every page."""
    kinds = "a[href],button,select,summary,textarea,input:not([type=hidden])"
    every = (
        f"[...document.querySelectorAll('{kinds}')].filter(x => x.checkVisibility())"
    )
    for path in pages(client):
        chromium.open(client.url + path, width)
        wanted = chromium.value(f"{every}.length")
        chromium.value(f"{every}.forEach((it, rank) => it.dataset.rank = rank)")
        missed, steps = set(map(str, range(wanted))), 0
        while missed and steps < 5 * wanted:  # a date is several steps
            chromium.press("Tab")
            missed.discard(chromium.value("document.activeElement.dataset.rank"))
            steps += 1
        assert not missed, path


def test_a_refusal_with_the_keyboard_alone(client, chromium):
    number = world.invoice(client, numero="CLAVIER-1")
    chromium.open(f"{client.url}/acheteur", 1440)
    path = f"/acheteur/factures/{number}"
    chromium.tab_to(f"it.getAttribute('href') === '{path}'")
    chromium.press("Enter")
    chromium.wait(
        f"location.pathname === '{path}' && document.readyState === 'complete'"
    )
    chromium.tab_to("it.id === 'motif'")
    chromium.type("Bon de commande absent")
    chromium.tab_to("it.value === 'SUSPENDUE'")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert chromium.value(outline) != "none"
    chromium.press(" ")
    chromium.wait("document.body.innerText.includes('Statut : Suspendue')")
    assert world.statut(client, number) == "SUSPENDUE"


def test_past_the_menu_with_one_key(client, chromium):
    chromium.open(client.url + "/acheteur", 1440)
    chromium.press("Tab")
    chromium.press("Enter")
    chromium.wait("location.hash === '#contenu'")
