"""Own certificate files on the web port, renewed while serving."""

import asyncio
import datetime
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fastapi import FastAPI

from binome.app.gateway import Server, configured
from binome.app.tls import Renewal
from binome.config import Settings
from binome.rehearsal.own_server import free_port

pytestmark = pytest.mark.anyio


def write_certificate(folder: Path, name: str) -> None:
    """Write `cert.pem` and `key.pem` for a name."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def settings(folder: Path) -> Settings:
    return Settings(tls_certificate=folder / "cert.pem", tls_key=folder / "key.pem")


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[tuple[int, Renewal]]:
    """Serve an application over TLS as the gateway does."""
    app = FastAPI()
    app.get("/scheme")(lambda: "here")
    config = configured(app, settings(folder))
    config.load()
    assert config.ssl is not None
    config.port, started = free_port(), asyncio.Event()
    server = Server(config, started.set)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(server.serve())
        async with asyncio.timeout(10):
            await started.wait()
        yield config.port, Renewal(config.ssl, folder / "cert.pem", folder / "key.pem")
        server.should_exit = True


async def shown_by(port: int) -> tuple[str, bytes]:
    """Return the name in the certificate a client is shown, and the answer's first line."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    shown = x509.load_der_x509_certificate(
        writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    )
    writer.write(b"GET /scheme HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    line = await reader.readline()
    writer.close()
    (name,) = shown.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(name.value), line


async def test_pages_come_over_tls_and_a_renewed_certificate_is_taken_up(tmp_path: Path) -> None:
    write_certificate(tmp_path, "old.example.org")
    async with serving(tmp_path) as (port, renewal):
        assert await shown_by(port) == ("old.example.org", b"HTTP/1.1 200 OK\r\n")
        assert not renewal.look()
        write_certificate(tmp_path, "new.example.org")
        assert renewal.look()
        assert (await shown_by(port))[0] == "new.example.org"


async def test_half_a_renewal_leaves_the_certificate_in_use(tmp_path: Path) -> None:
    write_certificate(tmp_path, "old.example.org")
    async with serving(tmp_path) as (port, renewal):
        key = (tmp_path / "key.pem").read_bytes()
        write_certificate(tmp_path, "new.example.org")
        (tmp_path / "key.pem").write_bytes(key)
        assert not renewal.look()
        (tmp_path / "key.pem").unlink()
        assert not renewal.look()
        assert (await shown_by(port))[0] == "old.example.org"


def test_a_certificate_needs_its_key() -> None:
    with pytest.raises(ValueError, match="tls_key"):
        Settings(tls_certificate=Path("cert.pem"))


def test_the_address_is_https_with_a_certificate(tmp_path: Path) -> None:
    assert settings(tmp_path).base_url == "https://localhost:8080"
