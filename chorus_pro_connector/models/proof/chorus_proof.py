# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime, split_every

from ...chorus.proof import archive, verify
from ..connection.answers import notification, open_invoices

_logger = logging.getLogger(__name__)

# Invoices of one archive; more make several.
MOST = 500
# An archive can be made again at any time: it is not kept for ever beside its sources.
KEPT = timedelta(days=30)
PART = "part-%05d.zip"


class ChorusProof(models.Model):
    """An archive of proofs: made part by part, put together when it is downloaded.

    Who made it for which invoices, and the head of its chain, stay when its files are
    gone.
    """

    _name = "chorus.proof"
    _inherit = ["chorus.own.model"]
    _description = "Chorus Pro archive of proofs"
    _order = "id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", string="Made by", readonly=True)
    state = fields.Selection(
        selection=[
            ("running", "Being made"),
            ("done", "Ready to download"),
            ("failed", "Not made"),
            ("expired", "No longer kept"),
            ("waived", "Waived"),
        ],
        default="running",
        required=True,
        readonly=True,
        index=True,
    )
    total_count = fields.Integer(string="Invoices", readonly=True)
    done_count = fields.Integer(string="Progress", readonly=True)
    size = fields.Integer(string="Size (MB)", compute="_compute_size")
    chain = fields.Char(
        string="Head of the chain",
        readonly=True,
        help="Fingerprint of the whole archive. Noted elsewhere, it proves that the "
        "archive was not made anew: verify.py compares it.",
    )
    download_date = fields.Datetime(string="Downloaded on", readonly=True)
    absent_text = fields.Text(string="Missing", compute="_compute_absent_text")
    error_message = fields.Text(string="Problem", readonly=True)
    # Ids of the invoices in their order, and of the deposits that are in it.
    invoices = fields.Json(
        string="Invoice ids", readonly=True, export_string_translation=False
    )
    flows = fields.Json(readonly=True, export_string_translation=False)
    header = fields.Json(readonly=True, export_string_translation=False)
    entries = fields.Integer(readonly=True, export_string_translation=False)
    parts = fields.Integer(readonly=True, export_string_translation=False)
    absent = fields.Json(readonly=True, export_string_translation=False)

    @api.depends("create_date", "total_count", "invoices", "state")
    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        alone = {
            proof: proof.sudo().invoices[0]
            for proof in self
            if proof.total_count == 1 and proof.sudo().invoices
        }
        moves = self.env["account.move"].sudo().browse(alone.values()).exists()
        for proof in self:
            date = format_datetime(self.env, proof.create_date, dt_format="short")
            move = moves.browse(alone.get(proof)) & moves
            if proof.state == "waived":
                name = self.env._("Proofs waived on %(date)s", date=date)
            elif move:
                name = self.env._(
                    "Proofs of %(number)s, %(date)s", number=move.name, date=date
                )
            else:
                name = self.env._(
                    "Proofs of %(date)s (invoices: %(count)s)",
                    date=date,
                    count=proof.total_count,
                )
            proof.display_name = name

    @api.depends("parts")
    def _compute_size(self):
        for proof in self:
            weight = sum(proof._chorus_parts().mapped("file_size"))
            proof.size = -(-weight // 2**20)

    @api.depends("absent")
    def _compute_absent_text(self):
        for proof in self:
            proof.absent_text = "\n".join(
                f"{row['path']}: {row['reason']}" for row in proof.absent or ()
            )

    # === Beginning === #

    @api.model
    def _chorus_start(self, moves):
        """Make the records of the archives of some invoices, with nothing in them yet.

        :param moves: of one company; those that were never deposited are left out
        :return: one archive for each 500
        """
        moves = moves.sudo().filtered("chorus_was_sent").sorted("id")
        proofs = self.sudo().browse()
        for ids in split_every(MOST, moves.ids):
            proofs += self._chorus_begin(moves.company_id, list(ids))
        return proofs.with_env(self.env)

    @api.model
    def _chorus_begin(self, company, ids, told=None, **values):
        """Make the record of one archive.

        :param ids: of its invoices, in their order
        :param told: dict of what the header says beside what every archive says
        :param values: fields of the record, of an addon that has its own archives
        """
        header = {**self._chorus_header(company, len(ids)), **(told or {})}
        return self.sudo().create(
            {
                "company_id": company.id,
                "user_id": self.env.uid,
                "total_count": len(ids),
                "invoices": ids,
                "header": header,
                "chain": verify.first_link(header),
                **values,
            }
        )

    @api.model
    def _chorus_header(self, company, count):
        module = self.env["ir.module.module"].sudo()._get("chorus_pro_connector")
        return {
            "format": verify.FORMAT,
            "created": fields.Datetime.to_string(fields.Datetime.now()),
            "company": company.name,
            "siret": company._chorus_own_siret() or "",
            "invoices": count,
            "program": f"chorus_pro_connector {module.installed_version or ''}".strip(),
        }

    def _chorus_follow(self):
        """Wake the scheduled action, and show how far it is."""
        self.env.ref("chorus_pro_connector.ir_cron_chorus_proofs").sudo()._trigger()
        return self._get_records_action(name=self.env._("Archives of proofs"))

    def _chorus_parts(self):
        """Return the files of the parts, in their order."""
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        return self.env["ir.attachment"].sudo().search(domain, order="res_id, name")

    # === Downloading === #

    def action_download(self):
        """Button *Download*."""
        self.ensure_one()
        self._chorus_check_ready()
        return {
            "type": "ir.actions.act_url",
            "url": f"/chorus_pro/proof/{self.id}",
            # In a window of its own, browsers block what comes seconds after a click.
            "target": "self",
        }

    def _chorus_check_ready(self):
        self.check_access("read")
        if self.state != "done":
            raise UserError(
                self.env._(
                    "“%(archive)s” is not there to be downloaded: wait until it is "
                    "ready, or make it again.",
                    archive=self.display_name,
                )
            )

    def _chorus_assemble(self, out):
        """Write the archive into an open binary file, and note that it was exported.

        :raise UserError: a part of it is damaged
        """
        self.ensure_one()
        self._chorus_check_ready()
        proof = self.sudo()
        files = (io.BytesIO(part.raw) for part in proof._chorus_parts())
        try:
            head = archive.assemble(out, proof.header, files, proof.create_date)
        except Exception as error:
            _logger.exception("Archive %s is damaged", proof.id)
            raise UserError(self._chorus_damaged_sentence()) from error
        if head != proof.chain:
            raise UserError(self._chorus_damaged_sentence())
        proof.download_date = fields.Datetime.now()
        flows = proof.env["chorus.flow"].browse(proof.flows or ()).exists()
        flows.filtered(lambda flow: not flow.proof_id).proof_id = proof

    def _chorus_damaged_sentence(self):
        return self.env._(
            "A file of this archive is damaged on the disk of the server: make the "
            "archive again."
        )

    def _chorus_file_name(self):
        self.ensure_one()
        day = fields.Date.to_string(self.create_date)
        number = ""
        if self.total_count == 1:
            move = self.env["account.move"].sudo().browse(self.invoices[0]).exists()
            number = f"-{archive.safe_name(move.name or '')}" if move else ""
        part = self._chorus_file_part() or number
        return f"preuves-chorus-pro{part}-{day}-{self.id}.zip"

    def _chorus_file_part(self):
        """Hook: what the name of the file says instead of an invoice's number."""
        return ""

    def action_again(self):
        """Button *Make it again*: of the same invoices, as they are now."""
        self.ensure_one()
        moves = self.env["account.move"].browse(self.sudo().invoices).exists()
        return moves.action_chorus_proofs()

    def action_view_invoices(self):
        """Button *Invoices*."""
        self.ensure_one()
        moves = self.env["account.move"].browse(self.sudo().invoices or ()).exists()
        return open_invoices(moves, self.display_name)

    # === The end === #

    def _chorus_tell_end(self):
        """Say on the screen of whoever ordered it that it is ready, or why not."""
        for proof in self.filtered("user_id"):
            # Its name tells the time, which is the reader's, not the scheduler's.
            record = proof.with_context(lang=proof.user_id.lang)
            record = record.with_user(proof.user_id).sudo()
            failed = record.state == "failed"
            proof.user_id._bus_send(
                "simple_notification",
                {
                    "type": "danger" if failed else "success",
                    "title": record.env._("Chorus Pro: archive of proofs"),
                    "message": record.error_message
                    if failed
                    else record.env._("“%s” can be downloaded.", record.display_name),
                    "sticky": True,
                },
            )

    @api.autovacuum
    def _gc_parts(self):
        """Drop the files of old archives; the records stay, with their heads."""
        old = self.sudo().search(
            [
                ("state", "in", ("done", "failed")),
                ("create_date", "<", fields.Datetime.now() - KEPT),
            ]
        )
        old._chorus_parts().unlink()
        old.state = "expired"

    # === Before uninstalling === #

    @api.model
    def _chorus_waive(self, company):
        """Note that nobody wants the proofs that were never exported.

        :return: what the button says
        """
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._("Only an administrator may waive the proofs of deposits.")
            )
        flows = self.env["chorus.flow"].sudo()._chorus_unproven(company)
        if flows:
            flows.proof_id = self.sudo().create(
                {
                    "company_id": company.id,
                    "user_id": self.env.uid,
                    "state": "waived",
                    "total_count": len(flows.line_ids),
                }
            )
            _logger.warning(
                "Company %s: %s waived the proofs of %s deposits",
                company.id,
                self.env.user.login,
                len(flows),
            )
        sentence = self.env._(
            "Waived (deposits: %(count)s): the addon may be uninstalled without an "
            "archive of them.",
            count=len(flows),
        )
        return notification(self.env, "warning", sentence)
