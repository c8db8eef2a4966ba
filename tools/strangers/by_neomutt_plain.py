"""neomutt with CONDSTORE and QRESYNC switched off: the same visit, resynchronised by listing."""

from functools import partial

import by_neomutt

missing = by_neomutt.missing
visit = partial(by_neomutt.visit, extensions=False)
