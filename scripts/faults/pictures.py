# SPDX-License-Identifier: Apache-2.0
"""Small pictures for the fault tests, cut from the example faces with nothing but the standard library."""

import pathlib
import struct
import tempfile
import zlib

FACES = pathlib.Path(__file__).resolve().parents[2] / "Examples" / "faces"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunks(data):
    place = len(SIGNATURE)
    while place < len(data):
        (length,) = struct.unpack_from(">I", data, place)
        yield data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        place += length + 12


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def rows(data):
    """Width and rows of an 8-bit RGB PNG that is not interlaced."""
    header, packed = b"", []
    for kind, body in chunks(data):
        if kind == b"IHDR":
            header = body
        elif kind == b"IDAT":
            packed.append(body)
    width, height, depth, color, _, _, interlace = struct.unpack(">IIBBBBB", header)
    if (depth, color, interlace) != (8, 2, 0):
        raise ValueError("not the kind of PNG that the example faces are")
    raw, length = zlib.decompress(b"".join(packed)), 3 * width
    above, found = bytearray(length), []
    for number in range(height):
        start = number * (length + 1)
        above = unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + length]), above)
        found.append(above)
    return width, found


def unfiltered(method, line, above):
    """One row; PNG specification, section 9.2."""
    if method == 2:
        return bytearray((a + b) & 255 for a, b in zip(line, above))
    for place in range(len(line) if method else 0):
        left = line[place - 3] if place > 2 else 0
        if method == 1:
            guess = left
        elif method == 3:
            guess = (left + above[place]) // 2
        else:
            corner = above[place - 3] if place > 2 else 0
            first = left + above[place] - corner
            distances = abs(first - left), abs(first - above[place]), abs(first - corner)
            nearest = distances.index(min(distances))
            guess = (left, above[place], corner)[nearest]
        line[place] = (line[place] + guess) & 255
    return line


def encoded(width, lines):
    header = struct.pack(">IIBBBBB", width, len(lines), 8, 2, 0, 0, 0)
    raw = b"".join(b"\0" + bytes(line) for line in lines)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw, 1)) + chunk(b"IEND", b"")
    return SIGNATURE + body


def smaller(width, lines, factor):
    """Every so many-th pixel: enough for a face to be found."""
    kept = []
    for line in lines[::factor]:
        kept.append(b"".join(bytes(line[3 * x : 3 * x + 3]) for x in range(0, width - factor + 1, factor)))
    return len(kept[0]) // 3, kept


def larger(width, lines, factor):
    """Every pixel so many times in both directions."""
    grown = []
    for line in lines:
        wide = b"".join(bytes(line[3 * x : 3 * x + 3]) * factor for x in range(width))
        grown += [wide] * factor
    return width * factor, grown


def face(number, scale="small"):
    """An example face, from 1: `small` has a third of its 768 pixels, `large` four times as many; kept in a cache."""
    folder = pathlib.Path(tempfile.gettempdir()) / "facefleet-fault-pictures"
    path = folder / f"face-{number}-{scale}.png"
    if not path.exists():
        (original,) = FACES.glob(f"p{number}_*.png")
        width, lines = rows(original.read_bytes())
        width, lines = smaller(width, lines, 3) if scale == "small" else larger(width, lines, 4)
        folder.mkdir(exist_ok=True)
        part = path.with_suffix(f".{id(lines)}")
        part.write_bytes(encoded(width, lines))
        part.rename(path)
    return path.read_bytes()


def marked(picture, text):
    """The same picture with a text in it, so that its digest is another one and its bytes can be found again."""
    place = len(SIGNATURE) + 25
    return picture[:place] + chunk(b"tEXt", b"Comment\0" + text.encode("latin-1")) + picture[place:]


def padded(picture, size):
    """The same picture with incompressible ballast behind its header."""
    place = len(SIGNATURE) + 25
    block = zlib.compress(str(size).encode()) + bytes(range(256))
    ballast = (block * (size // len(block) + 1))[:size]
    return picture[:place] + chunk(b"faLt", ballast) + picture[place:]
