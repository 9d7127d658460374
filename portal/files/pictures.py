"""Previews: a picture is drawn anew, so that nothing but its pixels comes through."""

import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.files.policy import MOST_PIXELS

LONGEST_SIDE = 1_600
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
CANNOT_BE_DRAWN = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    ValueError,
    SyntaxError,
)


class NoPicture(Exception):
    """It cannot be drawn, or would take more pixels than we draw."""


def draw_preview(
    source: Path, target: Path, *, longest: int = LONGEST_SIDE, lossless: bool = False
) -> tuple[int, int]:
    """Write a WebP without metadata and return its size in pixels; raise NoPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source, formats=FORMATS) as picture:
                drawn = _drawn(picture, longest)
                drawn.save(target, "WEBP", quality=80, lossless=lossless)
                return drawn.size
    except CANNOT_BE_DRAWN as error:
        raise NoPicture from error


def _drawn(picture: Image.Image, longest: int) -> Image.Image:
    if picture.width * picture.height > MOST_PIXELS:
        raise NoPicture
    picture.draft("RGB", (longest, longest))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((longest, longest))
    drawn = upright.convert("RGBA" if _has_alpha(upright) else "RGB")
    drawn.info.clear()
    return drawn


def _has_alpha(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
