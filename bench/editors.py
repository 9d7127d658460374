"""Editors who never rest."""

import http.client
import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

HIDDEN = re.compile(r'name="(version|number|based_on)" value="([^"]*)"')


@dataclass
class Editor:
    """Somebody at a keyboard that never rests."""

    port: int
    cookie: str
    path: str = ""
    saved: list[str] = field(default_factory=list)
    late: int = 0

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        given = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", **headers}
        if form is not None:
            given["Content-Type"] = "application/x-www-form-urlencoded"
            given["Origin"] = f"http://127.0.0.1:{self.port}"
        connection.request(method, path, urlencode(form or {}) if form else None, given)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer, body

    def begin(self, title: str) -> str:
        new = {"title": title, "summary": "About it.", "lang": "en", "topic": "support"}
        answer, _ = self.ask("POST", "/content/articles", {**new, "audience": "everyone"})
        self.path = answer.getheader("Location")
        return self.path

    def state(self) -> dict[str, str]:
        return dict(HIDDEN.findall(self.ask("GET", self.path)[1]))

    def save(self, text: str) -> None:
        """Type it and publish it; when somebody was faster, keep it and publish it again."""
        state = self.state()
        while True:
            form = {**state, "title": "Raced", "summary": "About it.", "source": text}
            answer, body = self.ask("POST", f"{self.path}/draft", form, **{"HX-Request": "true"})
            assert answer.status == 200, (answer.status, body[:500])
            version = dict(HIDDEN.findall(body))["version"]
            terms = {"version": version, "significance": "content", "action": "publish"}
            answer, body = self.ask("POST", f"{self.path}/publication", terms)
            if answer.status == 303:
                self.saved.append(text)
                return
            assert answer.status == 409, (answer.status, body[:500])
            words = unescape(body)
            assert text in words, "what was typed is not on the page"
            assert "What was saved since" in words, "the other text is not on the page"
            self.late += 1
            state = dict(HIDDEN.findall(body))
