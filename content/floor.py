"""Gives the crisis words that are there when nothing else is: no database, no bundle, no relay."""

from pathlib import Path

_TEXTS = {path.stem: path.read_text("utf-8").strip() for path in (Path(__file__).parent / "floor").glob("*.txt")}


def floor_text(lang: str) -> str:
    """The crisis numbers in a language, else in English. Read once when the program starts; it cannot fail later."""
    return _TEXTS.get(lang, _TEXTS["en"])


def floor_texts() -> dict[str, str]:
    """Every language's crisis words."""
    return dict(_TEXTS)
