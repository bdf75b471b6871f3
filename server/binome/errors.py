"""The errors Binôme raises on purpose, each saying what happened and what to do.

BinomeError
├── DomainError           a rule of mentoring sessions forbids it (illegal move, unknown item…)
│   ├── IllegalMove       this command makes no sense in the session's present state
│   └── NotAllowed        this person may not do this
├── BadInput              a file, message or setting we were given cannot be read
├── NotFound              there is no such thing here, or it is not open to this person
├── BadLink               a personal link is unknown, revoked or mistyped
├── ExpiredLink           a personal link was good once
└── Unavailable           a part we need is missing or down (model, worker, disk)
"""

from collections.abc import Sequence


class BinomeError(Exception):
    """Base of every error raised on purpose; `code` is stable and goes to clients.

    `reason` names what people can run into, so that pages say it in their language, with `values`
    in the sentence's places; the message itself is English, for logs and programs.
    """

    code = "error"

    def __init__(self, message: str = "", *, reason: str = "", values: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.reason = reason
        self.values = tuple(values)


class DomainError(BinomeError):
    """A rule of mentoring sessions forbids what was asked."""

    code = "refused"


class IllegalMove(DomainError):
    """The command makes no sense in the session's present state."""

    code = "illegal_move"


class NotAllowed(DomainError):
    """This person may not do this."""

    code = "not_allowed"


class BadInput(BinomeError):
    """A file, message or setting that was given cannot be read; says what and where."""

    code = "bad_input"


class Unavailable(BinomeError):
    """A needed part is missing or down; says which and what to do."""

    code = "unavailable"


class NotFound(BinomeError):
    """There is no such thing here (or it is not open to this person)."""

    code = "not_found"


class BadLink(BinomeError):
    """The personal link is unknown, revoked or mistyped."""

    code = "bad_link"


class ExpiredLink(BinomeError):
    """The personal link was good once."""

    code = "expired_link"
