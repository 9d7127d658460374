"""A program for tests: it speaks to the API with somebody's key, and checks every answer."""

import json
from typing import Any

from starlette.testclient import TestClient

from portal.accounts.joining import create_token
from portal.accounts.signed_in import SignedIn
from portal.runtime import Runtime
from tests.gate.steps import FINDS

SHOWN = "simulated-mail-missing"
REQUEST: dict[str, Any] = {
    "priority": 2,
    "title": "No simulated mail",
    "description": "Nobody in Lyon gets any.",
    "reproducible": True,
    "steps": "1. Start a campaign",
}


class Program:
    """Calls the API as one person; a refusal must be a problem with a stable type."""

    def __init__(self, client: TestClient, runtime: Runtime, person: SignedIn) -> None:
        with runtime.database.writing() as db:
            self.secret = create_token(db, runtime, person.email)
        self.client = client
        self.runtime = runtime

    def get(self, path: str, *, status: int = 200, **headers: str) -> Any:
        return self.call("GET", path, status=status, headers=headers)

    def post(self, path: str, body: object = None, *, status: int = 201, **headers: str) -> Any:
        content = json.dumps(body or {})
        sent = {"Content-Type": "application/json", **headers}
        return self.call("POST", path, status=status, headers=sent, content=content)

    def call(
        self, method: str, path: str, *, status: int, headers: dict[str, str], **sent: Any
    ) -> Any:
        signed = {"Authorization": f"Bearer {self.secret}", **headers}
        self.response = self.client.request(method, f"/api/v1{path}", headers=signed, **sent)
        answer = self.response.json()
        assert self.response.status_code == status, answer
        kind = self.response.headers["content-type"]
        if status >= 400:
            assert kind == "application/problem+json"
            assert answer["type"].startswith("urn:academy:problem:")
            assert answer["status"] == status
            assert answer["detail"]
        else:
            assert kind == "application/json"
        return answer

    def start(self) -> str:
        """Start an enquiry; return its id."""
        return str(self.post("/enquiries")["id"])

    def search(self, enquiry: str, terms: str = FINDS, **narrowed: Any) -> Any:
        return self.post(f"/enquiries/{enquiry}/searches", {"q": terms, **narrowed}, status=200)

    def unlock(self) -> str:
        """Search, and open what was shown; return the enquiry's id."""
        enquiry = self.start()
        self.search(enquiry)
        self.post(f"/enquiries/{enquiry}/readings", {"slug": SHOWN}, status=200)
        return enquiry

    def ask(
        self, enquiry: str, *, status: int = 201, key: str | None = None, **changed: Any
    ) -> Any:
        """Send a request from that enquiry."""
        headers = {"Idempotency-Key": key} if key else {}
        body = {"enquiry": enquiry, **REQUEST, **changed}
        return self.post("/tickets", body, status=status, **headers)
