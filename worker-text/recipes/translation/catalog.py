"""Writes hashes and sizes of the exported files into the built-in catalog: python catalog.py, in this folder."""

import hashlib
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[3]
CATALOG = ROOT / "worker-core/src/main/resources/models/catalog.yml"
MODEL = ROOT / "worker-text/src/main/resources/models/tatoeba-en-de-fr"

head, entry = CATALOG.read_text(encoding="utf-8").split("  - name: tatoeba-en-de-fr\n")
entry, *rest = re.split(r"(?=\n  - name: )", entry, maxsplit=1)
for file in ("model.safetensors", "source.spm", "vocab.json"):
    content = (MODEL / file).read_bytes()
    entry = re.sub(
        rf"(file: {re.escape(file)}\n\s+sha256: )\w+(\n\s+size: )\d+",
        rf"\g<1>{hashlib.sha256(content).hexdigest()}\g<2>{len(content)}",
        entry,
    )
CATALOG.write_text(head + "  - name: tatoeba-en-de-fr\n" + entry + "".join(rest), encoding="utf-8")
