# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A headless Chromium, driven by its DevTools protocol: pages, sizes and keys."""

import contextlib
import json
import os
import shutil
import subprocess
import time
import urllib.request

import websocket

NAMES = ("chromium", "google-chrome")
# Names of keys as the protocol wants them: code of the key, text that it types.
KEYS = {"Tab": (9, ""), "Enter": (13, "\r"), " ": (32, " ")}


class Browser:
    def __init__(self, folder):
        program = next(filter(None, map(shutil.which, NAMES)))
        self.process = subprocess.Popen(
            [
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                # Containers have little of it.
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                f"--user-data-dir={folder}",
                "about:blank",
            ],
            env=os.environ | {"HOME": str(folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        port = self._port(folder / "DevToolsActivePort")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list") as reply:
            pages = [x for x in json.load(reply) if x["type"] == "page"]
        self.socket = websocket.create_connection(
            pages[0]["webSocketDebuggerUrl"], timeout=30
        )
        self.last = 0

    @staticmethod
    def _port(file):
        for _ in range(300):
            with contextlib.suppress(FileNotFoundError, IndexError):
                return file.read_text().split()[0]
            time.sleep(0.1)
        raise TimeoutError("Chromium did not start")

    def close(self):
        self.socket.close()
        self.process.terminate()
        self.process.wait(20)

    def send(self, method, **params):
        self.last += 1
        order = {"id": self.last, "method": method, "params": params}
        self.socket.send(json.dumps(order))
        while True:
            got = json.loads(self.socket.recv())
            if got.get("id") == self.last:
                assert "error" not in got, got
                return got["result"]

    def value(self, script):
        got = self.send("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in got, got
        return got["result"].get("value")

    def wait(self, script):
        """Until ``script`` is true; a page that is going away answers nothing."""
        for _ in range(300):
            with contextlib.suppress(AssertionError):
                if self.value(script):
                    return
            time.sleep(0.05)
        raise TimeoutError(script)

    def open(self, url, width=1440, height=900):
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self.send("Page.navigate", url=url)
        path = url.partition("://")[2].partition("/")[2]
        ready = "document.readyState === 'complete'"
        self.wait(f"location.href.endsWith({json.dumps(path)}) && {ready}")

    def press(self, key):
        code, text = KEYS[key]
        base = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.send("Input.dispatchKeyEvent", type="keyDown", text=text, **base)
        self.send("Input.dispatchKeyEvent", type="keyUp", **base)

    def type(self, text):
        self.send("Input.insertText", text=text)

    def tab_to(self, script, most=150):
        """Press Tab until ``script``, told of the focused element ``it``, is true."""
        for _ in range(most):
            self.press("Tab")
            if self.value(f"(it => {script})(document.activeElement)"):
                return
        raise AssertionError(f"Tab never reaches: {script}")


@contextlib.contextmanager
def running(folder):
    browser = Browser(folder)
    try:
        yield browser
    finally:
        browser.close()
