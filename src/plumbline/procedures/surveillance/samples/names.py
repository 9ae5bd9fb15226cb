"""The names of a sample's states, acts and fields, where more than one module says them."""

from __future__ import annotations

KIND = "sample"
TAKE, NOTIFY, OBJECT, ON_PAPER, GRANT, UNFOUNDED, ACCEPT, DECIDE, PUBLISH, CLOSE, GIVE_UP = (
    "take", "notify", "object", "object-on-paper", "grant-retest", "reject-objection", "accept", "decide", "publish",
    "close", "give-up")
TESTING, NOTIFIED, OBJECTED, RETEST, HEARD, DECIDED, PUBLISHED, CLOSED, GIVEN_UP = (
    "testing", "notified", "objected", "retest", "heard", "decided", "published", "closed", "given-up")
"""States of the case."""
PORTION, BACKUP, HAND_OVER, SEND, RECEIVE, RECEIVE_BROKEN, ADMIT, RESULT, FINISH, RELEASE, WRITE_OFF, MOVE = (
    "portion", "backup", "hand-over", "send-backup", "receive", "receive-broken", "admit", "result", "finish",
    "release-backup", "write-off", "move")
"""Acts about a portion."""
SEALED, KEPT, HANDED, SENT, RECEIVED, BROKEN, TESTED, RELEASED, WRITTEN_OFF = (
    "sealed", "kept", "handed-over", "sent", "received", "seal-broken", "tested", "released", "written-off")
"""States of a portion."""
UNDER_WAY = (HANDED, SENT, RECEIVED, BROKEN)
FIRST, SECOND = "A", "B"
"""The portion that is tested, and the backup."""
PASS, FAIL = "pass", "fail"
BY_RETEST = "retest"
"""The decision by the confirming test; every other lets the first one stand."""
