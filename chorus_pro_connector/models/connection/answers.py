# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a button answers: every one of them says what it did."""

RELOAD = {"type": "ir.actions.client", "tag": "soft_reload"}


def notification(env, kind, message, then=RELOAD):
    """Return the action that shows one sentence, then goes on.

    :param kind: ``success``, ``info``, ``warning`` or ``danger``; the latter two stay
        until somebody closes them
    :param then: the next action; by default the page is read again
    """
    portal = env._("Chorus Pro")
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": kind,
            # Odoo writes it before the sentence, which may name the portal itself.
            "title": False if portal in message else portal,
            "message": message,
            "sticky": kind in ("danger", "warning"),
            "next": then,
        },
    }
