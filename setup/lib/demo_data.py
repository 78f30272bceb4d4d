# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run in Odoo's shell on a copy of the template: load the demo files of our addons.

Odoo 19 loads no demo data by itself, and the marks that it would need for that would
also load the demo data of every other module.
"""

from odoo.modules.module import Manifest
from odoo.tools.convert import convert_file


def load_files(env):
    """Load the files that the manifests of the installed addons list under ``demo``."""
    for module in env["ir.module.module"].search(
        [("state", "=", "installed"), ("name", "=like", "chorus_%")]
    ):
        for path in Manifest.for_addon(module.name)["demo"]:
            convert_file(env, module.name, path, {}, mode="init", noupdate=True)


load_files(env)  # noqa: F821  the shell defines env
# The clerk of the demo data has French; whoever looks at the settings gets it too.
env.ref("base.user_admin").write({"lang": "fr_FR", "tz": "Europe/Paris"})  # noqa: F821
env.cr.commit()  # noqa: F821
