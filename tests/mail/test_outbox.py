"""The file outbox: one file a mail, whole or not at all."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from binome.errors import BadInput, Unavailable
from binome.mail.outbox import FileOutbox
from binome.web.outbox import list_mails
from tests.helpers.disks import fill, small_disk
from tests.helpers.letterbox import short_mail
from tests.helpers.pair import CLAIRE
from tests.helpers.recaps import letter

pytestmark = pytest.mark.anyio


async def test_a_mail_is_a_file_that_can_be_read_again(tmp_path: Path) -> None:
    await FileOutbox(tmp_path / "outbox").deliver(short_mail(letter()))
    [file] = files(tmp_path / "outbox")
    assert file.name == "recap-s1-mentee_example.org.eml"
    assert read(file)["Message-ID"] == "<recap-s1-mentee@example.org>"


async def test_the_same_mail_again_replaces_its_file(tmp_path: Path) -> None:
    outbox = FileOutbox(tmp_path)
    again = short_mail(letter())
    again.set_content("mieux")
    for mail in (short_mail(letter()), again, short_mail(letter(CLAIRE))):
        await outbox.deliver(mail)
    mentees, mentors = files(tmp_path)
    assert read(mentees).get_content().strip() == "mieux"
    assert read(mentors)["To"] == "mentor@example.org"


async def test_mails_are_for_this_user_only(tmp_path: Path) -> None:
    outbox = FileOutbox(tmp_path / "outbox")
    await outbox.deliver(short_mail(letter()))
    modes = [path.stat().st_mode & 0o777 for path in files(tmp_path)]
    assert sorted(modes) == [0o600, 0o700]


async def test_a_strange_message_id_makes_a_tame_file_name(tmp_path: Path) -> None:
    outbox = FileOutbox(tmp_path)
    await outbox.deliver(short_mail(letter(message_id="<../../etc/pass;wd$@x>")))
    [file] = files(tmp_path)
    assert list_mails(tmp_path)[0].name == file.name
    with pytest.raises(BadInput, match="Message-ID"):
        await outbox.deliver(EmailMessage())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path, "128k") as disk:
        yield disk


async def test_a_full_disk_is_said_plainly_leaves_no_half_mail_and_heals(disk: Path) -> None:
    outbox = FileOutbox(disk / "outbox")
    await outbox.deliver(short_mail(letter(CLAIRE)))
    ballast = disk / "ballast"
    fill(ballast)
    mail = short_mail(letter())
    mail.set_content("mot " * 4000)
    with pytest.raises(Unavailable, match="the disk is full: free some space"):
        await outbox.deliver(mail)
    assert [file.name for file in files(disk / "outbox")] == ["recap-s1-mentor_example.org.eml"]
    ballast.unlink()
    await outbox.deliver(mail)
    assert len(files(disk / "outbox")) == 2


async def test_a_folder_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file stands here")
    with pytest.raises(Unavailable, match="cannot be written"):
        await FileOutbox(tmp_path / "outbox").deliver(short_mail(replace(letter())))


def read(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), policy=default)  # type: ignore[return-value]


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))
