"""Writes bytepairs.model, a small SentencePiece model of byte pairs, and pieces.json: how sentencepiece cuts texts by it and
by the source.spm of the built-in translation model.

    python make_pieces.py ../../../main/resources/models/tatoeba-en-de-fr/source.spm

Versions: sentencepiece 0.2.3, Python 3.11. The byte pairs are learned from the licence text of this project.
"""

import json
import pathlib
import sys

import sentencepiece

TEXTS = [
    "The quick brown fox jumps over the lazy dog.",
    "Ich weiß nicht, was soll es bedeuten, daß ich so traurig bin.",
    "  Où   est-ce que l'on va ?  ",
    "Straße № 12½ ﬁne\u00a0ＡＢＣ\u200b…",
    "{name} kaufte 4711 Äpfel: https://example.com/a?b=1&c=%20",
    "Příliš žluťoučký kůň 日本 😀",
    "a\tb\nc",
    "",
]

unigram = sentencepiece.SentencePieceProcessor(model_file=sys.argv[1])
sentencepiece.SentencePieceTrainer.train(
    input="../../../../../LICENSE",
    model_prefix="bytepairs",
    vocab_size=400,
    model_type="bpe",
    normalization_rule_name="identity",
    character_coverage=1.0,
    bos_id=-1,
    eos_id=-1,
    unk_id=0,
)
pathlib.Path("bytepairs.vocab").unlink()
pairs = sentencepiece.SentencePieceProcessor(model_file="bytepairs.model")
print(
    json.dumps(
        [
            {
                "text": text,
                "unigram": unigram.encode(text, out_type=str),
                "bytepairs": [pairs.id_to_piece(piece) for piece in pairs.encode(text)],
            }
            for text in TEXTS
        ],
        ensure_ascii=False,
        indent=1,
    )
)
