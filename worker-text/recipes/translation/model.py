"""A Marian encoder-decoder in plain PyTorch that is fast in bfloat16 on CPU.

The same function as transformers' MarianMTModel with scale_embedding, static_position_embeddings, relu and tied
embeddings; export.py gives the parameters the names that Hugging Face uses. Attention is written out, since on short
sentences PyTorch's fused kernel takes seven times longer on CPU, and the loss never turns its scores into float.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

CHUNK = 256


def sines(rows, width):
    position = torch.arange(rows, dtype=torch.float64)[:, None]
    column = torch.arange(width // 2, dtype=torch.float64)[None, :]
    angle = position / torch.pow(10000.0, 2 * column / width)
    return torch.cat([torch.sin(angle), torch.cos(angle)], 1).float()


def linear(inputs, outputs, std):
    layer = nn.Linear(inputs, outputs)
    nn.init.normal_(layer.weight, std=std)
    nn.init.zeros_(layer.bias)
    return layer


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (linear(width, width, 0.8 * width**-0.5) for _ in range(3))
        self.out = linear(width, width, 0.7 * width**-0.5)

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def forward(self, x, memory, mask):
        query = self.split(self.query(x)) * (x.shape[2] // self.heads) ** -0.5
        scores = query @ self.split(self.key(memory)).transpose(2, 3)
        if mask is not None:
            scores = scores + mask
        y = scores.softmax(-1) @ self.split(self.value(memory))
        return self.out(y.transpose(1, 2).reshape(x.shape))


class Layer(nn.Module):
    def __init__(self, width, heads, inner, decoder):
        super().__init__()
        self.own = Attention(width, heads)
        self.own_norm = nn.LayerNorm(width)
        self.cross = Attention(width, heads) if decoder else None
        self.cross_norm = nn.LayerNorm(width) if decoder else None
        self.up = linear(width, inner, width**-0.5)
        self.down = linear(inner, width, 0.7 * inner**-0.5)
        self.norm = nn.LayerNorm(width)

    def forward(self, x, mask, memory=None, memory_mask=None):
        x = self.own_norm(x + self.own(x, x, mask))
        if self.cross is not None:
            x = self.cross_norm(x + self.cross(x, memory, memory_mask))
        return self.norm(x + self.down(F.relu(self.up(x))))


class SmoothedLoss(torch.autograd.Function):
    """Mean label-smoothed cross entropy of bfloat16 states, and the mean of the plain one.

    Unnormalised probabilities are all that is computed for every word of the vocabulary; what the smoothing and the
    normalisation do is the same for all words of a row, and is applied to the states and the sums of words instead.
    """

    @staticmethod
    def forward(ctx, states, words, labels, smoothing):
        rows, size = len(labels), words.shape[0]
        mean_word = words.sum(0, dtype=torch.float32) / size
        states_gradient = torch.empty_like(states)
        words_gradient = torch.zeros(words.shape, dtype=torch.float32)
        plain, smoothed = 0.0, 0.0
        for begin in range(0, rows, CHUNK):
            part = states[begin : begin + CHUNK]
            wanted = labels[begin : begin + CHUNK, None]
            scores = F.linear(part, words)
            right = scores.gather(1, wanted).float()
            powers = scores.exp_()
            norm = powers.sum(1, keepdim=True).float()
            right = norm.log() - right
            plain += right.sum()
            smoothed += (1 - smoothing) * right.sum()
            smoothed += smoothing * (norm.log().sum() - (part.float() @ mean_word).sum())
            powers.scatter_add_(1, wanted, ((smoothing - 1) * norm).to(torch.bfloat16))
            inverse = 1 / (norm * rows)
            states_gradient[begin : begin + CHUNK] = (powers @ words) * inverse - mean_word * (smoothing / rows)
            words_gradient += powers.t() @ (part * inverse).to(torch.bfloat16)
        words_gradient -= states.sum(0, dtype=torch.float32) * (smoothing / rows / size)
        ctx.save_for_backward(states_gradient, words_gradient.to(torch.bfloat16))
        return torch.stack([smoothed / rows, plain / rows])

    @staticmethod
    def backward(ctx, _):
        states, words = ctx.saved_tensors
        return states, words, None, None


class Marian(nn.Module):
    def __init__(self, vocabulary, width, heads, inner, encoder_layers, decoder_layers, positions=256):
        super().__init__()
        self.scale = math.sqrt(width)
        self.words = nn.Parameter(torch.randn(vocabulary, width) * width**-0.5)
        self.register_buffer("sines", sines(positions, width), persistent=False)
        self.encoder = nn.ModuleList([Layer(width, heads, inner, False) for _ in range(encoder_layers)])
        self.decoder = nn.ModuleList([Layer(width, heads, inner, True) for _ in range(decoder_layers)])

    def embedded(self, ids):
        return F.embedding(ids, self.words) * self.scale + self.sines[: ids.shape[1]]

    def forward(self, source, source_mask, target, labels, label_mask, smoothing):
        """The smoothed and the plain loss, means over the labels whose label_mask is set."""
        mask = None
        if not source_mask.all():
            mask = torch.zeros(source_mask.shape, dtype=self.words.dtype)
            mask = mask.masked_fill(~source_mask, -1e4)[:, None, None, :]
        # Padding is at the end, so that no token of the decoder sees any.
        length = target.shape[1]
        causal = torch.full((length, length), -1e4, dtype=self.words.dtype).triu(1)
        x = self.embedded(source)
        for layer in self.encoder:
            x = layer(x, mask)
        y = self.embedded(target)
        for layer in self.decoder:
            y = layer(y, causal, x, mask)
        return SmoothedLoss.apply(y[label_mask], self.words, labels[label_mask], smoothing)
