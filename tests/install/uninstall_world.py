# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run in Odoo's shell on a database with all our addons: each is uninstalled, the ones
that others are built on last. Before, each of its models and each of its fields that
keeps a file gets one. Prints ``uninstalled: [{…}, …]``."""

import io
import json
import os

from odoo.exceptions import RedirectWarning

ADDONS = json.loads(os.environ["CHORUS_ADDONS"])


class Leaving:
    def __init__(self, env):
        self.env = env

    def attach(self, text, **values):
        """Make a file of its own in the filestore."""
        self.env["ir.attachment"].create(
            {"name": f"{text}.txt", "raw": text.encode(), "res_id": 1, **values}
        )

    def fill(self, addon):
        """Return how many files of an addon are made."""
        count = 0
        for name, model in self.env.registry.items():
            if model._abstract or model._transient:
                continue
            if model._original_module == addon:
                self.attach(f"ours: joined to {name}", res_model=name)
                count += 1
            for field in model._fields.values():
                if (
                    field.type in ("binary", "image")
                    and field.attachment
                    and field._modules[:1] == (addon,)
                ):
                    text = f"ours: {name}.{field.name}"
                    self.attach(text, res_model=name, res_field=field.name)
                    count += 1
        self.attach(f"theirs, beside {addon}", res_model="res.partner")
        self.env.flush_all()
        self.env.cr.commit()
        return count

    def orphans(self):
        """Return the attachments of models, or of fields, that are no more."""
        self.env.cr.execute(
            "SELECT DISTINCT res_model, res_field FROM ir_attachment"
            " WHERE res_model IS NOT NULL"
        )
        return [
            f"{model}.{field}"
            for model, field in self.env.cr.fetchall()
            if model not in self.env or (field and field not in self.env[model]._fields)
        ]

    def files(self):
        """Return (names in the filestore, names that the database knows)."""
        store = self.env["ir.attachment"]._filestore()
        there = {
            os.path.relpath(os.path.join(folder, name), store)
            for folder, _folders, names in os.walk(store)
            for name in names
            if not os.path.relpath(folder, store).startswith("checklist")
        }
        self.env.cr.execute(
            "SELECT DISTINCT store_fname FROM ir_attachment"
            " WHERE store_fname IS NOT NULL"
        )
        return there, {name for (name,) in self.env.cr.fetchall()}

    def texts(self):
        self.env.cr.execute(
            "SELECT name FROM ir_attachment WHERE name ~ '^(ours|theirs)' ORDER BY id"
        )
        return [name for (name,) in self.env.cr.fetchall()]

    def uninstall(self, addon):
        made = self.fill(addon)
        before, known = self.files()
        module = self.env["ir.module.module"].search([("name", "=", addon)])
        refused = self.offered(addon, module)
        module.button_immediate_uninstall()
        self.env.cr.rollback()
        self.env.transaction.reset()
        self.env["ir.attachment"]._gc_file_store()
        self.env.cr.commit()
        after, still = self.files()
        return {
            "addon": addon,
            "made": made,
            "refused": refused,
            "state": self.env["ir.module.module"].browse(module.id).state,
            "fewer": len(before) - len(after),
            "unknown_before": sorted(before - known),
            "unknown": sorted(after - still),
            "lost": sorted((still & before) - after),
            "orphans": self.orphans(),
            "texts": self.texts(),
            "tables": self.tables(),
        }

    def offered(self, addon, module):
        """Tell whether uninstalling is refused until files were saved; save them."""
        try:
            module.button_uninstall()
        except RedirectWarning:
            if addon == "chorus_pro_connector_works":
                self.env["chorus.works.files"]._save(io.BytesIO())
            self.env.cr.commit()
            return True
        self.env.cr.rollback()
        return False

    def tables(self):
        self.env.cr.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v', 'm')"
            " AND relname LIKE 'chorus%' ORDER BY 1"
        )
        return [name for (name,) in self.env.cr.fetchall()]


leaving = Leaving(env)  # noqa: F821  the shell defines env
# What was orphaned before is nobody's of ours.
leaving.env["ir.attachment"]._gc_file_store()
leaving.env.cr.commit()
print("uninstalled:", json.dumps([leaving.uninstall(addon) for addon in ADDONS]))
print("done: uninstall")
