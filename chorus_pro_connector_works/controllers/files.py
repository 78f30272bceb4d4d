# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.http import Controller, request, route

from odoo.addons.chorus_pro_connector.controllers.proof import send_archive


class WorksFilesController(Controller):
    @route("/chorus_works/files", type="http", auth="user")
    def download(self):
        """Send the archive of all files of works contracts."""
        files = request.env["chorus.works.files"]
        return send_archive(files._save, files._file_name)
