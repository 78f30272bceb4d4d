# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Helper process: applies schematron stylesheets with Saxon.

Question: ``{"stylesheet": path, "xml": text}``; answer: the SVRL report as text. The
stylesheet is read from its file because it loads code lists beside it.
"""

from .worker import serve


def _load():
    from saxonche import PySaxonProcessor

    saxon = PySaxonProcessor(license=False)
    compiler = saxon.new_xslt30_processor()
    stylesheets = {}

    def answer(question):
        path = question["stylesheet"]
        if path not in stylesheets:
            stylesheets[path] = compiler.compile_stylesheet(stylesheet_file=path)
        document = saxon.parse_xml(xml_text=question["xml"])
        report = stylesheets[path].transform_to_string(xdm_node=document)
        if not report:
            raise RuntimeError("the stylesheet gave no report")
        return report

    return answer


if __name__ == "__main__":
    serve(_load)
