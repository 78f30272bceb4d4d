# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Dates and delays of a lesson: written down while it is given, saved, replayed.

``{"depart", "arretee", "delais", "dates"}``: when the lesson starts, whether its clock
stands still, its delays in seconds, and the instants that the clock was moved to.
"""

import datetime
import re
import time

from . import clock, formats, seeds, store

NAME = re.compile(r"[\w' ,.:()-]{1,60}")
MOST_DATES, MOST_LESSONS = 100, 50


def move_clock(db, order):
    """Change the clock and write down where it was moved to; returns its settings."""
    with store.writing(db):
        settings = clock.change(current_settings(db), order)
        store.set_meta(db, "clock", settings)
        if order.get("advance"):
            lesson = store.get_meta(db, "lesson") or {}
            dates = [*lesson.get("dates", ()), clock.now(settings)][-MOST_DATES:]
            store.set_meta(db, "lesson", lesson | {"dates": dates})
    return settings


def current_settings(db):
    return clock.DEFAULT | (store.get_meta(db, "clock") or {})


def read(db):
    """The lesson so far, as it would be saved."""
    settings, lesson = current_settings(db), store.get_meta(db, "lesson") or {}
    dates = sorted({*lesson.get("dates", ()), *lesson.get("plan", ())})
    return {
        "depart": written(lesson.get("start", clock.now(settings))),
        "arretee": settings["paused_at"] is not None,
        "delais": {name: settings[name] for name in clock.DELAYS},
        "dates": [written(at) for at in dates],
    }


def written(seconds):
    return formats.paris(seconds).isoformat(timespec="seconds")


def saved(db):
    """``{name: scenario}``."""
    return store.get_meta(db, "lessons") or {}


def save(db, name):
    """Keep the lesson so far under a name; a reset does not lose it.

    :raises ValueError: for a name of other characters, or too many lessons.
    """
    if not isinstance(name, str) or not NAME.fullmatch(name.strip()):
        raise ValueError("nom : de 1 à 60 lettres, chiffres, espaces, ponctuation")
    with store.writing(db):
        lessons = saved(db) | {name.strip(): read(db)}
        if len(lessons) > MOST_LESSONS:
            raise ValueError(f"{MOST_LESSONS} leçons sont enregistrées, au plus")
        store.set_meta(db, "lessons", lessons)
    return lessons[name.strip()]


def forget(db, name):
    """:raises KeyError: when no lesson has that name."""
    with store.writing(db):
        lessons = saved(db)
        del lessons[name]
        store.set_meta(db, "lessons", lessons)


def instant(text):
    """Epoch seconds of a date, day or date and time, of this century's half.

    :raises ValueError: for anything else.
    """
    if not isinstance(text, str) or len(text) > 40:
        raise ValueError("une date est attendue, par exemple 2026-04-02T09:00")
    seconds = formats.parse(text.strip())
    if not 2000 <= datetime.datetime.fromtimestamp(seconds).year <= 2060:
        raise ValueError("une date entre 2000 et 2060 est attendue")
    return seconds


def replay(space, db, scenario):
    """Start the lesson again: the first day of data, its date, its delays, its dates.

    :raises ValueError: on a wrong scenario; then nothing has changed.
    """
    if not isinstance(scenario, dict):
        raise ValueError("un objet JSON est attendu")
    start = instant(scenario.get("depart"))
    dates = scenario.get("dates", [])
    if not isinstance(dates, list) or len(dates) > MOST_DATES:
        raise ValueError(f"dates : une liste de {MOST_DATES} dates au plus")
    plan = [instant(text) for text in dates]
    delays = scenario.get("delais", {})
    if not isinstance(delays, dict) or set(delays) - set(clock.DELAYS):
        raise ValueError("delais : " + ", ".join(clock.DELAYS))
    settings = clock.change(clock.DEFAULT, delays)
    if scenario.get("arretee", True) is True:
        settings["paused_at"] = start
    else:
        settings["offset"] = start - time.time()
    restart(space, db, settings, plan)


def restart(space, db, settings, plan=()):
    """The first day again; options and saved lessons stay, tokens do not."""
    kept = {name: store.get_meta(db, name) for name in ("options", "lessons")}
    with store.writing(db):
        store.clear(db)
        seeds.plant(db, settings, space.name)
        for name, value in kept.items():
            if value is not None:
                store.set_meta(db, name, value)
        lesson = store.get_meta(db, "lesson")
        store.set_meta(db, "lesson", lesson | {"plan": sorted(plan)})
    space.records.clear()
