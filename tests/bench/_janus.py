"""Janus's video room as a peer to compare with: Debian's, with one event loop.

Every person has two connections there, one that publishes and one that receives all others.
"""

import asyncio
import contextlib
import json
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from tests.helpers.caller import LightCaller
from tests.helpers.relay import own_address

_CONFIG = """
general: {{ plugins_folder = "/usr/lib/x86_64-linux-gnu/janus/plugins"; log_to_stdout = true;
  debug_level = 2; event_loops = 1; session_timeout = 0; }}
media: {{ ipv6 = false; rtp_port_range = "20000-40000"; }}
nat: {{ ice_lite = true; ice_enforce_list = "{home}"; full_trickle = false; }}
plugins: {{ disable = "{plugins}"; }}
transports: {{ disable = "libjanus_http.so,libjanus_websockets.so,libjanus_mqtt.so,\
libjanus_nanomsg.so,libjanus_rabbitmq.so"; }}
"""
_OTHERS = (
    "audiobridge duktape echotest lua nosip recordplay sip streaming textroom videocall voicemail"
)


_ATTEMPTS = 10
_LONGEST = 8192
"""Bytes Janus reads of a message."""


def _offer(sdp: str) -> str:
    """Return our offer without its screen, and with our side opening DTLS."""
    session, audio, camera, _ = sdp.split("m=")
    session = session.replace("BUNDLE 0 1 2", "BUNDLE 0 1")
    return "m=".join((session, audio, camera)).replace("a=setup:actpass", "a=setup:active")


def is_installed() -> bool:
    return shutil.which("janus") is not None


class Janus:
    """A Janus process and its control socket."""

    def __init__(self, pid: int, control: socket.socket) -> None:
        self.pid = pid
        self._control = control
        self._number = 0
        self._session = 0
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}

    async def read(self) -> None:
        """Settle requests as Janus answers; an `ack` is only the promise of an event."""
        loop = asyncio.get_running_loop()
        while data := await loop.sock_recv(self._control, 1 << 20):
            message = json.loads(data)
            waiting = self._waiting.get(message.get("transaction", ""))
            if waiting is not None and not waiting.done() and message["janus"] != "ack":
                waiting.set_result(message)

    async def tell(self, kind: str, **fields: Any) -> str:
        """Send a request without waiting; return its name."""
        self._number += 1
        message = {"janus": kind, "transaction": str(self._number), **fields}
        if self._session:
            message["session_id"] = self._session
        data = json.dumps(message, separators=(",", ":")).encode()
        assert len(data) < _LONGEST, "Janus cuts a longer message off"
        await asyncio.get_running_loop().sock_sendall(self._control, data)
        return str(self._number)

    async def ask(self, kind: str, patience: float = 10.0, **fields: Any) -> dict[str, Any]:
        """Return the answer to one request."""
        name = await self.tell(kind, **fields)
        waiting = self._waiting[name] = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(patience):
            answer = await waiting
        if answer["janus"] == "error" or "error" in answer.get("plugindata", {}).get("data", {}):
            raise OSError(f"Janus refused {kind}: {answer}")
        return answer

    async def begin(self) -> None:
        """Open our session; a Janus that only just listens forgets what it is asked."""
        async with asyncio.timeout(15):
            while not self._session:
                with contextlib.suppress(TimeoutError):
                    self._session = (await self.ask("create", patience=1.0))["data"]["id"]

    async def handle(self) -> int:
        answer = await self.ask("attach", plugin="janus.plugin.videoroom")
        return int(answer["data"]["id"])

    async def say(self, handle: int, body: dict[str, Any], jsep: Any = None) -> dict[str, Any]:
        """Send to the video room; return its answer."""
        more = {} if jsep is None else {"jsep": jsep}
        return await self.ask("message", handle_id=handle, body=body, **more)

    async def room(self, number: int, people: int) -> tuple[list[LightCaller], list[LightCaller]]:
        """Return who publishes and who receives in a room full of people."""
        where = own_address()
        made = {"request": "create", "room": number, "publishers": people, "bitrate": 4_000_000}
        await self.say(await self.handle(), made)
        publishers: list[LightCaller] = []
        feeds: list[int] = []
        for _ in range(people):
            caller = LightCaller(0, where)
            sdp = _offer(caller.offer)
            body = {"request": "joinandconfigure", "room": number, "ptype": "publisher"}
            answer = await self.say(await self.handle(), body, {"type": "offer", "sdp": sdp})
            feeds.append(answer["plugindata"]["data"]["id"])
            await caller.connect(answer["jsep"]["sdp"])
            publishers.append(caller)
        receivers = [await self._receiver(number, feeds, own, where) for own in feeds]
        return publishers, receivers

    async def _receiver(self, room: int, feeds: list[int], own: int, where: str) -> LightCaller:
        caller, handle = LightCaller(0, where), await self.handle()
        streams = [{"feed": feed} for feed in feeds if feed != own]
        body = {"request": "join", "room": room, "ptype": "subscriber", "streams": streams}
        offer = (await self.say(handle, body))["jsep"]["sdp"]
        answer = {"type": "answer", "sdp": caller.answer_to(offer)}
        await self.tell("message", handle_id=handle, body={"request": "start"}, jsep=answer)
        async with asyncio.timeout(10):
            await caller.connect(offer)
        return caller


@contextlib.asynccontextmanager
async def janus() -> AsyncIterator[Janus]:
    """Run Janus and talk to it."""
    with tempfile.TemporaryDirectory(prefix="janus-") as name:
        folder = Path(name)
        plugins = ",".join(f"libjanus_{other}.so" for other in _OTHERS.split())
        (folder / "janus.jcfg").write_text(_CONFIG.format(home=own_address(), plugins=plugins))
        (folder / "janus.transport.pfunix.jcfg").write_text(
            f'general: {{ enabled = true; json = "compact"; path = "{folder}/control"; '
            'type = "SOCK_SEQPACKET"; }'
        )
        (folder / "janus.plugin.videoroom.jcfg").write_text("general: { }\n")
        process, control = await _started(folder)
        try:
            with control:
                made = Janus(process.pid, control)
                async with asyncio.TaskGroup() as tasks:
                    reading = tasks.create_task(made.read())
                    await made.begin()
                    yield made
                    reading.cancel()
        finally:
            process.terminate()
            await process.wait()


async def _started(folder: Path) -> tuple[asyncio.subprocess.Process, socket.socket]:
    """Start Janus; now and then its socket thread ends before it has begun, so try again."""
    for _ in range(_ATTEMPTS):
        process = await asyncio.create_subprocess_exec(
            "janus",
            "-F",
            str(folder),
            "-C",
            str(folder / "janus.jcfg"),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        while process.returncode is None:
            control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            control.setblocking(False)
            try:
                await asyncio.get_running_loop().sock_connect(control, str(folder / "control"))
            except OSError:
                control.close()
                await asyncio.sleep(0.1)
            else:
                return process, control
    raise OSError("Janus does not start")
