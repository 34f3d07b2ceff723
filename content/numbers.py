"""Tells a number that may be shown from one that may not, and writes it the way people read it.

A right shape proves nothing: +18075550199 is well formed and nobody's. Truth needs two people who called.
"""

from functools import lru_cache


def wrong(number: str, short_codes: set[str]) -> tuple[str, str, str, str] | None:
    """Why a number may not be used, as (code, sentence, fix, fix in the file); None if it may."""
    if number in short_codes:
        return None
    if number.isascii() and number.isdigit() and len(number) <= 6:
        return (
            "C04",
            f"{number} is not on the list of short numbers.",
            "Check it, or put it on the list of short numbers, with where it is from.",
            "add it to short_codes: in project.yaml, with its source.",
        )
    if not number.startswith("+") or not number[1:].isascii() or not number[1:].isdigit():
        return "C02", f"{number} is not written like +18006686868.", "Write + and the country code, digits only.", ""
    return _wrong_long(number)


# A directory is looked at again with its editor's every change.
@lru_cache(maxsize=256)
def _wrong_long(number: str) -> tuple[str, str, str, str] | None:
    import phonenumbers  # 1.4 MiB that a relay need not hold before somebody asks for content

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return "C02", f"{number} is not a phone number.", "Check every digit.", ""
    if phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.PREMIUM_RATE or number[2:5] in ("900", "976"):
        return "C03", f"{number} costs extra to call.", "Use a number that is free.", ""
    if not phonenumbers.is_valid_number(parsed):
        return "C02", f"{number} cannot be a phone number.", "Check every digit.", ""
    return None


def shown(number: str) -> str:
    """+18006686868 as 1-800-668-6868; a short number as it is."""
    if number.startswith("+1") and len(number) == 12:
        return f"1-{number[2:5]}-{number[5:8]}-{number[8:]}"
    return number
