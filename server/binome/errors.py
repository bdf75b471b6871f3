"""The errors Binôme raises on purpose, each saying what happened and what to do.

BinomeError
├── DomainError           a rule of mentoring sessions forbids it (illegal move, unknown item…)
│   ├── IllegalMove       this command makes no sense in the session's present state
│   └── NotAllowed        this person may not do this
├── BadInput              a file, message or setting we were given cannot be read
└── Unavailable           a part we need is missing or down (model, worker, disk)
"""


class BinomeError(Exception):
    """Base of every error raised on purpose; `code` is stable and goes to clients."""

    code = "error"


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
