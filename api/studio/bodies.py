"""What the studio's requests may hold, and nothing beside it."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from content.gather import MOST_FILES
from content.seen import is_seen


def _hash(text: object) -> bytes:
    """Read a SHA-256 from its hex digits."""
    if not isinstance(text, str) or len(text) != 64:
        raise ValueError
    return bytes.fromhex(text)


def _plain(text: str) -> str:
    """Refuse a note that no database can keep."""
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text if letter != "\n"):
        raise ValueError
    return text


def one_line(text: str) -> str:
    """Refuse a name that stands on more than one line, or that no database can keep."""
    if "\n" in text:
        raise ValueError
    return _plain(text)


Hash = Annotated[bytes, BeforeValidator(_hash)]
Words = Annotated[str, Field(max_length=500), AfterValidator(_plain)]


def _seen(text: str) -> str:
    """Refuse a reason that tells whoever signs later nothing."""
    if not is_seen(text):
        raise ValueError("nothing can be seen of it")
    return text


Reason = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_plain), AfterValidator(_seen)]
Path = Annotated[str, Field(max_length=200)]
Number = Annotated[int, Field(ge=0, le=2**63 - 1)]  # as large as a database counts
Service = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_plain)]


class Body(BaseModel):
    """What a request may hold, and nothing beside it."""

    model_config = ConfigDict(extra="forbid")


class Saving(Body):
    """A file as the editor wants it; without a text it is taken away, without a base it is new."""

    text: str | None
    base: Hash | None = None
    why: Words | None = None


class Splicing(Body):
    """One change of a form: a place in the file's tree; without a value it is taken away, or moved before another."""

    at: Annotated[list[str | int], Field(min_length=1, max_length=20)]
    value: Any = None
    before: str | int | None = None


class Editing(Body):
    """What a form changes in one file."""

    path: Path
    base: Hash
    changes: Annotated[list[Splicing], Field(min_length=1, max_length=200)]
    why: Words | None = None


class Part(Body):
    """What one act does to one file: a form's changes, or a whole text, or with an empty one that it goes."""

    path: Path
    base: Hash | None = None
    changes: Annotated[list[Splicing], Field(min_length=1, max_length=200)] | None = None
    text: str | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        """Refuse what says neither or both: nobody takes a file away by forgetting a word."""
        if ("text" in self.model_fields_set) == (self.changes is not None):
            raise ValueError
        return self


class EditingSeveral(Body):
    """What one act does to several files, all or nothing."""

    files: Annotated[list[Part], Field(min_length=1, max_length=200)]
    why: Words | None = None

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        """Refuse a file twice: the second would not know the first."""
        if len({one.path for one in self.files}) != len(self.files):
            raise ValueError
        return self


class Checking(Body):
    """Files that are not saved yet, beside those of the draft."""

    files: Annotated[dict[Path, str], Field(max_length=MOST_FILES)]


class Asking(Body):
    """A note for whoever looks at the draft."""

    note: Words = ""


class Waiver(Body):
    """Why a warning may stay."""

    code: Annotated[str, Field(max_length=8)]
    file: Path
    line: int
    why: Reason


class Publishing(Body):
    """The reasons of the warnings, and from when it runs; without a time, at once."""

    waivers: Annotated[list[Waiver], Field(max_length=500)] = []
    at: int | None = None


class Signing(Body):
    """A DSSE envelope with this editor's signature."""

    envelope: Annotated[str, Field(max_length=400_000)]


class SendingBack(Body):
    """Which review, and what should be different."""

    review: Number
    why: Reason


class RollingBack(Body):
    """To which version, and why."""

    n: Number
    why: Reason


class Hiding(Body):
    """Which service, and why."""

    service: Service
    why: Reason


class Flooring(Body):
    """Why."""

    why: Reason


class Calling(Body):
    """Which service, what was read out, whether it was right, and what was not."""

    service: Service
    of: Hash
    outcome: Literal["right", "wrong"]
    note: Words | None = None
