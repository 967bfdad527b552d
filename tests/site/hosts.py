# SPDX-License-Identifier: MIT
"""The site on web servers by others, as the rules in its folder ``hosting/`` have them give it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import web_servers


def _rules(site: Path, name: str) -> str:
    return (site / "hosting" / name).read_text("utf-8")


@contextmanager
def apache(folder: Path, site: Path) -> Iterator[int]:
    """Apache, with the rules as ``.htaccess`` in a copy of the site."""
    documents = folder / "htdocs"
    shutil.copytree(site, documents, copy_function=shutil.copyfile)
    (documents / ".htaccess").write_text(_rules(site, "site.htaccess"), "utf-8")
    with web_servers.apache(folder, documents) as port:
        yield port


@contextmanager
def nginx(folder: Path, site: Path) -> Iterator[int]:
    """nginx, with the rules included in a server."""
    port = web_servers.free_port()
    rules = f'server {{ listen 127.0.0.1:{port}; root "{site}";\n{_rules(site, "site.nginx.conf")}}}\n'
    with web_servers.nginx(folder, rules, port):
        yield port


@contextmanager
def caddy(folder: Path, site: Path) -> Iterator[int]:
    """Caddy, with the rules in the block of a server."""
    port = web_servers.free_port()
    rules = f':{port} {{\nbind 127.0.0.1\nroot * "{site}"\n{_rules(site, "site.Caddyfile")}}}\n'
    with web_servers.caddy(folder, rules, port):
        yield port


HOSTS = {"apache": apache, "nginx": nginx, "caddy": caddy}
