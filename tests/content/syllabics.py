"""A language of the tests alone, in syllabics: signs in the order of a chart. No word of it is meant to be one.

Indigenous languages are written only by their speakers. What is proven here is that the software can carry them.
"""

CODE, NAME, SPEAKER = "qsy", "ᐁᐃᐅᐊ ᐯᐱᐳᐸ", "A speaker"
# As a language is called, and as one community's way of writing it.
CODES = (CODE, "qsy-north")
# Finals, dots, long vowels, and the extended signs that some communities write with.
SIGNS = "ᐁᐃᐄᐅᐆᐊᐋᐯᐱᐲᐳᐴᐸᐹᑌᑎᑐᑕᑫᑭᑯᑲᒉᒋᒍᒐᒣᒥᒧᒪᓀᓂᓄᓇᓭᓯᓱᓴᔐᔑᔓᔕᔦᔨᔪᔭᐤᐟᐠᐣᐨᐢᣔᣕ"


def said(source: str) -> str:
    """A text in syllabics in place of another: as many signs as letters, what stands in braces kept."""
    made, inside = [], False
    for place, letter in enumerate(source):
        inside = letter == "{" or (inside and letter != "}")
        keep = inside or letter in " }\n.?!,"
        made.append(letter if keep else SIGNS[(ord(letter) + place) % len(SIGNS)])
    return "".join(made)
