"""Writes content folders for tests: a few words become a whole folder."""

from dataclasses import dataclass
from pathlib import Path

import yaml

TOPICS = """
[[topic]]
slug = "sign-in"
title = { en = "Signing in", fr = "Connexion" }
summary = { en = "Accounts and access.", fr = "Comptes et accès." }

[[topic]]
slug = "reports"
title = { en = "Reports", fr = "Rapports" }
summary = { en = "Figures and exports.", fr = "Chiffres et exports." }
"""
CAPTIONS = """WEBVTT

00:00:01.000 --> 00:00:03.000
Open the sign-in page.

00:00:03.000 --> 00:00:05.500
Choose single sign-on.
"""
CHAPTERS = """WEBVTT

00:00:00.000 --> 00:00:03.000
Where it is

00:00:03.000 --> 00:00:06.000
What to choose
"""
WEBM = b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 8
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 20
WEBP = b"RIFF\x00\x00\x00\x00WEBP" + b"poster" * 20


@dataclass(frozen=True)
class Desk:
    """Where an editor writes files."""

    top: Path

    def topics(self, text: str = TOPICS) -> None:
        self.file("topics.toml", text)

    def file(self, path: str, content: str | bytes) -> Path:
        target = self.top / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def article(
        self,
        slug: str = "reset-a-password",
        body: str = "Ask an administrator.",
        *,
        lang: str = "en",
        topic: str = "sign-in",
        **matter: object,
    ) -> Path:
        """Write a published article; a key given as None is left out."""
        known = {"title": slug.replace("-", " ").title(), "summary": f"About {slug}."}
        kept = {**known, "lang": lang, "topic": topic, "status": "published", **matter}
        return self.file(f"articles/{lang}/{topic}/{slug}.md", _text(kept, body))

    def video(
        self,
        slug: str = "sign-in-tour",
        body: str = "A tour.",
        *,
        lang: str = "en",
        **matter: object,
    ) -> Path:
        """Write a published video with its file, poster, captions and chapters."""
        self.file("media/tour.webm", WEBM)
        self.file("media/tour.webp", WEBP)
        self.file(f"videos/{lang}/{slug}.vtt", CAPTIONS)
        self.file(f"videos/{lang}/{slug}.chapters.vtt", CHAPTERS)
        known = {
            "title": slug.replace("-", " ").title(),
            "summary": f"About {slug}.",
            "lang": lang,
            "topic": "sign-in",
            "status": "published",
            "file": "../../media/tour.webm",
            "poster": "../../media/tour.webp",
            "duration": "0:06",
            "captions": f"{slug}.vtt",
            "chapters": f"{slug}.chapters.vtt",
        }
        return self.file(f"videos/{lang}/{slug}.md", _text({**known, **matter}, body))


def _text(matter: dict[str, object], body: str) -> str:
    kept = {key: value for key, value in matter.items() if value is not None}
    return f"---\n{yaml.safe_dump(kept, sort_keys=False, allow_unicode=True)}---\n{body}\n"
