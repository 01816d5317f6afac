"""Splits the Tatoeba pairs into training, dev and held-out pairs, and learns the shared SentencePiece vocabulary.

    python prepare.py ARCHIVES WORK

ARCHIVES holds deu-eng.zip and fra-eng.zip as published by manythings.org/anki (Tatoeba, CC BY 2.0 FR). Written to WORK:
train.LANG.tsv, dev.LANG.tsv and heldout.LANG.tsv (English <TAB> other language), and spm.model.

The held-out pairs are the 2,000 of each language with the smallest SHA-256 of "English<TAB>other"; the dev pairs are the
500 after them. A pair is trained on only if neither of its sides is, without case, punctuation and space, a side of a
held-out or dev pair of any language.
"""

import hashlib
import io
import pathlib
import re
import sys
import zipfile

import sentencepiece

SOURCES = {"deu": ("deu-eng.zip", "deu.txt"), "fra": ("fra-eng.zip", "fra-eng/fra.txt")}
HELD_OUT = 2000
DEV = 500
VOCABULARY = 8000
# Characters that texts of users hold although Tatoeba hardly does.
REQUIRED = "".join(chr(c) for c in range(33, 127)) + "äöüÄÖÜßéèêëàâîïôûùçœæÉÈÊËÀÂÎÏÔÛÙÇŒÆ€£§°«»„“”‚‘’–—…·×"


def pairs_of(archive, member):
    with zipfile.ZipFile(archive) as opened:
        lines = opened.read(member).decode("utf-8").splitlines()
    pairs = []
    for line in lines:
        sides = [re.sub(r"\s+", " ", side).strip() for side in line.split("\t")[:2]]
        if len(sides) == 2 and all(sides):
            pairs.append(tuple(sides))
    return sorted(set(pairs))


def bare(side):
    return re.sub(r"[\W_]+", "", side.lower())


def digest(pair):
    return hashlib.sha256("\t".join(pair).encode("utf-8")).hexdigest()


def main(archives, work):
    work.mkdir(parents=True, exist_ok=True)
    splits, reserved = {}, set()
    for language, (archive, member) in SOURCES.items():
        pairs = sorted(pairs_of(archives / archive, member), key=digest)
        splits[language] = (pairs[:HELD_OUT], pairs[HELD_OUT : HELD_OUT + DEV], pairs[HELD_OUT + DEV :])
        reserved.update(bare(side) for pair in pairs[: HELD_OUT + DEV] for side in pair)
    corpus = []
    for language, (held_out, dev, rest) in splits.items():
        train = [pair for pair in rest if not any(bare(side) in reserved for side in pair)]
        for name, pairs in (("heldout", held_out), ("dev", dev), ("train", train)):
            text = "".join("\t".join(pair) + "\n" for pair in pairs)
            (work / f"{name}.{language}.tsv").write_text(text, encoding="utf-8")
        print(language, {"heldout": len(held_out), "dev": len(dev), "train": len(train), "excluded": len(rest) - len(train)})
        corpus += [side for pair in train for side in pair]
    # Through memory: a model that is written to a file keeps that file's path.
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus),
        model_writer=model,
        vocab_size=VOCABULARY,
        model_type="unigram",
        character_coverage=0.9999,
        required_chars=REQUIRED,
        input_sentence_size=400000,
        shuffle_input_sentence=True,
        split_digits=True,
        num_threads=2,
        unk_id=0,
        bos_id=-1,
        eos_id=-1,
        pad_id=-1,
    )
    (work / "spm.model").write_bytes(model.getvalue())


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
