# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup, escape

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.chorus_pro_connector.chorus import articles

from ..file.words import day
from .letter_template import LETTER_KINDS, NAME

REPORT = "chorus_pro_connector_works.action_report_works_letter"
# What was sent stays.
FROZEN = {"body", "subject", "date", "recipient_ids", "copy_ids", "is_read"}


class ChorusWorksLetter(models.Model):
    """A letter about one delay: drafted from its text, read by a person, then sent.

    Nothing leaves by itself. Once it is sent, the dates that it quotes stay.
    """

    _name = "chorus.works.letter"
    _inherit = ["mail.thread", "chorus.works.own.state"]
    _description = "Letter of a works market"
    _order = "date desc, id desc"
    _rec_name = "subject"

    market_id = fields.Many2one(
        comodel_name="chorus.works.market",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="market_id.company_id", store=True, index=True)
    deadline_id = fields.Many2one(
        comodel_name="chorus.works.deadline",
        string="Delay",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    kind = fields.Selection(
        selection=LETTER_KINDS,
        string="About",
        required=True,
        readonly=True,
    )
    statement_id = fields.Many2one(
        comodel_name="chorus.works.statement",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Where the letter is about one.",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    recipient_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="chorus_works_letter_recipient",
        string="To",
    )
    copy_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="chorus_works_letter_copy",
        string="Copy to",
    )
    subject = fields.Char(required=True)
    body = fields.Html(required=True)
    article_keys = fields.Json(readonly=True)
    unverified = fields.Text(
        string="Articles to verify",
        compute="_compute_unverified",
        help="Nobody has read these on Légifrance for the connector yet.",
    )
    is_read = fields.Boolean(
        string="Articles read on Légifrance",
        copy=False,
        tracking=True,
        help="By whoever sends the letter: the mark “à vérifier” then goes.",
    )
    # What it names, as it was when the letter was drafted: kind and day.
    quoted = fields.Json(readonly=True)
    state = fields.Selection(
        selection=[("draft", "Draft"), ("sent", "Sent")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_sent = fields.Date(string="Sent on", readonly=True, copy=False, tracking=True)

    @api.model
    def _chorus_own_fields(self):
        return frozenset(
            {
                "article_keys",
                "date_sent",
                "deadline_id",
                "kind",
                "market_id",
                "quoted",
                "state",
                "statement_id",
            }
        )

    @api.depends("article_keys", "date")
    def _compute_unverified(self):
        for letter in self:
            letter.unverified = "\n".join(letter._works_unverified())

    def _works_unverified(self):
        """Return the sentences of this letter that nobody has read on Légifrance."""
        self.ensure_one()
        doubtful = articles.unverified(self.article_keys or ())
        return [text for text in self._works_article_texts() if text in doubtful]

    def _works_article_texts(self):
        self.ensure_one()
        today = self.date or fields.Date.context_today(self)
        texts = [articles.article(key, today) for key in self.article_keys or ()]
        return [text for text in texts if text]

    def _works_articles_printed(self):
        """Return the articles as printed, marked until somebody has read them."""
        doubtful = [] if self.is_read else self._works_unverified()
        return [
            f"{text} [à vérifier]" if text in doubtful else text
            for text in self._works_article_texts()
        ]

    def _works_date_printed(self):
        return day(self.date)

    # === Drafting === #

    @api.model
    def _works_draft(self, deadline):
        """Return a new letter about a delay.

        :raise UserError: there is no text for it
        """
        return self._works_draft_of(
            deadline.market_id,
            deadline.kind,
            deadline.sudo()._works_letter_values(),
            deadline._works_letter_parties(),
            deadline_id=deadline.id,
            statement_id=deadline.statement_id.id,
            quoted=[*(deadline.receipts or ()), *deadline._works_closing()],
        )

    @api.model
    def _works_draft_of(self, market, kind, values, parties, **more):
        """Return a new letter from the text of its kind.

        :param values: {name in the text: what stands there}
        :param parties: (recipients, copies), of ``res.partner``
        :raise UserError: there is no text for it
        """
        template = self.env["chorus.works.letter.template"]._works_of(
            kind, market.company_id
        )
        if not template:
            raise UserError(
                self.env._("There is no text for this letter: a manager adds it first.")
            )
        to, copies = parties
        regime = market.regime_id.article_set or ""
        keys = (template.articles or "").replace("{regime}", regime).split(",")
        letter = self.sudo().create(
            {
                "market_id": market.id,
                "kind": kind,
                "recipient_ids": [Command.set(to.ids)],
                "copy_ids": [Command.set(copies.ids)],
                "subject": filled(template.subject, values),
                "body": Markup(filled(template.body, values, escape)),
                "article_keys": [key.strip() for key in keys if key.strip()],
                **more,
            }
        )
        return letter.with_env(self.env)

    # === Buttons === #

    def action_print(self):
        """Button *Print*: the PDF, of a draft too."""
        return self.env.ref(REPORT).report_action(self)

    def action_sent(self):
        """Button *It was sent*: from now on the letter and what it quotes stay.

        :raise UserError: nobody has read its articles, or it goes to nobody
        """
        for letter in self:
            if letter.state == "sent":
                continue
            if letter._works_unverified() and not letter.is_read:
                raise UserError(
                    self.env._(
                        "This letter quotes articles that nobody has read yet: read "
                        "them on Légifrance, then tick “Articles read on Légifrance”."
                    )
                )
            if not letter.recipient_ids:
                raise UserError(self.env._("Choose to whom this letter was sent."))
            letter._chorus_write(
                {"state": "sent", "date_sent": fields.Date.context_today(self)}
            )
            letter.market_id._message_log(
                body=self.env._(
                    "Letter sent to %(names)s: %(letter)s",
                    names=", ".join(letter.recipient_ids.mapped("display_name")),
                    letter=letter.subject,
                )
            )

    def write(self, vals):
        kept = self.filtered(lambda letter: letter.state == "sent")
        if kept and not self.env.su and FROZEN & vals.keys():
            self._works_refuse_sent()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_sent(self):
        if "sent" in self.mapped("state"):
            self._works_refuse_sent()

    def _works_refuse_sent(self):
        raise UserError(
            self.env._("This letter was sent: it stays as it is, write another one.")
        )


def filled(text, values, clean=str):
    """Return a text with its names replaced; what is in values is never HTML, unless it
    says that it is."""

    def value(match):
        found = values.get(match.group(1), "")
        return str(clean(found))

    return NAME.sub(value, str(text))
