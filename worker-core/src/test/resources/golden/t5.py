"""Makes the fixtures of T5GoldenTest: tiny models with random weights, and what transformers computes with them.

Made with Python 3.11 and the versions in requirements.txt:

    python t5.py

For each model a folder in t5 with config.json, model.safetensors (16-bit floats, under the names of Hugging Face) and
expected.safetensors: inputs, hidden states, scores, generated tokens.
"""

import json
import os

import torch
from safetensors.torch import save_file
from transformers import MT5Config, MT5ForConditionalGeneration, T5Config, T5ForConditionalGeneration

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = dict(
    vocab_size=61,
    d_model=16,
    d_kv=6,
    num_heads=3,
    relative_attention_num_buckets=8,
    relative_attention_max_distance=20,
    layer_norm_epsilon=1e-6,
    dropout_rate=0.0,
    initializer_factor=1.0,
    pad_token_id=0,
    eos_token_id=1,
    decoder_start_token_id=0,
)
MODELS = {
    # The original: ReLU, scores from the embeddings.
    "t5": (
        T5ForConditionalGeneration,
        T5Config(**SHARED, d_ff=40, num_layers=2, feed_forward_proj="relu"),
        dict(seed=0, words=0.3),
    ),
    # T5 1.1, Flan-T5 and mT5: gated, scores from weights of their own; here with a decoder of another depth.
    "mt5": (
        MT5ForConditionalGeneration,
        MT5Config(
            **SHARED,
            d_ff=24,
            num_layers=1,
            num_decoder_layers=2,
            feed_forward_proj="gated-gelu",
            tie_word_embeddings=False,
        ),
        dict(seed=5, words=0.7),
    ),
}
# Longer than max_distance; the second and third are padded.
LENGTHS = [27, 9, 1]


def randomize(model, words, generator):
    """Weights that 16 bits hold exactly, of a size that makes generated tokens vary."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            values = torch.randn(parameter.shape, generator=generator)
            if "layer_norm" in name:
                values = 0.2 * values + 1
            else:
                values = (words if "shared" in name or "lm_head" in name else 0.5) * values
            parameter.copy_(values.half().float())


def main():
    for name, (kind, config, chosen) in MODELS.items():
        generator = torch.Generator().manual_seed(chosen["seed"])
        model = kind(config).eval()
        randomize(model, chosen["words"], generator)
        ids = torch.zeros(len(LENGTHS), max(LENGTHS), dtype=torch.long)
        mask = torch.zeros_like(ids)
        for row, length in enumerate(LENGTHS):
            ids[row, :length] = torch.randint(2, config.vocab_size, (length,), generator=generator)
            mask[row, :length] = 1
        decoder_ids = torch.randint(2, config.vocab_size, (len(LENGTHS), 26), generator=generator)
        decoder_ids[:, 0] = config.decoder_start_token_id
        with torch.no_grad():
            states = model.encoder(ids, mask).last_hidden_state
            logits = model(input_ids=ids, attention_mask=mask, decoder_input_ids=decoder_ids).logits
            choices = dict(input_ids=ids, attention_mask=mask, max_length=24)
            greedy = model.generate(**choices, do_sample=False, num_beams=1)
            beam = model.generate(**choices, do_sample=False, num_beams=4, length_penalty=0.8)
        folder = os.path.join(HERE, "t5", name)
        os.makedirs(folder, exist_ok=True)
        weights = {
            key: value.half().contiguous()
            for key, value in model.state_dict().items()
            if not key.endswith("embed_tokens.weight") and (key != "lm_head.weight" or not config.tie_word_embeddings)
        }
        save_file(weights, os.path.join(folder, "model.safetensors"))
        expected = dict(
            input_ids=ids,
            attention_mask=mask,
            states=states,
            decoder_ids=decoder_ids,
            logits=logits,
            greedy=greedy,
            beam=beam,
        )
        save_file({key: value.contiguous() for key, value in expected.items()}, os.path.join(folder, "expected.safetensors"))
        published = config.to_diff_dict()
        published["architectures"] = [kind.__name__]
        with open(os.path.join(folder, "config.json"), "w") as file:
            json.dump(published, file, indent=2, sort_keys=True)
            file.write("\n")


if __name__ == "__main__":
    main()
