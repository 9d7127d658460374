"""The voice: turns sentences into one sound track and says when each of them is heard."""

from __future__ import annotations

import array
import shutil
import subprocess
import wave
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

SILENCE_BELOW = 180
WINDOW_S = 0.01
KEPT_S = 0.06


@dataclass(frozen=True)
class Voice:
    pico: str
    espeak: str
    speed: int
    spoken: dict[str, str]

    def command(self, text: str, wav: Path) -> list[str]:
        if found := shutil.which("pico2wave"):
            marked = f'<speed level="{self.speed}">{text}</speed>'
            return [found, f"--lang={self.pico}", f"--wave={wav}", marked]
        if found := shutil.which("espeak-ng"):
            return [found, "-v", self.espeak, "-s", "150", "-w", str(wav), text]
        raise SystemExit("Nothing here can speak: install libttspico-utils or espeak-ng.")

    def as_heard(self, sentence: str) -> str:
        sentence = sentence.replace("\u00a0", " ").replace("\u202f", " ")
        for written, heard in self.spoken.items():
            sentence = sentence.replace(written, heard)
        return sentence.replace("&", " and ").replace("<", "").replace(">", "")

    def say(self, sentence: str) -> tuple[int, array.array[int]]:
        """Return the sampling rate and the samples, without the silence around them."""
        with TemporaryDirectory() as folder:
            wav = Path(folder) / "sentence.wav"
            subprocess.run(  # noqa: S603  the sentence is one argument and no shell reads it
                self.command(self.as_heard(sentence), wav), check=True, capture_output=True
            )
            with wave.open(str(wav)) as sound:
                rate = sound.getframerate()
                samples = array.array("h", sound.readframes(sound.getnframes()))
        return rate, without_edges(samples, rate)


def without_edges(samples: array.array[int], rate: int) -> array.array[int]:
    window = int(rate * WINDOW_S)
    loud = [
        at
        for at in range(0, len(samples), window)
        if max(abs(s) for s in samples[at : at + window]) > SILENCE_BELOW
    ]
    kept = int(rate * KEPT_S)
    return samples[max(0, loud[0] - kept) : loud[-1] + window + kept]


@dataclass(frozen=True)
class Line:
    """One sentence, and the pause before it in seconds."""

    text: str
    pause: float


@dataclass(frozen=True)
class Heard:
    text: str
    start: float
    end: float


def record(lines: Iterable[Line], voice: Voice, wav: Path, tail: float = 1.5) -> list[Heard]:
    """Write the sound track; return each sentence with its measured times."""
    track = array.array("h")
    heard, rate = [], 0
    for line in lines:
        rate, samples = voice.say(line.text)
        track.extend(quiet(line.pause, rate))
        start = len(track) / rate
        track.extend(samples)
        heard.append(Heard(line.text, start, len(track) / rate))
    track.extend(quiet(tail, rate))
    with wave.open(str(wav), "wb") as sound:
        sound.setparams((1, 2, rate, 0, "NONE", ""))
        sound.writeframes(track.tobytes())
    return heard


def quiet(seconds: float, rate: int) -> Iterator[int]:
    return (0 for _ in range(int(seconds * rate)))


def length_of(wav: Path) -> float:
    with wave.open(str(wav)) as sound:
        return sound.getnframes() / sound.getframerate()
