# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run in Odoo's shell on a copy of the template: make the invoices of a copy, send them
to the sandbox as an invoicing clerk, and write what became of each.

``CHORUS_COPY`` is the copy, ``CHORUS_RESULT`` where the rows go, ``CHORUS_LIB`` this
folder.
"""

import json
import os
import sys

from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import float_compare

sys.path.insert(0, os.environ["CHORUS_LIB"])

from world import World, demands_known, sandbox

from odoo.addons.chorus_pro_connector.chorus.errors import PortalError

TOGETHER = 25  # invoices of one transaction
TAKEN = ("integrated", "delivered", "action", "paid")
# Seconds of the portal's clock in which it reads a file and delivers what is in it.
WHILE = 600
BEFORE, PORTAL, UNTOLD, NOT_MADE = "before", "portal", "untold", "not_made"


class Play:
    def __init__(self, env, copy):
        self.env, self.copy = env, copy
        self.world = World(env, copy)
        self.rows = []

    def run(self):
        self.world.make()
        self._read_clients()
        for place, row in enumerate(self.copy["invoices"], 1):
            self._play_one(row)
            if place % TOGETHER == 0:
                self.env.cr.commit()
                print(f"{place} / {len(self.copy['invoices'])}", file=sys.stderr)
        self.env.cr.commit()
        self._follow()
        self._judge()

    def _read_clients(self):
        """Read what each client demands, as the connector does before it sends."""
        clients = [row for row in self.copy["partners"] if row["is_client"]]
        with self.world.company._chorus_client() as portal:
            for row in clients:
                client = self.world.partners[row["id"]]
                if client._chorus_identifier().problem:
                    continue
                try:
                    client._chorus_read_directory(portal)
                except (PortalError, UserError) as error:
                    print(f"client {row['id']}: {error}", file=sys.stderr)
        self.env.cr.commit()

    # === Sending === #

    def _play_one(self, row):
        move = self.world.make_invoice(row)
        if not move:
            self._note(row, NOT_MADE, "copy", self.world.failed[row["id"]])
            return
        self.env.cr.commit()
        move = move.with_user(self.world.clerk).with_context(lang="fr_FR")
        try:
            self._send(move)
        except (UserError, RedirectWarning) as error:
            self.env.cr.rollback()
            self._refused(row, move, error)

    def _send(self, move):
        """Press *Send to Chorus*, and confirm whatever it asks."""
        action = move.action_chorus_send()
        if action.get("res_model") == "chorus.confirm.wizard":
            wizard = move.env["chorus.confirm.wizard"].browse(action["res_id"])
            wizard.action_send()
        self.env.cr.commit()

    def _refused(self, row, move, error):
        """Note each reason for which the invoice would not leave."""
        issues = move._chorus_dangers()
        for issue in issues:
            label = (
                move._fields[issue["field"]]._description_string(move.env)
                if (issue["field"] in move._fields)
                else ""
            )
            sentence = move._chorus_issue_message(issue)
            self._note(row, BEFORE, issue["code"], sentence, label)
        if not issues:
            self._note(row, BEFORE, "send", str(error.args[0]))

    # === Afterwards === #

    def _follow(self):
        """Let the portal work, and read what it says, twice: a file, then invoices."""
        for _look in range(2):
            sandbox("clock", {"advance": WHILE})
            for move in self.world.moves.values():
                if move.chorus_state in ("deposited", "unknown", "integrated"):
                    move.chorus_flow_id.update_flow_status()
                    self.env.cr.commit()
        self.env.invalidate_all()

    def _judge(self):
        told = {row["id"] for row in self.rows}
        for row in self.copy["invoices"]:
            if row["id"] in told:
                continue
            move = self.world.moves[row["id"]].with_context(lang="fr_FR")
            if move.chorus_state in TAKEN:
                self._note(row, "accepted", "", "")
            elif move.chorus_state == "rejected":
                line = move._chorus_current_line()
                self._note(
                    row, PORTAL, "rejected", line.explanation or line.error, line.error
                )
            else:
                text = move.chorus_flow_id.error_message or move.chorus_state
                self._note(row, UNTOLD, "silent", text)

    def _note(self, row, verdict, code, sentence, more=""):
        move = self.world.moves.get(row["id"])
        total = move.amount_total if move else row["total"]
        self.rows.append(
            {
                "id": row["id"],
                "number": row["number"],
                "type": row["type"],
                "date": row["date"],
                "client": row["structure"],
                "total": row["total"],
                "currency": row["currency"],
                "verdict": verdict,
                "code": code,
                "sentence": sentence,
                "more": more,
                "other_total": total if float_compare(total, row["total"], 2) else None,
            }
        )


def main(env):
    with open(os.environ["CHORUS_COPY"], encoding="utf-8") as file:
        copy = json.load(file)
    play = Play(env, copy)
    play.run()
    result = {
        "rows": play.rows,
        "left_out": copy["left_out"],
        "has_siret": copy["company"]["has_siret"],
        "since": copy["since"],
        "clients": {
            str(row["id"]): {
                "name": row["name"],
                "registry": row["registry"] or "",
                "demands_known": demands_known(row),
            }
            for row in copy["partners"]
            if row["is_client"]
        },
    }
    with open(os.environ["CHORUS_RESULT"], "w", encoding="utf-8") as file:
        json.dump(result, file, ensure_ascii=False)


main(env)  # noqa: F821  the shell defines env
