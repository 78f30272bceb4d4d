# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a button answers: every one of them says what it did."""

from ...chorus import errors

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


def open_invoices(moves, name):
    """Return the action that opens invoices: one its form, several their list."""
    action = moves._get_records_action(name=name)
    if len(moves) > 1:
        action["views"] = invoice_views(moves.env)
    return action


def invoice_views(env):
    """Return the views of an action on invoices; a telephone shows the cards."""
    invoices = env.ref("account.view_out_invoice_tree")
    return [(invoices.id, "list"), (False, "kanban"), (False, "form")]


def read_now(model, refresh, say):
    """Read what waits for the user's company, and return the action that tells of it.

    :param model: has ``company_id`` and ``waiting``
    :param refresh: reads for one company; what it raises of the portal is told
    :param say: returns the sentence for so many that wait
    """
    env, company = model.env, model.env.company
    env["account.move"].check_access("write")
    try:
        refresh(company)
    except errors.PortalError as error:
        sentence = env["chorus.words"]._chorus_reading_sentence(error, company)
        return notification(env, "warning", sentence)
    domain = [("company_id", "=", company.id), ("waiting", "=", True)]
    return notification(env, "success", say(model.search_count(domain)))
