"""Makes the fixtures of BartGoldenTest and GenerationGoldenTest: tiny models with random weights, and what transformers
computes with them.

Made with Python 3.11 and the versions in requirements.txt:

    python bart.py

For each model a folder with config.json, model.safetensors (16-bit floats, under the names of Hugging Face),
expected.safetensors (a padded batch: inputs, hidden states, scores; generated tokens) and generated.json
(for each of several settings the sequences of each input, generated alone, all beams, with scores).
"""

import json
import os

import torch
from safetensors.torch import save_file
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    M2M100Config,
    M2M100ForConditionalGeneration,
    MarianConfig,
    MarianMTModel,
    MBartConfig,
    MBartForConditionalGeneration,
)

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = dict(
    vocab_size=59,
    d_model=12,
    encoder_layers=1,
    decoder_layers=2,
    encoder_attention_heads=2,
    decoder_attention_heads=3,
    encoder_ffn_dim=20,
    decoder_ffn_dim=16,
    max_position_embeddings=40,
    dropout=0.0,
    attention_dropout=0.0,
    encoder_layerdrop=0.0,
    decoder_layerdrop=0.0,
)
BART_TOKENS = dict(bos_token_id=0, pad_token_id=1, eos_token_id=2)
MARIAN_TOKENS = dict(pad_token_id=58, eos_token_id=0, decoder_start_token_id=58, bos_token_id=0)
MODELS = {
    # One table of embeddings under one name; the table of sines is stored.
    "marian": (
        MarianMTModel,
        MarianConfig(**SHARED, **MARIAN_TOKENS, activation_function="swish", scale_embedding=True),
        ["model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight"],
    ),
    # Two vocabularies; the table of sines is not stored.
    "marian-two": (
        MarianMTModel,
        MarianConfig(
            **SHARED,
            **MARIAN_TOKENS,
            share_encoder_decoder_embeddings=False,
            activation_function="relu",
            scale_embedding=False,
        ),
        ["model.encoder.embed_positions.weight", "model.decoder.embed_positions.weight", "lm_head.weight"],
    ),
    # One table of embeddings under another name.
    "bart": (
        BartForConditionalGeneration,
        BartConfig(**SHARED, **BART_TOKENS, decoder_start_token_id=2, activation_function="gelu"),
        ["model.shared.weight", "model.encoder.embed_tokens.weight", "lm_head.weight"],
    ),
    # Scores from weights of their own.
    "mbart": (
        MBartForConditionalGeneration,
        MBartConfig(
            **SHARED,
            **BART_TOKENS,
            decoder_start_token_id=57,
            activation_function="gelu",
            scale_embedding=True,
            tie_word_embeddings=False,
        ),
        ["model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight"],
    ),
    "m2m100": (
        M2M100ForConditionalGeneration,
        M2M100Config(**SHARED, **BART_TOKENS, decoder_start_token_id=2, activation_function="relu"),
        ["model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight"],
    ),
}
# Random weights seldom say much: with these they do, sequences end, and rounding changes no token (tried: 64-bit floats,
# and weights that differ by 3e-6).
SEEDS = {"marian": 112, "marian-two": 47, "bart": 128, "mbart": 39, "m2m100": 90}
# The second and third are padded.
LENGTHS = [23, 9, 1]
DECODED = 9


def cases(config):
    """Settings by their names in generation_config.json, and a prefix if it is not the start token alone."""
    start, end, pad = config.decoder_start_token_id, config.eos_token_id, config.pad_token_id
    return [
        dict(max_length=20),
        dict(max_new_tokens=14, repetition_penalty=1.3, no_repeat_ngram_size=2, min_length=9),
        dict(max_length=16, forced_bos_token_id=33, begin_suppress_tokens=[5, 6, 7], suppress_tokens=[8, 9, 10]),
        dict(max_length=20, num_beams=4),
        dict(max_length=24, num_beams=4, length_penalty=2.0, early_stopping=True, no_repeat_ngram_size=3)
        | dict(min_length=8, forced_bos_token_id=11, forced_eos_token_id=end),
        dict(max_length=22, num_beams=5, length_penalty=0.4, early_stopping="never", repetition_penalty=1.2),
        dict(max_length=20, num_beams=3, length_penalty=-0.7, early_stopping="never")
        | dict(bad_words_ids=[[pad], [20, 21], [30], [end]]),
        dict(max_new_tokens=10, num_beams=3, min_new_tokens=3, begin_suppress_tokens=[12, 13], prefix=[start, 40, 41]),
        dict(max_length=18, num_beams=2, eos_token_id=[end, 17, 23], length_penalty=1.5),
    ]


def randomized(model, generator):
    """Weights that make differing tokens likely, exact in 16 bits; tables of sines stay."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if not parameter.requires_grad:
                continue
            is_norm = "norm" in name and name.endswith("weight")
            scale = 0.2 if is_norm or name.endswith("bias") else 0.5 if "embed" in name or "shared" in name else 1.6
            values = torch.randn(parameter.shape, generator=generator) * scale + (1.0 if is_norm else 0.0)
            parameter.copy_(values.half().float())
        for name, buffer in model.named_buffers():
            if name == "final_logits_bias":
                buffer.copy_((torch.randn(buffer.shape, generator=generator) * 0.7).half().float())
                buffer[0, model.config.eos_token_id] = 1.5


def batch(config, generator):
    ids = torch.full((len(LENGTHS), max(LENGTHS)), config.pad_token_id)
    mask = torch.zeros_like(ids)
    for row, length in enumerate(LENGTHS):
        ids[row, :length] = torch.randint(3, 57, (length,), generator=generator)
        mask[row, :length] = 1
    decoder_ids = torch.randint(3, 57, (len(LENGTHS), DECODED), generator=generator)
    decoder_ids[:, 0] = config.decoder_start_token_id
    return ids, mask, decoder_ids


def plain(model, ids, settings):
    """What is generated for each input, alone, filled up to 24 tokens."""
    rows = torch.full((len(LENGTHS), 24), model.config.pad_token_id)
    for row, length in enumerate(LENGTHS):
        answer = model.generate(
            input_ids=ids[row, :length].unsqueeze(0),
            do_sample=False,
            max_length=24,
            **settings,
        )[0]
        rows[row, : len(answer)] = answer
    return rows


def complete(model, settings):
    """The settings together with those that are published with the model."""
    published = {
        "decoder_start_token_id": model.config.decoder_start_token_id,
        "eos_token_id": model.config.eos_token_id,
        # Padding is never generated by published models; M2M100 would give it no position.
        "bad_words_ids": [[model.config.pad_token_id]],
    }
    if model.generation_config.forced_eos_token_id is not None:
        published["forced_eos_token_id"] = model.generation_config.forced_eos_token_id
    return published | settings


def generated(model, ids, length, settings):
    """All beams of one input, alone."""
    settings = dict(settings)
    prefix = settings.pop("prefix", [model.config.decoder_start_token_id])
    beams = settings.get("num_beams", 1)
    ends = settings["eos_token_id"]
    answer = model.generate(
        input_ids=ids[:length].unsqueeze(0),
        decoder_input_ids=torch.tensor([prefix]),
        do_sample=False,
        num_return_sequences=beams,
        return_dict_in_generate=True,
        output_scores=True,
        output_logits=True,
        **settings,
    )
    transitions = model.compute_transition_scores(
        answer.sequences, answer.scores, answer.beam_indices if beams > 1 else None, normalize_logits=beams == 1
    )
    sequences = []
    for row in range(beams):
        tokens = answer.sequences[row, len(prefix) :].tolist()
        for at, token in enumerate(tokens):
            if token in (ends if isinstance(ends, list) else [ends]):
                tokens = tokens[: at + 1]
                break
        logs = transitions[row, : len(tokens)].tolist()
        score = answer.sequences_scores[row].item() if beams > 1 else sum(logs)
        sequences.append(dict(tokens=tokens, score=round(score, 5)))
        if row == 0:
            sequences[0]["log_probabilities"] = [round(x, 4) for x in logs]
    return sequences


def main():
    for name, (kind, config, unnamed) in MODELS.items():
        generator = torch.Generator().manual_seed(SEEDS[name])
        model = kind(config).eval()
        randomized(model, generator)
        ids, mask, decoder_ids = batch(config, generator)
        folder = os.path.join(HERE, "bart", name)
        os.makedirs(folder, exist_ok=True)
        with torch.no_grad():
            states = model.get_encoder()(ids, mask).last_hidden_state
            logits = model(input_ids=ids, attention_mask=mask, decoder_input_ids=decoder_ids).logits
            greedy = plain(model, ids, dict(num_beams=1))
            beam = plain(model, ids, dict(num_beams=4, length_penalty=0.8))
            print(name, greedy.tolist(), beam.tolist())
            results = []
            for settings in (complete(model, case) for case in cases(config)):
                rows = [generated(model, ids[row], length, settings) for row, length in enumerate(LENGTHS)]
                results.append(dict(settings=settings, rows=rows))
                print(name, settings, [row[0]["tokens"] for row in rows])
        weights = {
            key: (value if "positions" in key and name == "marian" else value.half()).contiguous()
            for key, value in model.state_dict().items()
            if key not in unnamed
        }
        save_file({key: value.clone() for key, value in weights.items()}, os.path.join(folder, "model.safetensors"))
        expected = dict(
            input_ids=ids,
            attention_mask=mask,
            states=states,
            decoder_ids=decoder_ids,
            logits=logits,
            greedy=greedy,
            beam=beam,
        )
        save_file({k: v.contiguous() for k, v in expected.items()}, os.path.join(folder, "expected.safetensors"))
        published = config.to_diff_dict()
        published["architectures"] = [kind.__name__]
        # What the program needs is always said, whatever transformers' defaults are.
        for key in list(SHARED) + ["activation_function", "scale_embedding", "decoder_start_token_id", "eos_token_id"]:
            published[key] = getattr(config, key)
        with open(os.path.join(folder, "config.json"), "w") as file:
            json.dump(published, file, indent=2, sort_keys=True)
            file.write("\n")
        with open(os.path.join(folder, "generated.json"), "w") as file:
            file.write("[\n" + ",\n".join(json.dumps(r, separators=(",", ":")) for r in results) + "\n]\n")


if __name__ == "__main__":
    main()
