"""Lines as a spreadsheet that is downloaded."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

EXCEL_READS_UTF8 = "\ufeff"


def sheet(rows: Iterable[Sequence[object]], *about: object, simulated: bool) -> Response:
    """Lines as a spreadsheet that is downloaded, named by what it is `about`, and kept nowhere on the way."""
    name = "-".join(["goldentime", *map(str, about), *(["simulated"] if simulated else [])])
    written = io.StringIO(EXCEL_READS_UTF8)
    written.seek(0, io.SEEK_END)
    csv.writer(written).writerows(rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response(written.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
