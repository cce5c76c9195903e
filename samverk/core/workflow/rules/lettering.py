"""How wide a text is, and how it breaks: by measured width, since Norwegian words are long.

Advance widths are those of Inter at weight 600 in hundredths of the font size, the widest face the
drawing uses; other sans-serif fonts are narrower or close to it.
"""

_WIDTHS = {
    25: " ", 26: "ijl", 28: "I", 32: ".,:", 33: ";'", 35: "t", 37: "()", 38: "/", 39: "f",
    40: "r", 42: "1", 47: "-", 50: "–", 55: "s", 57: "akxzåL", 58: "cJ7", 59: "evyFé",
    61: "hnouøE5üö", 62: "bdpq2", 63: "g«»", 64: "3689", 65: "PRSZ", 66: "BT0", 67: "4",
    70: "K", 71: "Y", 72: "DX", 73: "AVÅ", 74: "CU", 75: "GH", 76: "N", 77: "OQØ", 84: "w",
    90: "m", 91: "æ", 92: "M", 101: "Æ", 102: "W",
}  # fmt: skip
_OF = {character: width for width, line in _WIDTHS.items() for character in line}
_OTHER = 75


def text_width(text: str, size: float) -> float:
    """Width in the drawing's units."""
    return sum(_OF.get(character, _OTHER) for character in text) * size / 100


def wrap(text: str, width: float, size: float, lines_max: int) -> list[str]:
    """Break at spaces, and inside a word only where it alone is too wide.

    What does not fit in `lines_max` ends in «…»; the step list has the whole text.
    """
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
            continue
        rest = word
        while text_width(rest, size) > width and len(rest) > 3:
            cut = len(rest) - 1
            while cut > 2 and text_width(rest[:cut] + "-", size) > width:
                cut -= 1
            lines.append(rest[:cut] + "-")
            rest = rest[cut:]
        lines.append(rest)
    if len(lines) > lines_max:
        last = lines[lines_max - 1].rstrip("-")
        while last and text_width(last + "…", size) > width:
            last = last[:-1]
        lines = [*lines[: lines_max - 1], last + "…"]
    return lines
