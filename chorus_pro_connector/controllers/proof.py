# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import tempfile

from werkzeug.wsgi import wrap_file

from odoo.http import Controller, Response, content_disposition, request, route


def send_archive(write, name):
    """Return the answer that sends a ZIP from the disk.

    :param write: writes it into an open file
    :param name: returns the name of the file, once it is written
    """
    # Closed, and with it gone, by whoever sends it.
    file = tempfile.TemporaryFile()  # pylint: disable=consider-using-with
    try:
        write(file)
    except Exception:
        file.close()
        raise
    size = file.tell()
    file.seek(0)
    return Response(
        wrap_file(request.httprequest.environ, file),
        headers={
            "Content-Type": "application/zip",
            "Content-Length": str(size),
            "Content-Disposition": content_disposition(name()),
        },
        direct_passthrough=True,
    )


class ChorusProofController(Controller):
    @route("/chorus_pro/proof/<int:number>", type="http", auth="user")
    def download(self, number):
        """Put an archive together on the disk, and send it from there."""
        proof = request.env["chorus.proof"].browse(number).exists()
        if not proof:
            raise request.not_found()
        return send_archive(proof._chorus_assemble, proof._chorus_file_name)
