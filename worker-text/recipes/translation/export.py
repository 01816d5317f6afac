"""Writes a checkpoint of train.py as an opus-mt model is published: safetensors in bfloat16, config.json, source.spm and
vocab.json. transformers' MarianMTModel and MarianTokenizer load the folder once source.spm is copied to target.spm.

    python export.py WORK FOLDER [--checkpoints NAME ...]

Of several checkpoints the mean is taken: where the learning rate has not fallen yet, that stands in for its fall.
"""

import argparse
import json
import pathlib
import shutil

import torch
from safetensors.torch import save_file

from train import END, LANGUAGES, UNKNOWN, Vocabulary

ATTENTION = {"query": "q_proj", "key": "k_proj", "value": "v_proj", "out": "out_proj"}
PARTS = {
    "own": "self_attn",
    "cross": "encoder_attn",
    "own_norm": "self_attn_layer_norm",
    "cross_norm": "encoder_attn_layer_norm",
    "up": "fc1",
    "down": "fc2",
    "norm": "final_layer_norm",
}
POSITIONS = 256
MAX_TOKENS = 64


def published(name):
    if name == "words":
        return "model.shared.weight"
    stack, number, part, *rest = name.split(".")
    rest = [ATTENTION.get(word, word) for word in rest]
    return ".".join(["model", stack, "layers", number, PARTS[part], *rest])


def config_of(size, vocabulary):
    return {
        "architectures": ["MarianMTModel"],
        "model_type": "marian",
        "d_model": size["width"],
        "encoder_layers": size["encoder_layers"],
        "decoder_layers": size["decoder_layers"],
        "encoder_attention_heads": size["heads"],
        "decoder_attention_heads": size["heads"],
        "encoder_ffn_dim": size["inner"],
        "decoder_ffn_dim": size["inner"],
        "activation_function": "relu",
        "scale_embedding": True,
        "static_position_embeddings": True,
        "share_encoder_decoder_embeddings": True,
        "tie_word_embeddings": True,
        "vocab_size": vocabulary.size,
        "decoder_vocab_size": vocabulary.size,
        "max_position_embeddings": POSITIONS,
        "pad_token_id": vocabulary.pad,
        "eos_token_id": END,
        "forced_eos_token_id": END,
        "decoder_start_token_id": vocabulary.pad,
        "bad_words_ids": [[vocabulary.pad]] + [[token] for token in vocabulary.languages.values()],
        "num_beams": 4,
        "max_length": POSITIONS,
        "torch_dtype": "bfloat16",
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--checkpoints", nargs="+", default=["checkpoint"])
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    all_saved = [torch.load(options.work / f"{name}.pt") for name in options.checkpoints]
    saved = all_saved[-1]
    vocabulary = Vocabulary(options.work / "spm.model")
    tensors = {}
    for name in saved["weights"]:
        mean = torch.stack([each["weights"][name] for each in all_saved]).mean(0)
        tensors[published(name)] = mean.to(torch.bfloat16).contiguous()
    tensors["final_logits_bias"] = torch.zeros(1, vocabulary.size, dtype=torch.bfloat16)
    save_file(tensors, options.folder / "model.safetensors", metadata={"format": "pt"})
    ids = {"</s>": END, "<unk>": UNKNOWN}
    for i in range(1, vocabulary.pieces.get_piece_size()):
        ids[vocabulary.pieces.id_to_piece(i)] = i + 1
    ids.update({f">>{name}<<": vocabulary.languages[name] for name in LANGUAGES})
    ids["<pad>"] = vocabulary.pad
    assert len(ids) == vocabulary.size
    write = lambda name, value: (options.folder / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
    write("vocab.json", ids)
    write("config.json", config_of(saved["config"], vocabulary))
    write("tokenizer_config.json", {"tokenizer_class": "MarianTokenizer", "model_max_length": MAX_TOKENS})
    shutil.copy(options.work / "spm.model", options.folder / "source.spm")
    print({"steps": saved["number"], "examples": saved["seen"], "minutes": round(saved["spent"] / 60, 1)})


if __name__ == "__main__":
    main()
