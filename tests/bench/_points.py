# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The points of the protocol at which a worker dies or loses its database.

Each point is a function of the product, and the instant before or after it. The first
worker that comes to a point is killed there, the next one loses its connections there.
Of the third one the process is killed that serves it in PostgreSQL: all are cut off,
and what was not written is gone.
"""

import os
import signal
from functools import wraps

from bench._postgres import cut, kill_session

ACTS = ("kill", "cut", "crash")
BEFORE, AFTER = "before", "after"
# point → where it is, in the order of the protocol
POINTS = {
    "claimed": ("flow", "_chorus_step", BEFORE),
    "file made": ("flow", "_chorus_prepare_file", AFTER),
    "leaving noted": ("client", "deposit_flow", BEFORE),
    "token asked": ("transport", "fetch_token", BEFORE),
    "half on the wire": ("body", "read", AFTER),
    "taken by the portal": ("answer", "read_answer", BEFORE),
    "answered": ("client", "deposit_flow", AFTER),
    "PDF handed over": ("client", "deposit_pdf", AFTER),
    "document handed over": ("client", "add_file", AFTER),
    "data leaving noted": ("flow", "_chorus_claim_submission", AFTER),
    "data sent": ("client", "submit", BEFORE),
    "invoice made of them": ("client", "submit", AFTER),
    "number written": ("flow", "_chorus_journal", AFTER),
    "deposit told": ("move", "_chorus_note_deposit", AFTER),
    "doubt noted": ("flow", "_chorus_doubt", AFTER),
    "found or absent": ("flow", "_chorus_find_deposit", AFTER),
    "postponed": ("flow", "_chorus_postpone", AFTER),
    "report read": ("client", "flow_report", AFTER),
    "concluded": ("flow", "_chorus_conclude", AFTER),
    "identified": ("move", "_chorus_take_identifier", AFTER),
    "history read": ("client", "invoice_history", AFTER),
    "act claimed": ("act", "_chorus_step", BEFORE),
    "act still wanted": ("act", "_chorus_still_waits", AFTER),
    "act document handed over": ("document", "_chorus_hand_over", AFTER),
    "act leaving noted": ("act", "_chorus_claim_leaving", AFTER),
    "act half on the wire": ("body", "read", AFTER),
    "act taken by the portal": ("answer", "read_answer", BEFORE),
    "completed": ("client", "complete_invoice", AFTER),
    "recycled": ("client", "recycle_invoice", AFTER),
    "refusal dealt with": ("client", "handle_rejection", AFTER),
    "validator corrected": ("client", "correct_validator", AFTER),
    "act done": ("act", "_chorus_succeed", AFTER),
    "act told": ("way", "_chorus_read_again", BEFORE),
    "act in doubt": ("act", "_chorus_doubt", AFTER),
    "act verified": ("act", "_chorus_verify", AFTER),
    "act postponed": ("act", "_chorus_postpone", AFTER),
}

# The bytes of every call pass through the same functions: point → whose call it is.
ON_THE_WIRE = {
    "half on the wire": "deposit",
    "taken by the portal": "deposit",
    "act half on the wire": "act",
    "act taken by the portal": "act",
}
CALLS = {
    "deposit_flow": "deposit",
    "complete_invoice": "act",
    "recycle_invoice": "act",
    "handle_rejection": "act",
    "correct_validator": "act",
}


class Points:
    """Which points are still to strike; shared by all workers through ``folder``."""

    def __init__(self, folder):
        self._folder = folder
        self._call = ""
        self._armed = None

    def _mark(self, point, act):
        return os.path.join(self._folder, f"{point} {act}".replace(" ", "_"))

    def struck(self):
        """Return {act: [points]} of what has happened."""
        return {
            act: [name for name in POINTS if os.path.exists(self._mark(name, act))]
            for act in ACTS
        }

    def left(self):
        done = self.struck()
        return [(name, act) for act in ACTS for name in POINTS if name not in done[act]]

    def reach(self, point):
        """Strike, unless others have had everything that this point does."""
        if ON_THE_WIRE.get(point, self._call) != self._call:
            return
        for act in ACTS:
            try:
                os.close(os.open(self._mark(point, act), os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                continue
            if act == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            (cut if act == "cut" else kill_session)(os.getpid())
            return

    def arm(self, env):
        """Watch the points in this process; once is enough."""
        if self._armed == os.getpid():
            return
        self._armed = os.getpid()
        owners = _owners(env)
        for name, call in CALLS.items():
            self._wrap_call(owners["client"], name, call)
        self._wrap_call(owners["transport"], "fetch_token", "")
        for point, (owner, name, when) in POINTS.items():
            self._wrap(owners[owner], name, point, when)

    def _wrap_call(self, owner, name, call):
        """Know, on the wire, whose call it is."""
        function = getattr(owner, name)

        @wraps(function)
        def marked(*values, **named):
            before, self._call = self._call, call
            try:
                return function(*values, **named)
            finally:
                self._call = before

        setattr(owner, name, marked)

    def _wrap(self, owner, name, point, when):
        function = getattr(owner, name)

        @wraps(function)
        def watched(*values, **named):
            if when == BEFORE:
                self.reach(point)
            result = function(*values, **named)
            if when == AFTER:
                self.reach(point)
            return result

        setattr(owner, name, watched)


def _owners(env):
    # Importable only now: Odoo finds addons once it has read its configuration.
    from odoo.addons.chorus_pro_connector.chorus.portal import client, transport

    return {
        "flow": env.registry["chorus.flow"],
        "act": env.registry["chorus.act"],
        "way": env.registry["chorus.act.way"],
        "document": env.registry["chorus.act.document"],
        "move": env.registry["account.move"],
        "client": client.PortalClient,
        "transport": transport.Transport,
        "body": transport.Body,
        "answer": transport,
    }
