"""Run by ``tests/libreoffice.py`` under the system's Python: one order as JSON on standard input, the answer on the
last line of standard output. What is typed is taken as from a keyboard: the cell's format and the language count.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException

FILTERS = {".xls": "MS Excel 97", ".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8"}
KINDS = {"EMPTY": "empty", "VALUE": "number", "TEXT": "text", "FORMULA": "formula"}


def named(**values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def connected(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.2)
    raise SystemExit("LibreOffice did not answer")


def opened(desktop, path):
    # It answers a little before it can open anything.
    for _ in range(100):
        if (book := desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, named(Hidden=True))) is not None:
            return book
        time.sleep(0.2)
    raise SystemExit(f"LibreOffice does not open {path}")


def told(cell):
    rule = cell.Validation
    return {"kind": KINDS[cell.Type.value], "shown": cell.String, "number": cell.Value,
            "list": rule.getFormula1() if rule.Type.value == "LIST" else "", "note": cell.Annotation.String}


def main():
    order = json.loads(sys.stdin.read())
    pipe = f"plumbline{os.getpid()}"
    office = subprocess.Popen(["soffice", "--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp",
                               f"-env:UserInstallation={order['profile']}"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    try:
        context = connected(pipe)
        services = context.ServiceManager
        desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        book = opened(desktop, order["file"])
        sheet = book.Sheets.getByIndex(0)
        for place, text in order["types"].items():
            sheet.getCellRangeByName(place).FormulaLocal = text
        answer = {place: told(sheet.getCellRangeByName(place)) for place in order["tell"]}
        for target in order["save"]:
            path = Path(target)
            book.storeToURL(path.as_uri(), named(FilterName=FILTERS[path.suffix]))
        book.close(True)
        with suppress(DisposedException):  # it goes, and the connection with it
            desktop.terminate()
        sys.stdout.write(json.dumps(answer) + "\n")
    finally:
        try:
            office.wait(30)
        except subprocess.TimeoutExpired:
            office.kill()


main()
