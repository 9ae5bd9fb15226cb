"""Whether rows that are no records - events of procedures, versions of evidence - are those that the journal sealed.

What a row says is compared with its leaf where it is declared (``leaf_of``); here it is whether any was removed, added
or put in another's place.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np
from django.db import DEFAULT_DB_ALIAS

from plumbline.records.core.hashing import whole_leaf
from plumbline.records.core.misfits import ROWS, STRANGE, VERSIONS, Misfit
from plumbline.records.verifying.ledger import Ledger
from plumbline.records.verifying.succession import Succession

AT_ONCE = 10_000


def misfits(kind: str, model: Any, *, key: str = "", using: str = DEFAULT_DB_ALIAS, **only: Any) -> list[Misfit]:
    """What is not as the entries of ``kind`` sealed it in the table of ``model``. ``key`` names the field that versions
    of one thing share; without it rows are events, of which none replaces another and each comes after the one before.
    ``only`` says which rows are of ``kind``, in a table of several.
    """
    ledger, chain = Ledger(kind, using), Succession()
    rows = model.objects.using(using).filter(**only).order_by("pk")
    names = ("pk", "entry_id", "leaf", *((key, "superseded_id", "withdrawn") if key else ()))
    found: list[Misfit] = []
    last = 0
    try:
        values = rows.values_list(*names).iterator(AT_ONCE)
        while batch := list(islice(values, AT_ONCE)):
            pks, entries, leaves, *versions = zip(*batch, strict=True)
            superseded = [one or 0 for one in versions[1]] if versions else [0] * len(batch)
            places, by = ledger.count(np.array(entries, np.int64), np.array(superseded, np.int64),
                                      memoryview(b"".join(whole_leaf(bytes(leaf)) for leaf in leaves)))
            numbers = ledger.number(places)
            if versions:
                seen = np.flatnonzero(places >= 0)
                chain.add([str(versions[0][at]) for at in seen], numbers[seen], ledger.number(by)[seen],
                          np.array(versions[2], bool)[seen], np.zeros(len(seen), bool))
                continue
            for pk, number in zip(pks, numbers.tolist(), strict=True):
                if number and number < last:
                    found.append(Misfit(ROWS, number, str(pk)))
                last = max(last, number)
        found += [Misfit(VERSIONS, number, name) for name, number in chain.wrong()]
    finally:
        chain.close()
    found += [Misfit(ROWS, number) for number in ledger.wrong()]
    found += [Misfit(VERSIONS, number) for number in ledger.wrongly_replaced() if not found]
    for entry in ledger.strangers():
        found += [Misfit(STRANGE, 0, str(pk)) for pk in rows.filter(entry_id=entry).values_list("pk", flat=True)[:100]]
    return sorted(found)
