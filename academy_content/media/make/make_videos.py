"""Makes the narrated videos: reads narration/, writes media/ and the WebVTT beside each video.

Run it as `python academy_content/media/make/make_videos.py [SLUG …]`; without a slug, all.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from captions import Cue, cues_of, vtt
from playwright.sync_api import Page
from slides import draw, studio
from speaking import Heard, Line, Voice, length_of, record

HERE = Path(__file__).parent
MEDIA = HERE.parent
VIDEOS = MEDIA.parent / "videos"
PAUSE_SENTENCE, PAUSE_SLIDE, PAUSE_CHAPTER = 0.4, 0.8, 1.2
LARGEST_BYTES = 1_500_000
PICTURE = "-r 5 -c:v libvpx-vp9 -pix_fmt yuv420p -b:v 0 -crf 36 -g 100 -tune-content screen"
SOUND = "-af loudnorm=I=-17:TP=-2:LRA=9 -ar 48000 -c:a libopus -b:a 24k -application voip"
FILE = "-bitexact -cues_to_front 1"  # an index at the front lets a browser seek at once


@dataclass(frozen=True)
class Beat:
    """One spoken sentence and the picture that stands while it is heard."""

    chapter: int
    slide: int
    mark: int
    line: Line


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?]) (?=[A-ZÀÉÊ«\"])", text) if text else []


def spaced(text: str) -> str:
    """Put the no-break spaces where French wants them."""
    text = re.sub(r" (?=[;!?])", "\u202f", text)
    text = re.sub(r" (?=[:»%])", "\u00a0", text)
    return text.replace("« ", "«\u00a0")


def read(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    return tomllib.loads(spaced(text) if path.stem.endswith(".fr") else text)


def beats_of(story: dict[str, Any]) -> Iterator[Beat]:
    for number, chapter in enumerate(story["chapters"]):
        for index, slide in enumerate(chapter["slides"]):
            pause = PAUSE_SLIDE if index else PAUSE_CHAPTER if number else PAUSE_SENTENCE
            for mark, sentence in spoken_on(slide):
                yield Beat(number, index, mark, Line(sentence, pause))
                pause = PAUSE_SENTENCE


def spoken_on(slide: dict[str, Any]) -> Iterator[tuple[int, str]]:
    yield from ((0, sentence) for sentence in sentences(slide.get("say", "")))
    for mark, item in enumerate(slide.get("items", []), start=1):
        yield from ((mark, sentence) for sentence in sentences(item.get("say", "")))
    yield from ((0, sentence) for sentence in sentences(slide.get("close", "")))


def picture_of(beat: Beat, story: dict[str, Any], page: Page, folder: Path) -> Path:
    png = folder / f"{beat.chapter}-{beat.slide}-{beat.mark}.png"
    if not png.exists():
        slide = story["chapters"][beat.chapter]["slides"][beat.slide]
        draw(page, png, story=story, chapter=beat.chapter, slide=slide, mark=beat.mark)
    return png


def changes(beats: list[Beat], heard: list[Heard]) -> list[float]:
    """Return when each beat's picture appears: in the middle of the pause before it."""
    return [0.0] + [(a.end + b.start) / 2 for a, b in pairwise(heard)]


def chapter_cues(
    story: dict[str, Any], beats: list[Beat], at: list[float], end: float
) -> list[Cue]:
    starts = [
        next(t for b, t in zip(beats, at, strict=True) if b.chapter == number)
        for number in range(len(story["chapters"]))
    ]
    titles = [chapter["title"] for chapter in story["chapters"]]
    return [Cue(*cue) for cue in zip(starts, [*starts[1:], end], titles, strict=True)]


def film(pictures: list[Path], at: list[float], end: float, keys: list[float], wav: Path) -> None:
    """Leave film.webm beside the sound track."""
    rows = [
        f"file '{png.name}'\nduration {until - start:.3f}"
        for png, start, until in zip(pictures, at, [*at[1:], end], strict=True)
    ]
    reel = wav.with_name("reel.txt")
    reel.write_text("\n".join([*rows, f"file '{pictures[-1].name}'"]), encoding="utf-8")
    ffmpeg(
        *f"-f concat -i {reel.name} -i {wav.name} -map 0:v -map 1:a -t {end:.3f}".split(),
        "-force_key_frames",
        ",".join(f"{key:.3f}" for key in keys),
        *f"{PICTURE} {SOUND} {FILE} film.webm".split(),
        folder=wav.parent,
    )


def ffmpeg(*arguments: str, folder: Path) -> None:
    found = shutil.which("ffmpeg")
    if not found:
        raise SystemExit("No ffmpeg here: install it.")
    subprocess.run(  # noqa: S603  fixed arguments, no shell
        [found, "-y", "-v", "error", *arguments], cwd=folder, check=True
    )


def make(path: Path, page: Page, voice: Voice) -> str:
    story = read(path)
    slug, lang = path.stem.rsplit(".", 1)
    with TemporaryDirectory() as name:
        folder = Path(name)
        beats = list(beats_of(story))
        wav = folder / "speech.wav"
        heard = record((beat.line for beat in beats), voice, wav)
        at, end = changes(beats, heard), length_of(wav)
        chapters = chapter_cues(story, beats, at, end)
        pictures = [picture_of(beat, story, page, folder) for beat in beats]
        film(pictures, at, end, [cue.start for cue in chapters], wav)
        ffmpeg("-i", pictures[0].name, "-quality", "82", "poster.webp", folder=folder)
        shutil.copy(folder / "film.webm", MEDIA / f"{slug}.{lang}.webm")
        shutil.copy(folder / "poster.webp", MEDIA / f"{slug}.{lang}.webp")
    write_texts(VIDEOS / lang / slug, cues_of(heard), chapters)
    return f"{slug}.{lang}: {note_duration(VIDEOS / lang / f'{slug}.md', end)}"


def write_texts(stem: Path, cues: list[Cue], chapters: list[Cue]) -> None:
    stem.with_name(f"{stem.name}.vtt").write_text(vtt(cues), encoding="utf-8")
    stem.with_name(f"{stem.name}.chapters.vtt").write_text(vtt(chapters), encoding="utf-8")


def note_duration(page: Path, seconds: float) -> str:
    """Write the measured length into the video's front matter, where it has one."""
    length = f"{round(seconds) // 60}:{round(seconds) % 60:02}"
    if page.exists():
        text = page.read_text(encoding="utf-8")
        page.write_text(
            re.sub(r'^duration: ".*"$', f'duration: "{length}"', text, flags=re.M),
            encoding="utf-8",
        )
    return length


def check_sizes() -> None:
    if heavy := [f.name for f in MEDIA.glob("*.webm") if f.stat().st_size > LARGEST_BYTES]:
        raise SystemExit(f"Larger than {LARGEST_BYTES} bytes: {', '.join(heavy)}")


def main(slugs: list[str]) -> None:
    voices = tomllib.loads((HERE / "voices.toml").read_text(encoding="utf-8"))
    with studio() as page:
        for path in sorted((HERE / "narration").glob("*.toml")):
            slug, lang = path.stem.rsplit(".", 1)
            if not slugs or slug in slugs:
                sys.stdout.write(make(path, page, Voice(**voices[lang])) + "\n")
    check_sizes()


if __name__ == "__main__":
    main(sys.argv[1:])
