"""Links in mails: they open one seat, survive a restart and cannot be forged."""

from pathlib import Path

import pytest

from binome.errors import Unavailable
from binome.store.opening import opened
from binome.store.tokens import key_in, sealed, unsealed
from tests.helpers.pair import seats, session_record

pytestmark = pytest.mark.anyio
KEY = bytes(range(32))


def test_a_sealed_token_names_its_seat_and_no_other() -> None:
    token = sealed(KEY, "s1", "guest-1")
    assert unsealed(KEY, token) == ("s1", "guest-1")
    assert sealed(KEY, "s1", "guest-1") == token
    assert unsealed(bytes(32), token) is None


@pytest.mark.parametrize(
    "forged",
    ["", ".", "..", "s1.mentee", "s1.mentee.", "s1.mentee.AAAA", "\ud800.a.b", "s1.mentée.x"],
)
def test_what_we_did_not_seal_opens_nothing(forged: str) -> None:
    assert unsealed(KEY, forged) is None
    genuine = sealed(KEY, "s1", "mentor")
    assert unsealed(KEY, genuine.replace("mentor", "mentee")) is None
    assert unsealed(KEY, genuine + "=") is None
    assert unsealed(KEY, genuine[:-1]) is None


async def test_the_link_of_a_mail_opens_the_seat_after_a_restart_until_it_is_revoked(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path) as store:
        await store.sessions.create(session_record(), seats())
        token = store.sessions.letter_token("s1", "mentee")
    async with opened(database_url, tmp_path) as store:
        seat = await store.sessions.seat_of(token)
        assert seat == seats()[1][0]
        assert await store.sessions.seat_of(store.sessions.letter_token("s2", "mentee")) is None
        await store.sessions.revoke("s1", "mentee")
        assert await store.sessions.seat_of(token) is None


def test_the_key_is_made_once_for_this_user_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert key_in(folder) == key_in(folder)
    [file] = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_damaged_key_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "links.key").write_bytes(b"short")
    with pytest.raises(Unavailable, match="is damaged"):
        key_in(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be used"):
        key_in(tmp_path / "file")
