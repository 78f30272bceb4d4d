# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whom an alert goes to: a person who is still there and can act."""

from odoo import fields, models

INVOICING = "account.group_account_invoice"
# Whom to ask when nobody else can, in this order.
ACCOUNTANTS = ("account.group_account_manager", INVOICING)
# Types of activities that outlive whoever has them.
HANDED_OVER = (
    "chorus_pro_connector.mail_activity_type_chorus",
    "chorus_pro_connector.mail_activity_type_chorus_stuck",
)


class ResCompany(models.Model):
    _inherit = "res.company"

    chorus_user_id = fields.Many2one(
        "res.users",
        string="Chorus Pro manager",
        copy=False,
        domain="[('share', '=', False)]",
        help="Gets the alerts of invoices whose sender cannot act: has left, has no "
        "access to this company any more, or is a program.",
    )

    def _chorus_person(self, first, *others, without=()):
        """Return who acts for this company: ``first``, if they can, then its manager
        for Chorus Pro, then ``others``, its accountants and administrators.

        :param first: users, the best one first; may be empty
        :param others: sets of users
        :param without: users who are about to leave
        :return: one user; empty when nobody can act
        """
        self.ensure_one()
        manager = self.sudo().chorus_user_id
        groups = [self.env.ref(name).sudo().all_user_ids for name in ACCOUNTANTS]
        for users in (first, manager, *others, *(all_.sorted("id") for all_ in groups)):
            for user in users.sudo():
                if user not in without and self._chorus_may_act(user):
                    return user
        rest = (user for user in self._chorus_administrators() if user not in without)
        return next(rest, self.env["res.users"])

    def _chorus_may_act(self, user):
        """Tell whether a user is a person who works on the invoices of this company."""
        return self._chorus_is_person(user) and user.has_group(INVOICING)

    def _chorus_is_person(self, user):
        """Tell whether a user is somebody of this company who is still there.

        Odoo's own user (OdooBot), under which scheduled actions run, is nobody.
        """
        return (
            user.active
            and not user.share
            and user != self.env.ref("base.user_root")
            and self in user.company_ids
        )

    def _chorus_administrators(self):
        """Return who can change the settings of this company."""
        group = self.env.ref("base.group_system").sudo()
        return group.all_user_ids.filtered(self._chorus_is_person)


class ResUsers(models.Model):
    _inherit = "res.users"

    def action_archive(self):
        # EXTENDS 'mail', which would delete what these people were asked to do.
        self._chorus_pass_on_alerts()
        return super().action_archive()

    def _chorus_pass_on_alerts(self):
        """Give what these users were asked to do for invoices to others."""
        kinds = [self.env.ref(name, raise_if_not_found=False) for name in HANDED_OVER]
        activities = self.env["mail.activity"].sudo()
        held = activities.search(
            [
                ("user_id", "in", self.ids),
                ("activity_type_id", "in", [kind.id for kind in kinds if kind]),
            ]
        )
        for activity in held:
            record = self.env[activity.res_model].sudo().browse(activity.res_id)
            company = record.exists().company_id
            if company and (person := company._chorus_person(self, without=self)):
                activity.user_id = person
