"""Every method that Telegram knows, read from the installed aiogram models, and the strict reading of a call.

Nothing here is typed by hand: names, parameters, types and limits come from aiogram, whose models are generated from
the official documentation. The real server ignores what it does not know; this one refuses it, so that a slip of the
bot is found here and not by a youth.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import aiogram.methods
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile
from pydantic import BaseModel, ValidationError

from .limits import Limit, limits_of, measure
from .refusals import Refusal, bad

# What the real server says when the one thing that the call is about is missing.
EMPTY = {"text": "message text is empty", "chat_id": "chat_id is empty"}


def _methods() -> Iterator[type[TelegramMethod[Any]]]:
    for name in aiogram.methods.__all__:
        found = getattr(aiogram.methods, name)
        if isinstance(found, type) and issubclass(found, TelegramMethod) and found is not TelegramMethod:
            yield found


METHODS: dict[str, type[TelegramMethod[Any]]] = {str(model.__api_method__): model for model in _methods()}
_BY_LOWER = {name.lower(): name for name in METHODS}


def method_named(name: str) -> str:
    """Return the method's own spelling; Telegram does not mind capitals. Refuse one that nobody knows."""
    if known := _BY_LOWER.get(name.lower()):
        return known
    raise Refusal(404, "Not Found")


@cache
def _plain(method: str) -> dict[str, bool]:
    """For each parameter: whether its value is words as they stand (True) or JSON (False)."""
    return {
        info.alias or name: _kinds(info.annotation) <= {str, type(None)}
        for name, info in METHODS[method].model_fields.items()
    }


def _kinds(annotation: Any) -> set[Any]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return set().union(*(_kinds(part) for part in typing.get_args(annotation)))
    # A file is named by words (file_id, address, attach://); Default only ever stands for the bot's own settings.
    if isinstance(annotation, type) and (issubclass(annotation, InputFile) or annotation.__name__ == "Default"):
        return {str}
    return {annotation}


def _decoded(plain: bool, value: Any) -> Any:
    if plain or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def read_call(method: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a call as JSON values, or refuse: unknown, missing, of a wrong type, over a limit."""
    model, plain = METHODS[method], _plain(method)
    if unknown := [name for name in raw if name not in plain]:
        raise bad(f'unknown parameter "{unknown[0]}" (the practice Telegram is strict: {method} does not have it)')
    params = {name: _decoded(plain[name], value) for name, value in raw.items() if value is not None}
    for name, info in model.model_fields.items():
        if info.is_required() and (info.alias or name) not in params:
            raise bad(EMPTY.get(name, f'parameter "{name}" is required'))
    files = {name for name, info in model.model_fields.items() if info.annotation in (InputFile, InputFile | None)}
    try:
        checked = model.model_validate({name: value for name, value in params.items() if name not in files})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise bad(f"can't parse {place}: {first['msg']}") from None
    for place, limit, value in _measured(checked, ""):
        if not limit.low <= measure(limit, value) <= limit.high:
            raise bad(_over(method, place, limit, measure(limit, value)))
    return params


def _measured(model: BaseModel, place: str) -> Iterator[tuple[str, Limit, Any]]:
    """Walk a checked call; refuse what a model does not know, and yield what has a limit."""
    if model.model_extra:
        raise bad(f'unknown field "{place}{next(iter(model.model_extra))}" (the practice Telegram is strict)')
    limits = limits_of(type(model))
    for name in model.model_fields_set:
        value = getattr(model, name)
        if value is None:
            continue
        if name in limits:
            yield place + name, limits[name], value
        yield from _within(value, f"{place}{name}.")


def _within(value: Any, place: str) -> Iterator[tuple[str, Limit, Any]]:
    if isinstance(value, BaseModel):
        yield from _measured(value, place)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _within(one, f"{place}{number}.")


def _over(method: str, place: str, limit: Limit, size: int) -> str:
    name = place.rpartition(".")[2]
    if place == "text" and method in ("sendMessage", "editMessageText"):
        return "message text is empty" if size < limit.low else "message is too long"
    if name == "caption":
        return "message caption is too long"
    if name == "callback_data":
        return "BUTTON_DATA_INVALID"
    if place == "text" and method == "answerCallbackQuery":
        return "MESSAGE_TOO_LONG"
    return f"{place} must be {limit.low}-{limit.high} {limit.unit}, and has {size}"
