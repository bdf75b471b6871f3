"""The one `Settings`, read once from `BINOME_*` variables or a TOML file and passed down."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class Settings(BaseSettings):
    """Every setting has a sensible default: the server starts with none set.

    A field `smtp_host` is the variable `BINOME_SMTP_HOST` and the TOML key `smtp_host`.
    """

    model_config = SettingsConfigDict(
        env_prefix="BINOME_", toml_file="binome.toml", frozen=True, extra="forbid"
    )

    mode: Literal["development", "production"] = "production"
    """`development` opens /outbox, the rehearsal button and session creation to anybody."""
    data_dir: Path = Path("binome-data")
    """Folder of the database, the jobs and the file outbox; made if absent."""
    database_url: str | None = None
    """SQLAlchemy URL, e.g. postgresql+psycopg://…; default: an SQLite file in `data_dir`."""
    host: str = "127.0.0.1"
    """Address the web server listens on."""
    port: int = Field(8080, ge=0, le=65535)
    """TCP port of the web server."""
    tls_certificate: Path | None = None
    """PEM file of a certificate and its chain, to serve HTTPS without a proxy."""
    tls_key: Path | None = None
    """PEM file of that certificate's private key."""
    public_url: str | None = None
    """Address people type, e.g. https://binome.example.org; default http://localhost:PORT."""
    allowed_origins: tuple[str, ...] = ()
    """Further origins allowed on the WebSocket and unsafe methods."""
    operator_key: str | None = None
    """Secret that allows creating sessions in production."""
    room_size: int = Field(2, ge=2, le=6)
    """Most people in one call."""

    media_host: str = "0.0.0.0"  # noqa: S104 - media must be reachable from other machines
    """Address the media worker binds its UDP and TCP port on."""
    media_port: int = Field(40000, ge=0, le=65535)
    """UDP (and TCP) port of the media worker; 0 = any free one."""
    media_workers: int = Field(1, ge=1, le=64)
    """Media worker processes, best one per core; each takes a port, from `media_port` up."""
    media_addresses: tuple[str, ...] = ()
    """Addresses put into answers; default: those of this machine's interfaces and loopback."""
    turn_urls: tuple[str, ...] = ()
    """TURN addresses told to browsers, e.g. turns:turn.example.org:443?transport=tcp."""
    turn_secret: str | None = None
    """`static-auth-secret` of that TURN server."""

    speech_model: str = "small"
    """Whisper model: a name (`small`, `large-v3-turbo`…), a folder, or `demo`."""
    speech_compute_type: str = "int8"
    """CTranslate2 compute type."""
    models_dir: Path | None = None
    """Where pulled models live; default: the user's cache folder."""

    recap_delay: float = Field(24 * 3600.0, ge=0)
    """Seconds after the hang-up until an unapproved recap is sent, doubtful lines marked."""
    transcript_days: int = Field(30, ge=1, le=180)
    """Days after a session until its transcript is deleted; the consent text names them."""
    figures_days: int = Field(90, ge=1, le=180)
    """Days after a session until nothing tells any more how anybody spoke."""
    session_days: int = Field(365, ge=1, le=366)
    """Days after a session until all of it is deleted: names, addresses, lines, agenda."""
    audit_days: int = Field(365, ge=180, le=366)
    """Days an entry of the audit log is kept."""
    link_days: int = Field(30, ge=1)
    """Days a personal link works after the session's planned start."""

    smtp_host: str | None = None
    """SMTP server; without it mails are written to the file outbox."""
    smtp_port: int = 587
    """Port of the SMTP server."""
    smtp_user: str | None = None
    """User name for SMTP."""
    smtp_password: str | None = None
    """Password for SMTP."""
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    """How the SMTP connection is protected."""
    mail_from: str = "Binôme <binome@localhost>"
    """Sender of the recaps."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Given values first, then the environment, then the TOML file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def database(self) -> str:
        """SQLAlchemy URL of the database."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'binome.sqlite'}"

    @property
    def outbox(self) -> Path:
        """Folder of the file outbox."""
        return self.data_dir / "outbox"

    @property
    def run_dir(self) -> Path:
        """Folder of the Unix sockets between our processes."""
        return self.data_dir / "run"

    def media_socket(self, number: int) -> Path:
        """Control socket of media worker `number`, counted from 0."""
        return self.run_dir / ("media.sock" if number == 0 else f"media-{number + 1}.sock")

    @property
    def media_ports(self) -> tuple[int, ...]:
        """Port of each media worker; 0 = any free one."""
        if self.media_port == 0:
            return (0,) * self.media_workers
        return tuple(range(self.media_port, self.media_port + self.media_workers))

    @property
    def base_url(self) -> str:
        """The address in links and mails, without a final slash."""
        scheme = "http" if self.tls_certificate is None else "https"
        return (self.public_url or f"{scheme}://localhost:{self.port}").rstrip("/")

    @model_validator(mode="after")
    def _certificate_and_key(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("tls_certificate and tls_key go together")
        return self
