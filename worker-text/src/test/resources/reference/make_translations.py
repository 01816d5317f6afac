"""Writes translations.json: what transformers makes of sentences with the built-in translation model, by four beams.

    python make_translations.py ../../../main/resources/models/tatoeba-en-de-fr > translations.json

Versions: transformers 4.53.3, torch 2.7.1, sentencepiece 0.2.3, Python 3.11.
"""

import json
import pathlib
import shutil
import sys
import tempfile

import torch
from transformers import MarianMTModel, MarianTokenizer

SENTENCES = {
    ("en", "de"): ["Where is the train station?", "I don't know what to do with Tom.", "We will go home at seven o'clock."],
    ("de", "en"): ["Ich habe keine Zeit, um ins Kino zu gehen.", "Das Wetter ist heute sehr schön."],
    ("en", "fr"): ["I have never seen such a beautiful house.", "He was too tired to eat."],
    ("fr", "en"): ["Il fait très beau aujourd'hui.", "Je ne veux pas que tu partes sans moi."],
}
TOKENS = {"en": ">>eng<<", "de": ">>deu<<", "fr": ">>fra<<"}

with tempfile.TemporaryDirectory() as folder:
    for file in pathlib.Path(sys.argv[1]).iterdir():
        shutil.copy(file, folder)
    shutil.copy(pathlib.Path(folder) / "source.spm", pathlib.Path(folder) / "target.spm")
    tokenizer = MarianTokenizer.from_pretrained(folder)
    model = MarianMTModel.from_pretrained(folder, torch_dtype=torch.float32).eval()
rows = []
for (source, target), sentences in SENTENCES.items():
    for sentence in sentences:
        batch = tokenizer([TOKENS[target] + " " + sentence], return_tensors="pt")
        with torch.no_grad():
            generated = model.generate(**batch, num_beams=4, max_new_tokens=2 * batch.input_ids.shape[1] + 12)
        said = tokenizer.batch_decode(generated, skip_special_tokens=True)[0]
        rows.append({"source": source, "target": target, "text": sentence, "translation": said})
print(json.dumps(rows, ensure_ascii=False, indent=1))
