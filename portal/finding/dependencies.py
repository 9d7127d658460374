"""What a route names to search: `finder: Finding`."""

from typing import Annotated

from fastapi import Depends

from portal.finding.finder import Finder
from portal.web.dependencies import ReadDb, Runtime


async def get_finder(runtime: Runtime, db: ReadDb) -> Finder:
    return Finder(runtime.engine, db)


Finding = Annotated[Finder, Depends(get_finder)]
