# SPDX-License-Identifier: MIT
"""The files of the site, with the headers and media types that any server of it gives."""

from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from vmbo_mbo_kb.generators.hosting import content_type
from vmbo_mbo_kb.site.policy import HEADERS


class SiteFiles(StaticFiles):
    """Gives the files of a folder."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The answer to a request, also where there is no such file."""
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        if isinstance(response, FileResponse):
            response.headers["Content-Type"] = content_type(str(response.path))
        return response
