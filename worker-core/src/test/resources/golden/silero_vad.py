"""Makes the fixture of SileroVadTest: what the published model computes, with seeded weights and with its own.

Made with Python 3.11 and the versions in requirements.txt from silero_vad.jit (sha256 e1122837...),
silero_vad_16k.safetensors and jfk.wav of the test data:

    AIW_CORPUS_DIR=... python silero_vad.py

silero_vad/expected.safetensors holds probabilities of speech: "seeded" with weights and samples of the generator below,
"jit" and "safetensors" of jfk.wav with the weights of these two files, which are of two trainings.
"""

import os
import wave

import numpy
import torch
from safetensors.torch import load_file, save_file

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.environ["AIW_CORPUS_DIR"]
MODELS = os.path.join(CORPUS, "models", "silero-vad")
# Names in the safetensors file and in the program, and how large the seeded weights are.
TENSORS = [
    ("stft_conv.weight", "stft.forward_basis_buffer", 0.2),
    ("conv1.weight", "encoder.0.reparam_conv.weight", 0.25),
    ("conv1.bias", "encoder.0.reparam_conv.bias", 0.1),
    ("conv2.weight", "encoder.1.reparam_conv.weight", 0.25),
    ("conv2.bias", "encoder.1.reparam_conv.bias", 0.1),
    ("conv3.weight", "encoder.2.reparam_conv.weight", 0.25),
    ("conv3.bias", "encoder.2.reparam_conv.bias", 0.1),
    ("conv4.weight", "encoder.3.reparam_conv.weight", 0.25),
    ("conv4.bias", "encoder.3.reparam_conv.bias", 0.1),
    ("lstm_cell.weight_ih", "decoder.rnn.weight_ih", 0.3),
    ("lstm_cell.weight_hh", "decoder.rnn.weight_hh", 0.3),
    ("lstm_cell.bias_ih", "decoder.rnn.bias_ih", 0.2),
    ("lstm_cell.bias_hh", "decoder.rnn.bias_hh", 0.2),
    ("final_conv.weight", "decoder.decoder.2.weight", 1.0),
    ("final_conv.bias", "decoder.decoder.2.bias", 0.5),
]


class Generator:
    """A linear congruential generator, so that another language makes the same numbers."""

    def __init__(self, seed):
        self.state = seed

    def values(self, shape, scale):
        values = numpy.empty(int(numpy.prod(shape)))
        for i in range(len(values)):
            self.state = (1103515245 * self.state + 12345) % 2**31
            values[i] = (self.state / 2**30 - 1) * scale
        return torch.from_numpy(values.astype(numpy.float32)).reshape(shape)


def published(weights):
    model = torch.jit.load(os.path.join(MODELS, "silero_vad.jit"))
    tensors = model.state_dict()
    for name, inside, scale in TENSORS:
        tensor = tensors["_model." + inside]
        tensor.copy_(weights(name, tensor.shape, scale, tensor))
    return model


def speech():
    with wave.open(os.path.join(CORPUS, "speech", "whisper_android", "jfk.wav")) as file:
        samples = numpy.frombuffer(file.readframes(file.getnframes()), "<i2")
    return torch.from_numpy(samples.astype(numpy.float32) / 32768)[None]


def main():
    generator = Generator(1)
    seeded = published(lambda name, shape, scale, own: generator.values(shape, scale))
    samples = generator.values([2, 4700], 1)
    stored = load_file(os.path.join(MODELS, "silero_vad_16k.safetensors"))
    with torch.no_grad():
        expected = dict(
            seeded=seeded.audio_forward(samples, 16000),
            jit=published(lambda name, shape, scale, own: own.clone()).audio_forward(speech(), 16000),
            safetensors=published(lambda name, shape, scale, own: stored[name]).audio_forward(speech(), 16000),
        )
    save_file(
        {key: value.contiguous() for key, value in expected.items()},
        os.path.join(HERE, "silero_vad", "expected.safetensors"),
    )


if __name__ == "__main__":
    main()
