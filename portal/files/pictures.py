"""Previews: a picture is drawn anew, so that nothing but its pixels comes through."""

import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.files.policy import MOST_PIXELS

LONGEST_SIDE = 1_600
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


class NoPicture(Exception):
    """It cannot be drawn, or would take more pixels than we draw."""


def draw_preview(source: Path, target: Path) -> None:
    """Write a WebP of at most 1,600 pixels a side, without metadata; raise NoPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source, formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise NoPicture
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                drawn = upright.convert("RGBA" if _has_alpha(upright) else "RGB")
                drawn.info.clear()
                drawn.save(target, "WEBP", quality=80)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        ValueError,
        SyntaxError,
    ) as error:
        raise NoPicture from error


def _has_alpha(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
