# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import csv
import hashlib
import io
import zipfile

from odoo import api, fields, models
from odoo.exceptions import AccessError, RedirectWarning

from odoo.addons.chorus_pro_connector.chorus.proof.archive import safe_name
from odoo.addons.chorus_pro_connector.hooks import files_of

ADDON = "chorus_pro_connector_works"
SAVED = f"{ADDON}.saved_files"
# Field that holds a file → the field with its name.
NAMES = {
    "signed_file": "signed_file_name",
    "proof_file": "proof_name",
    "guarantee_file": "guarantee_file_name",
}


class ChorusWorksFiles(models.AbstractModel):
    """Signed amendments, proofs of receipt, guarantees, letters, and whatever else was
    joined to works contracts: they go with the addon, so they are saved before."""

    _name = "chorus.works.files"
    _description = "Files of works contracts"

    @api.model
    def _all(self):
        return files_of(self.env, ADDON)

    @api.model
    def _mark(self, files):
        """Return what tells these files, as they are, from any others."""
        told = ",".join(f"{file.id}:{file.checksum}" for file in files)
        return hashlib.sha256(told.encode()).hexdigest()

    @api.model
    def _check_saved(self):
        """Refuse to go on while files would be lost.

        :raise RedirectWarning: with the way to the archive
        """
        files = self._all()
        saved = self.env["ir.config_parameter"].sudo().get_param(SAVED)
        if not files or saved == self._mark(files):
            return
        raise RedirectWarning(
            self.env._(
                "Uninstalling would delete the files of your works contracts (files: "
                "%(count)s; signed amendments, proofs of receipt, guarantees, "
                "letters): press “Save the archive”, then uninstall again.",
                count=len(files),
            ),
            self.env.ref(f"{ADDON}.action_works_files").id,
            self.env._("Save the archive"),
        )

    @api.model
    def _save(self, out):
        """Write all files and a list of them as a ZIP, and note that they are saved.

        :param out: an open binary file
        :raise AccessError: not an administrator: all companies' files are in it
        """
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._("Only an administrator may save the files of all contracts.")
            )
        files = self._all()
        rows = []
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                content = file.raw or b""
                path = self._path(file)
                archive.writestr(path, content)
                rows.append(self._row(file, path, content))
                file.invalidate_recordset()
            archive.writestr("index.csv", self._index(rows))
        self.env["ir.config_parameter"].sudo().set_param(SAVED, self._mark(files))

    @api.model
    def _forget(self):
        """Remove the note: it would outlive the addon."""
        self.env["ir.config_parameter"].sudo().set_param(SAVED, False)

    def _file_name(self):
        return f"chorus-works-files-{fields.Date.today()}.zip"

    def _record(self, file):
        return self.env[file.res_model].sudo().browse(file.res_id).exists()

    def _name_of(self, file):
        """Return the name under which somebody gave a file."""
        record, field = self._record(file), NAMES.get(file.res_field)
        return (field and record[:1][field]) or file.name or ""

    def _path(self, file):
        name = safe_name(self._name_of(file))
        return f"{safe_name(file.res_model)}/{file.id}-{name}"

    def _row(self, file, path, content):
        record = self._record(file)
        model = self.env["ir.model"]._get(file.res_model)
        return (
            path,
            model.name,
            record.display_name or "",
            fields.Datetime.to_string(file.create_date),
            len(content),
            hashlib.sha256(content).hexdigest(),
        )

    def _index(self, rows):
        output = io.StringIO()
        writer = csv.writer(output, delimiter=";")
        writer.writerow(
            (
                self.env._("File"),
                self.env._("Kind"),
                self.env._("Belongs to"),
                self.env._("Added on"),
                self.env._("Bytes"),
                "SHA-256",
            )
        )
        writer.writerows(rows)
        return output.getvalue().encode("utf-8-sig")
