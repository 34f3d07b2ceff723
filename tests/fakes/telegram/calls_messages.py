"""What the bot's calls about messages do: send, edit, delete, answer a tap, type, leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .calls import does
from .chats import HOURS_48, Chat, Kept, same_text
from .entities import checked_text
from .keyboards import checked_markup
from .refusals import bad, forbidden

if TYPE_CHECKING:
    from .practice import Practice

ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
TYPING_SECONDS = 5
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def open_chat(practice: Practice, params: dict[str, Any]) -> Chat:
    """Return the chat that a call names, if the bot may write there."""
    chat = known_chat(practice, params)
    if chat.closed:
        raise forbidden(chat.closed)
    return chat


def known_chat(practice: Practice, params: dict[str, Any]) -> Chat:
    """Return the chat that a call names; a chat that never wrote to the bot does not exist for it."""
    chat = practice.chats.get(params["chat_id"]) if isinstance(params.get("chat_id"), int) else None
    if chat is None:
        raise bad("chat not found")
    return chat


@does("sendMessage")
async def send_message(practice: Practice, params: dict[str, Any]) -> dict[str, Any]:
    """Put a text into a chat."""
    chat = open_chat(practice, params)
    text, entities = checked_text(params)
    markup = checked_markup(params)
    reply = params.get("reply_parameters") or {}
    reply_to = reply.get("message_id") or params.get("reply_to_message_id")
    if reply_to and reply_to not in chat.messages:
        if not (reply.get("allow_sending_without_reply") or params.get("allow_sending_without_reply")):
            raise bad("message to be replied not found")
        reply_to = None
    kept = practice.keep(
        chat,
        practice.account.as_user(),
        text=text,
        entities=entities,
        markup=markup,
        reply_to=reply_to,
        silent=bool(params.get("disable_notification")),
        protected=bool(params.get("protect_content")),
        extra={"link_preview_options": options} if (options := params.get("link_preview_options")) else {},
    )
    chat.typing_until = 0
    practice.arrived(kept)
    return kept.as_json()


def own_message(practice: Practice, params: dict[str, Any]) -> Kept:
    """Return the bot's message that an edit names."""
    if params.get("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    if "chat_id" not in params:
        raise bad("chat_id is empty")
    if "message_id" not in params:
        raise bad("message identifier is not specified")
    kept = open_chat(practice, params).messages.get(params["message_id"])
    if kept is None:
        raise bad("message to edit not found")
    if not kept.from_bot:
        raise bad("message can't be edited")
    return kept


@does("editMessageText")
async def edit_message_text(practice: Practice, params: dict[str, Any]) -> dict[str, Any]:
    """Change the words, and the buttons with them: a call without buttons takes them away."""
    kept = own_message(practice, params)
    text, entities = checked_text(params)
    return change(practice, kept, text, entities, checked_markup(params))


@does("editMessageReplyMarkup")
async def edit_message_reply_markup(practice: Practice, params: dict[str, Any]) -> dict[str, Any]:
    """Change the buttons alone."""
    kept = own_message(practice, params)
    return change(practice, kept, kept.text, kept.entities, checked_markup(params), words=False)


def change(
    practice: Practice,
    kept: Kept,
    text: str,
    entities: list[dict[str, Any]],
    markup: dict[str, Any] | None,
    words: bool = True,
) -> dict[str, Any]:
    """Apply an edit, or refuse one that changes nothing."""
    if same_text(kept, text, entities, markup):
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    kept.text, kept.entities, kept.markup = text, entities, markup
    if words:
        kept.edit_date = int(practice.clock.now())
    practice.changed(kept)
    return kept.as_json()


@does("deleteMessage")
async def delete_message(practice: Practice, params: dict[str, Any]) -> bool:
    """Take one message away on both sides."""
    chat = known_chat(practice, params)
    kept = chat.messages.get(params["message_id"])
    if kept is None:
        raise bad("message to delete not found")
    check_deletable(practice, kept)
    practice.remove(kept)
    return True


@does("deleteMessages")
async def delete_messages(practice: Practice, params: dict[str, Any]) -> bool:
    """Take up to 100 messages away; unknown ids are skipped, and one too old refuses them all."""
    chat = known_chat(practice, params)
    found = [kept for number in params["message_ids"] if (kept := chat.messages.get(number))]
    for kept in found:
        check_deletable(practice, kept)
    for number in {kept.id for kept in found}:
        practice.remove(chat.messages[number])
    return True


def check_deletable(practice: Practice, kept: Kept) -> None:
    """Refuse to delete after 48 hours, a young dice, or somebody's words in a group."""
    age = practice.clock.now() - kept.date
    private = kept.chat.id > 0
    if age >= HOURS_48 or (kept.kind == "dice" and private and age < HOURS_48 / 2):
        raise bad("message can't be deleted for everyone")
    if not private and not kept.from_bot:
        raise bad("message can't be deleted")


@does("answerCallbackQuery")
async def answer_callback_query(practice: Practice, params: dict[str, Any]) -> bool:
    """Stop the clock on a tapped button, once, and within 150 seconds."""
    tap = practice.taps.pop(params["callback_query_id"], None)
    if tap is None or practice.clock.now() >= tap.expires:
        raise bad(TOO_OLD)
    tap.end(str(params.get("text") or ""), bool(params.get("show_alert")))
    practice.bell.ring()
    return True


@does("sendChatAction")
async def send_chat_action(practice: Practice, params: dict[str, Any]) -> bool:
    """Show that the bot is typing, for five seconds or until it sends."""
    chat = open_chat(practice, params)
    if params["action"] not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat.typing_until = practice.clock.now() + TYPING_SECONDS
    practice.touched(chat)
    return True


@does("leaveChat")
async def leave_chat(practice: Practice, params: dict[str, Any]) -> bool:
    """Leave a group."""
    chat = known_chat(practice, params)
    if chat.id > 0:
        raise bad("chat member status can't be changed in private chats")
    if chat.closed:
        raise forbidden(chat.closed)
    practice.group_of(chat).bot_leaves()
    return True
