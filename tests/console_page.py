# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A page of the sandbox's console as its user meets it."""

import html.parser
import urllib.parse


class Page(html.parser.HTMLParser):
    """What a keyboard and a screen reader meet: links, buttons, labelled fields."""

    def __init__(self, text):
        super().__init__()
        self.links, self.buttons, self.fields, self.labels = [], [], {}, set()
        self.scripts, self.language, self.text, self._button = 0, None, [], None
        self.messages, self._message, self.options = [], False, {}
        self._select = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "a":
            self.links.append(given["href"])
        elif tag == "button":
            self._button = [given.get("name"), given.get("value"), ""]
            self.buttons.append(self._button)
        elif tag in ("input", "select", "textarea"):
            self.fields[given["id"]] = given
            if given.get("type") == "hidden":
                self.labels.add(given["id"])  # nobody meets it
            if tag == "select":
                self._select = self.options.setdefault(given["id"], [])
        elif tag == "option":
            self._select.append(given["value"])
        elif tag == "p" and "message" in given.get("class", ""):
            self._message = True
        elif tag == "label":
            self.labels.add(given["for"])
        elif tag == "html":
            self.language = given.get("lang")
        self.scripts += tag == "script" or any(k.startswith("on") for k in given)

    def handle_endtag(self, tag):
        if tag == "button":
            self._button = None
        elif tag == "p":
            self._message = False

    def handle_data(self, data):
        self.text.append(data)
        if self._button:
            self._button[2] += data.strip()
        if self._message:
            self.messages.append(data)

    @property
    def words(self):
        return " ".join(" ".join(self.text).split())

    def actions(self):
        return {value for name, value, _words in self.buttons if name == "action"}


def get(client, path, status=200):
    answer = client.send("GET", path)
    assert answer.status == status, (path, answer.status)
    assert answer.headers["Content-Type"] == "text/html;charset=utf-8"
    return Page(answer.raw.decode())


def post(client, path, **form):
    body = urllib.parse.urlencode(form)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.send("POST", path, body, kind)
    assert answer.status == 303
    return get(client, answer.headers["Location"])
