"""A picture of a stranger: bounded before it is decoded, then written again, so that nothing but its pixels travels.

Decoding is Pillow's, imported only when there is a picture.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from typing import Final, NamedTuple

KINDS: Final = ("PNG", "JPEG", "GIF", "BMP", "WEBP")
MAX_SIDE: Final = 4000
"""Largest width and height taken [pixels]."""
WRITTEN_SIDE: Final = 1200
"""Largest width and height written [pixels]; a logo is printed less than an inch high."""


class PictureError(ValueError):
    """Why a picture is refused, as a clause such as "it is damaged" that holds nothing of what the file says."""


class Picture(NamedTuple):
    """A checked picture: a PNG file without metadata, and its size [pixels]."""

    content: bytes
    width: int
    height: int


def checked_picture(content: bytes, kinds: Sequence[str] = KINDS) -> Picture:
    """The first frame of a file of one of the kinds as a PNG, upright, at most WRITTEN_SIDE each way.

    The same file gives the same bytes. Raises PictureError: another kind of file, damaged, a side above MAX_SIDE.
    """
    # The five readers by name: left to itself Pillow would load all of its forty for a WebP file.
    from PIL import BmpImagePlugin, GifImagePlugin, Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

    _ = BmpImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin
    known: list[str] = [kind for kind in kinds if kind in Image.OPEN]
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(content), formats=known) as image:
            _check_size(image.size)  # as the header says; nothing has been decoded
            image.load()
            _check_size(image.size)  # a frame of a GIF may be larger than the file says
            if image.mode.startswith("I"):  # 16 bits a sample, which Pillow would cut off, not scale
                pixels = image.point(lambda sample: sample / 256).convert("L")
            else:
                pixels = image.convert("RGBA" if image.has_transparency_data else "RGB")
            ImageOps.exif_transpose(pixels, in_place=True)
    except PictureError:
        raise
    except Image.DecompressionBombError:
        raise PictureError(f"it has more than {MAX_SIDE:,} pixels each way") from None
    except Exception:  # a damaged file makes Pillow's readers fail in a dozen ways
        raise PictureError("it is none of these, or damaged") from None
    pixels.thumbnail((WRITTEN_SIDE, WRITTEN_SIDE))
    pixels.info.clear()  # profiles and comments would be written too
    file = io.BytesIO()
    pixels.save(file, "PNG")
    return Picture(file.getvalue(), *pixels.size)


def _check_size(size: tuple[int, int]) -> None:
    if not all(1 <= side <= MAX_SIDE for side in size):
        raise PictureError(f"it has {size[0]:,} × {size[1]:,} pixels")
