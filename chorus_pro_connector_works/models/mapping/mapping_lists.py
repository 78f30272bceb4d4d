# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The portal's own lists: what it calls its syntaxes, frameworks and kinds."""

from odoo import fields, models

from odoo.addons.chorus_pro_connector.chorus.errors import PortalError

LISTS = ("syntax", "framework", "type", "document", "structure")
PATIENCE = 30  # seconds that somebody waits for all lists


class ChorusWorksMapping(models.Model):
    _inherit = "chorus.works.mapping"

    def action_read_lists(self):
        """Button *Read the portal's lists*: keep them, and tell what is new.

        Each list stands alone: one that the portal refuses leaves the others.
        """
        self.check_access("write")
        company = self.env.company
        found, failed = {}, []
        try:
            with company._chorus_client(patience=PATIENCE) as portal:
                found, failed = self._ask_lists(portal)
        except PortalError as error:
            failed.append(error)
        words = self.env["chorus.words"]
        sentences = [words._chorus_sentence(error, company) for error in failed]
        told = [self._keep_list(name, codes) for name, codes in found.items()]
        if found:
            told += self._unlisted_sentences()
        return self._tell(told, list(dict.fromkeys(sentences)))

    def _ask_lists(self, portal):
        """Return ({list: codes}, [PortalError of those that were not given])."""
        found, failed = {}, []
        for name in LISTS:
            try:
                found[name] = portal.works_lists(name)
            except PortalError as error:
                failed.append(error)
        return found, failed

    def _keep_list(self, name, codes):
        """Keep what the portal lists; return the sentence that says so."""
        options = self.env["chorus.works.mapping.option"].sudo()
        # Structures are those of the account; all else is the portal's.
        owner = self.env.company.id if name == "structure" else False
        known = options.search([("group", "=", name), ("company_id", "=", owner)])
        now = fields.Datetime.now()
        known.filtered(lambda row: row.read_on).listed = False
        here = known.filtered(lambda row: row.code in codes)
        here.write({"read_on": now, "listed": True})
        fresh = [code for code in codes if code not in here.mapped("code")]
        options.create(
            [
                {"group": name, "code": code, "read_on": now, "company_id": owner}
                for code in fresh
            ]
        )
        label = dict(options._fields["group"]._description_selection(self.env))[name]
        if not fresh:
            return self.env._(
                "%(list)s: %(count)s, none new.", list=label, count=len(codes)
            )
        return self.env._(
            "%(list)s: %(count)s, of which new: %(fresh)s.",
            list=label,
            count=len(codes),
            fresh=", ".join(fresh[:20]),
        )

    def _unlisted_sentences(self):
        """Say which values in use the portal does not list."""
        unlisted = self.search([("group", "in", LISTS)]).filtered(
            lambda row: row.option_id and not row.option_id.listed
        )
        return [
            self.env._(
                "“%(value)s”, the value of “%(name)s”, is not in the portal's list: "
                "choose another one.",
                value=row.value,
                name=row.name,
            )
            for row in unlisted
        ]

    def _tell(self, told, failed):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if failed else "success",
                "title": self.env._("Lists of Chorus Pro"),
                "message": "\n".join([*failed, *told]),
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
