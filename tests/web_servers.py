# SPDX-License-Identifier: MIT
"""Web servers by others, run for tests on the loopback: Apache, nginx and Caddy."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def free_port() -> int:
    """A port that nobody listens to."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def program(*names: str) -> str:
    """Path of the first of these programs that is installed; without any the test is skipped."""
    found = next(filter(None, (shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin") for name in names)), None)
    if found is None:
        pytest.skip(f"{names[0]} is not installed (Debian: apt-get install {names[0]}): the rules are not tried on it")
    return found


@contextmanager
def running(command: list[str], port: int, folder: Path) -> Iterator[int]:
    """A server in the foreground, ended afterwards."""
    environment = {"PATH": "/usr/sbin:/usr/bin:/bin", "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment, cwd=folder)
    try:
        for _ in range(200):
            if server.poll() is not None:
                pytest.fail((folder / "server.log").read_text())
            try:
                socket.create_connection(("127.0.0.1", port), 0.1).close()
                break
            except OSError:
                time.sleep(0.05)
        else:
            pytest.fail((folder / "server.log").read_text())
        yield port
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def apache(folder: Path, documents: Path) -> Iterator[int]:
    """Apache with a folder of documents, in which files ``.htaccess`` count.

    :param folder: where it keeps what is its own.
    """
    binary = program("apache2", "httpd")
    modules = next(
        path for path in map(Path, ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules")) if path.is_dir()
    )
    port = free_port()
    wanted = ("mpm_event", "authz_core", "rewrite", "headers", "alias", "dir", "mime")
    loaded = [f'LoadModule {name}_module "{modules}/mod_{name}.so"' for name in wanted]
    (folder / "httpd.conf").write_text(
        "\n".join(
            [
                *loaded,
                f"Listen 127.0.0.1:{port}",
                "ServerName localhost",
                f'ServerRoot "{folder}"',
                f'PidFile "{folder}/httpd.pid"',
                f'DefaultRuntimeDir "{folder}"',
                f'ErrorLog "{folder}/error.log"',
                "LogLevel warn",
                "TypesConfig /dev/null",
                f'DocumentRoot "{documents}"',
                f'<Directory "{documents}">',
                "AllowOverride All",
                "Options FollowSymLinks",
                "Require all granted",
                "</Directory>",
                "",
            ]
        ),
        "utf-8",
    )
    with running([binary, "-f", str(folder / "httpd.conf"), "-DFOREGROUND"], port, folder) as found:
        yield found


@contextmanager
def nginx(folder: Path, rules: str, port: int) -> Iterator[int]:
    """nginx with what its block ``http`` holds.

    :param folder: where it keeps what is its own.
    """
    binary = program("nginx")
    temporary = "".join(
        f'{kind}_temp_path "{folder}/{kind}";' for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "rules.conf").write_text(rules, "utf-8")
    # Its workers stay who started them: what tests make is for them alone to read.
    user = "user root; " if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f'{user}daemon off; pid "{folder}/nginx.pid"; error_log stderr; worker_processes 1;\nevents {{}}\n'
        f'http {{ access_log off; {temporary}\ninclude "{folder}/rules.conf"; }}\n',
        "utf-8",
    )
    with running([binary, "-c", str(folder / "nginx.conf"), "-p", str(folder)], port, folder) as found:
        yield found


@contextmanager
def caddy(folder: Path, rules: str, port: int) -> Iterator[int]:
    """Caddy with a Caddyfile.

    :param folder: where it keeps what is its own.
    """
    binary = program("caddy")
    (folder / "Caddyfile").write_text(f"{{\n    admin off\n    auto_https off\n}}\n{rules}", "utf-8")
    with running([binary, "run", "--config", str(folder / "Caddyfile")], port, folder) as found:
        yield found
