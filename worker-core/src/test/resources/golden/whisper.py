"""Makes the fixtures of WhisperGoldenTest: tiny models with random weights, and what transformers computes with them.

Made with Python 3.11 and the versions in requirements.txt:

    python whisper.py

For each model a folder with config.json, model.safetensors (16-bit floats, under the names of Hugging Face) and
expected.safetensors: samples, the first frames of their log-mel spectrogram, hidden states, scores, the
attention of the first tokens to the signal, generated tokens.
"""

import json
import os

import torch
from safetensors.torch import save_file
from transformers import GenerationMixin, WhisperConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration

HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS = 1
FRAMES = 11
ATTENDING = 5
CONVOLUTION = "model.encoder.conv1.weight"
WORDS = "model.decoder.embed_tokens.weight"
POSITIONS = "model.decoder.embed_positions.weight"
SHARED = dict(
    vocab_size=61,
    d_model=16,
    max_source_positions=50 * SECONDS,
    max_target_positions=32,
    pad_token_id=0,
    bos_token_id=1,
    eos_token_id=1,
    decoder_start_token_id=2,
    suppress_tokens=None,
    begin_suppress_tokens=None,
    dropout=0.0,
)
MODELS = {
    "mel80": (
        WhisperConfig(
            **SHARED,
            num_mel_bins=80,
            encoder_layers=2,
            encoder_attention_heads=4,
            encoder_ffn_dim=24,
            decoder_layers=1,
            decoder_attention_heads=2,
            decoder_ffn_dim=40,
        ),
        [(0, 0), (0, 1)],
        0,
        {WORDS: 0.4, POSITIONS: 1.0, "other": 0.7},
    ),
    # As large-v3-turbo: more bands, more layers in one half than in the other.
    "mel128": (
        WhisperConfig(
            **SHARED,
            num_mel_bins=128,
            encoder_layers=1,
            encoder_attention_heads=2,
            encoder_ffn_dim=24,
            decoder_layers=2,
            decoder_attention_heads=4,
            decoder_ffn_dim=24,
        ),
        [(0, 2), (1, 0), (1, 3)],
        4,
        {WORDS: 0.2, POSITIONS: 0.4, "other": 0.4},
    ),
}


def randomize(model, scales, generator):
    """Weights that 16 bits hold exactly, of a size that makes generated tokens vary."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            values = torch.randn(parameter.shape, generator=generator)
            if "layer_norm.weight" in name:
                values = 0.2 * values + 1
            else:
                values = scales.get(name, scales["other"]) * values
            parameter.copy_(values.half().float())


def signals(generator):
    """A loud one that ends before the others, and a quiet one."""
    time = torch.arange(1600) / 16000
    loud = torch.sin(2 * torch.pi * (300 + 4000 * time) * time) * 0.5 + 0.05 * torch.randn(1600, generator=generator)
    loud[1000:] = 0
    quiet = 0.003 * torch.randn(1600, generator=generator)
    return torch.stack([loud, quiet]).float()


def main():
    for name, (config, aligned, seed, scales) in MODELS.items():
        generator = torch.Generator().manual_seed(seed)
        model = WhisperForConditionalGeneration._from_config(config, attn_implementation="eager").eval()
        randomize(model, {CONVOLUTION: 0.1, **scales}, generator)
        samples = signals(generator)
        extractor = WhisperFeatureExtractor(feature_size=config.num_mel_bins, chunk_length=SECONDS)
        features = extractor(list(samples.numpy()), sampling_rate=16000, return_tensors="pt").input_features
        decoder_ids = torch.randint(3, config.vocab_size, (len(samples), 20), generator=generator)
        decoder_ids[:, 0] = config.decoder_start_token_id
        with torch.no_grad():
            states = model.model.encoder(features).last_hidden_state
            answer = model(features, decoder_input_ids=decoder_ids, output_attentions=True)
            attention = torch.stack([answer.cross_attentions[layer][:, head] for layer, head in aligned], 1)
            # Not Whisper's own generate, which adds rules for timestamps.
            choices = dict(inputs=features, max_length=24, do_sample=False)
            greedy = GenerationMixin.generate(model, **choices, num_beams=1)
            beam = GenerationMixin.generate(model, **choices, num_beams=4, length_penalty=0.8)
        folder = os.path.join(HERE, "whisper", name)
        os.makedirs(folder, exist_ok=True)
        weights = {
            key: value.half().contiguous() for key, value in model.state_dict().items() if key != "proj_out.weight"
        }
        save_file(weights, os.path.join(folder, "model.safetensors"))
        expected = dict(
            samples=samples,
            mel=features[:, :, :FRAMES],
            states=states,
            decoder_ids=decoder_ids,
            logits=answer.logits,
            attention=attention[:, :, :ATTENDING],
            greedy=greedy,
            beam=beam,
        )
        save_file(
            {key: value.contiguous() for key, value in expected.items()}, os.path.join(folder, "expected.safetensors")
        )
        published = config.to_diff_dict()
        published["architectures"] = ["WhisperForConditionalGeneration"]
        # As in a generation_config.json; all heads of the later half of the layers are what is taken without it.
        if len(aligned) == 3:
            published["alignment_heads"] = aligned
        with open(os.path.join(folder, "config.json"), "w") as file:
            json.dump(published, file, indent=2, sort_keys=True)
            file.write("\n")


if __name__ == "__main__":
    main()
