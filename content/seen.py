"""Whether anything of a text can be seen, so that a youth could read or press it."""

import unicodedata

# Signs that are there and are not seen, beside those that Unicode calls so.
BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
UNSEEN = ("Cf", "Mn", "Me", "Cc", "Co", "Cn")


def is_seen(text: str) -> bool:
    """Say whether somebody who looks at this text sees anything."""
    return any(
        not letter.isspace() and letter not in BLANK and unicodedata.category(letter) not in UNSEEN for letter in text
    )
