# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tools import SQL

from odoo.addons.chorus_pro_connector.hooks import remove_files


def post_init_hook(env):
    """Make managers of the administrators, without a write on their users.

    By the ORM each would be asked anew whether it is an internal user, which it is, and
    its contact would be written beside whoever works with it.
    """
    group = env.ref("chorus_pro_connector_works.group_works_manager")
    users = env.ref("base.user_root") + env.ref("base.user_admin")
    env.flush_all()
    for user in users:
        env.cr.execute(
            SQL(
                "INSERT INTO res_groups_users_rel (gid, uid) VALUES (%s, %s)"
                " ON CONFLICT DO NOTHING",
                group.id,
                user.id,
            )
        )
    env.invalidate_all()
    env.registry.clear_all_caches()


def uninstall_hook(env):
    """Delete signed amendments and whatever is joined to markets and statements.

    :raise RedirectWarning: nobody has saved them
    """
    # The button asks before; this is for whoever goes around it.
    env["chorus.works.files"]._check_saved()
    env["chorus.works.files"]._forget()
    remove_files(env, "chorus_pro_connector_works")
