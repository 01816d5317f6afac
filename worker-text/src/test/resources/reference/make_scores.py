"""Scores of the pairs of scores.tsv by sacreBLEU: python make_scores.py > scores.json

Versions: sacrebleu 2.6.0, Python 3.11.
"""

import json
import pathlib

import sacrebleu

rows = [line.split("\t") for line in pathlib.Path("scores.tsv").read_text(encoding="utf-8").split("\n") if line]


def scores(pairs):
    said, wanted = [p[0] for p in pairs], [[p[1] for p in pairs]]
    return {"bleu": sacrebleu.corpus_bleu(said, wanted).score, "chrf": sacrebleu.corpus_chrf(said, wanted).score}


tokenizer = sacrebleu.metrics.bleu.Tokenizer13a() if hasattr(sacrebleu.metrics.bleu, "Tokenizer13a") else None
if tokenizer is None:
    from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

    tokenizer = Tokenizer13a()
print(
    json.dumps(
        {
            "all": scores(rows),
            "each": [scores([row]) for row in rows],
            "tokens": [tokenizer(row[0].rstrip()).split(" ") for row in rows],
        },
        ensure_ascii=False,
        indent=1,
    )
)
