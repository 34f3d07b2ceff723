"""The numbers that all parties keep to: sizes, counts and times.

Sizes in bytes, times in milliseconds.
"""

from __future__ import annotations

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

MAX_FRAME = 1 << 20  # Protocol 4: at most 1 MiB
MAX_POST = MAX_FRAME + 64 * 1024  # a post may hold many small frames
MAX_SOCKET_MESSAGE = MAX_FRAME + 64 * 1024  # beyond this the server drops the connection unread
MAX_TEXT_EVENT = 256 * 1024  # a `watch` of some thousand conversations fits
MAX_WATCHED = 5_000  # conversations that one desk's socket may watch
MAX_PAGE = 500  # frames or rows in one answer
MAX_PAGE_BYTES = 4 << 20  # an answer stops growing here; the next one goes on

HELLO_WITHIN = 5 * SECOND
PING_EVERY = 25 * SECOND
SILENT_AFTER = 75 * SECOND  # three pings missed: nobody is there
SLOW_AFTER = 30 * SECOND  # a reader that takes nothing for so long is closed
MAX_UNSENT = 1 << 20  # answers that may wait for a slow reader; frames wait in the database

PRESENCE_EVERY = 30 * SECOND
HERE_WITHIN = 75 * SECOND  # a claimer seen so lately counts as here
LAPSE_AFTER = 5 * MINUTE  # a claimer gone for so long gives the conversation back

IDLE_AFTER = DAY
NOTE_IDLE_AFTER = 7 * DAY  # a note nobody has claimed yet waits for the next shifts
PURGE_AFTER = DAY
KEEP_MOST_DAYS = 7
KEEP_CEILING = 14 * DAY
UNSEEN_LIFE = 30 * DAY  # so long a pause that nobody looked at outlives its talk (decision 0098)
LEDGER_LIFE = 400 * DAY  # longer than any backup is kept

EMERGENCY = 3  # the priority of a youth who pressed the emergency button: no limit and no pause holds it up
POLICE = 3  # the circle that is shown one who waits, and never a line (decision 0084)
