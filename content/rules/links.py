"""Whether a text leads out of the line: by an address, a handle, or a tag, as the eye reads it."""

import re

from content.rules.digits import as_read

ENDS = "com|ca|org|net|info|me|io|ly|app|co|chat|link|gg|xyz|online|site|help|support|page|dev|be|fr|us|uk|ru"
# An address as on a letterhead: "help.example.ca", also where only its last part has a letter, or its dot is told in a word.
SITE = re.compile(
    rf"[^\W\d_]\d*[.。][^\W\d_]{{2}}|\d[.。](?:{ENDS})\b|\s[.。]\s?(?:{ENDS})\b|\w[.。]\s(?:com|org|net)\b|\bwww\b"
    rf"|\b(?:dot\s(?:{ENDS})|point\s(?:com|ca|org|net|info))\b",
    re.I,
)
# What phones and messengers open where a colon follows; between other letters it is a letter of the word: "Niá:wen".
OPENS = (
    "tel|callto|sms|smsto|mms|mmsto|mailto|sips?|facetime(?:-audio)?|geo|tg|telegram|whatsapp|signal|skype|viber|discord|kik"
    "|wickr|snap(?:chat)?|insta(?:gram)?|messenger|xmpp|matrix|magnet|bitcoin|javascript|data|intent|market|itms-apps"
)
# What leads out, to another program or somebody's chat: "tg://x", "tel:1", "@name", "#word", "name (at) place (dot) com".
ELSEWHERE = re.compile(
    rf"//|\\\\|(?<![^\W_])(?<!:)(?:{OPENS}):[\w?*#%+]|[^\W\d_]:[\d_+]|@|#\d*[^\W\d]"
    r"|[(\[]\s?(?:at|dot|point|arobase)\s?[)\]]|\barobase\b",
    re.I,
)


def leads_out(text: str) -> bool:
    """Say whether something in a text is an address, or somebody's name in a messenger."""
    return has_handle(text) or SITE.search(as_read(text)[0]) is not None


def has_handle(text: str) -> bool:
    """Say the same without plain addresses: a service may be called like its own page."""
    return ELSEWHERE.search(as_read(text)[0]) is not None


def sites_in(text: str) -> set[str]:
    """Every address that stands in a text, as a word or with spaces in it."""
    read = as_read(text)[0].casefold()
    spaced = (found[0] for found in SITE.finditer(read) if " " in found[0])
    return {*spaced, *(word for word in read.split() if SITE.search(word))}
