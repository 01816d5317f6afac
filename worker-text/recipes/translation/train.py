"""Trains one Marian model for English, German and French on CPU.

    python train.py WORK --minutes 80 [--resume]

WORK is what prepare.py wrote. The checkpoint is written to WORK/checkpoint.pt every few minutes and at the end. The
learning rate is constant after a short warm-up and falls to nothing in the last part of the time given, so that a run
on a slower machine ends as properly as one on a faster machine. Weight matrices are updated by Muon (Jordan et al.
2024), which needs about half the steps that Adam needs; everything else by Adam.
"""

import argparse
import math
import pathlib
import random
import re
import time

import numpy
import sentencepiece
import torch

from model import Marian

LANGUAGES = ("eng", "deu", "fra")
END, UNKNOWN, FIRST_PIECE = 0, 1, 2
MAX_TOKENS = 64
CONFIG = {"width": 256, "heads": 4, "inner": 1024, "encoder_layers": 3, "decoder_layers": 2}
NAME = re.compile(r"\b(Tom|Maria|Mary|Marie|Boston|John)\b")


class Vocabulary:
    """Ids as in an opus-mt vocab.json: </s>, <unk>, the pieces, the target languages, <pad>."""

    def __init__(self, path):
        self.pieces = sentencepiece.SentencePieceProcessor(model_file=str(path))
        self.languages = {name: self.pieces.get_piece_size() + 1 + i for i, name in enumerate(LANGUAGES)}
        self.pad = self.pieces.get_piece_size() + 1 + len(LANGUAGES)
        self.size = self.pad + 1

    def encode(self, texts):
        return [[piece + 1 for piece in ids] for ids in self.pieces.encode(texts, num_threads=2)]


def substitute(chance):
    """Something that stands in texts of users, and is the same in all languages."""
    letters = "".join(chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(chance.randint(3, 8)))
    number = str(chance.randint(1, 10 ** chance.randint(1, 5)))
    return chance.choice(
        [
            "{" + letters + "}",
            "{{" + letters + "}}",
            "{" + str(chance.randint(0, 9)) + "}",
            "%s",
            "%d",
            "<b>" + letters.capitalize() + "</b>",
            "https://" + letters + ".com/" + letters,
            letters + "@" + letters + ".org",
            letters.capitalize(),
            letters.upper(),
            number,
            number,
        ]
    )


def varied(source, target, chance):
    """A pair as a user might have written it."""
    roll = chance.random()
    if roll < 0.04:
        found, wanted = set(NAME.findall(source)), set(NAME.findall(target))
        if found and found == wanted:
            name = found.pop()
            other = substitute(chance)
            return re.sub(rf"\b{name}\b", lambda _: other, source), re.sub(rf"\b{name}\b", lambda _: other, target)
    elif roll < 0.06 and source[-1] in ".!?" and target[-1] in ".!?" and len(source) > 1 and len(target) > 1:
        return source[:-1].rstrip(), target[:-1].rstrip()
    elif roll < 0.07:
        return source.lower(), target
    return source, target


def epoch(pairs, vocabulary, chance):
    """All pairs in both directions, varied; some are two pairs of one direction joined."""
    examples = []
    for language, both in pairs.items():
        for into, swap in ((language, False), ("eng", True)):
            texts = [varied(*(pair[::-1] if swap else pair), chance) for pair in both]
            joined = chance.sample(range(len(texts)), len(texts) // 25)
            texts += [tuple(" ".join(s) for s in zip(texts[i], chance.choice(texts))) for i in joined]
            sources = vocabulary.encode([text[0] for text in texts])
            targets = vocabulary.encode([text[1] for text in texts])
            head = vocabulary.languages[into]
            examples += [([head] + s + [END], t + [END]) for s, t in zip(sources, targets)]
    return [e for e in examples if len(e[0]) <= MAX_TOKENS and len(e[1]) <= MAX_TOKENS]


def batches(examples, budget, chance):
    """Batches of examples of nearly equal lengths, of about budget tokens on the longer side, in any order."""
    chance.shuffle(examples)
    examples.sort(key=lambda e: (len(e[1]), len(e[0])))
    groups, group, longest = [], [], 0
    for example in examples:
        longest = max(longest, len(example[0]), len(example[1]))
        if group and longest * (len(group) + 1) > budget:
            groups.append(group)
            group, longest = [], max(len(example[0]), len(example[1]))
        group.append(example)
    groups.append(group)
    chance.shuffle(groups)
    return groups


def padded(rows, pad):
    table = numpy.full((len(rows), max(map(len, rows))), pad, dtype=numpy.int64)
    for i, row in enumerate(rows):
        table[i, : len(row)] = row
    return torch.from_numpy(table)


def loss_of(model, group, vocabulary, smoothing):
    source = padded([e[0] for e in group], vocabulary.pad)
    labels = padded([e[1] for e in group], vocabulary.pad)
    target = torch.cat([torch.full((len(group), 1), vocabulary.pad), labels[:, :-1]], 1)
    return model(source, source != vocabulary.pad, target, labels, labels != vocabulary.pad, smoothing)


def orthogonal(x):
    """About the orthogonal matrix nearest to each matrix of a batch, by five steps of Newton and Schulz."""
    flip = x.shape[1] > x.shape[2]
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    x = (x.transpose(1, 2).contiguous() if flip else x).to(torch.bfloat16)
    for _ in range(5):
        gram = x @ x.transpose(1, 2)
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=-4.7750, alpha=2.0315), x, beta=3.4445)
    return (x.transpose(1, 2) if flip else x).float()


class Optimizer:
    """Muon for the matrices of the layers and Adam for the rest, on float masters of the bfloat16 parameters."""

    def __init__(self, model):
        named = list(model.named_parameters())
        self.shapes = {}
        for name, p in named:
            if p.dim() == 2 and name != "words":
                self.shapes.setdefault(tuple(p.shape), []).append(p)
        matrices = {id(p) for group in self.shapes.values() for p in group}
        self.others = [p for _, p in named if id(p) not in matrices]
        self.state = {
            "masters": {s: torch.stack([p.detach().float() for p in ps]) for s, ps in self.shapes.items()},
            "momenta": {s: torch.zeros(len(ps), *s) for s, ps in self.shapes.items()},
            "others": [p.detach().float().clone() for p in self.others],
            "first": [torch.zeros(p.shape) for p in self.others],
            "second": [torch.zeros(p.shape) for p in self.others],
        }

    @torch.no_grad()
    def step(self, number, muon_rate, adam_rate):
        state = self.state
        for shape, parameters in self.shapes.items():
            gradient = torch.stack([p.grad for p in parameters]).float()
            momentum = state["momenta"][shape].mul_(0.95).add_(gradient)
            update = orthogonal(gradient.add_(momentum, alpha=0.95))
            masters = state["masters"][shape].mul_(1 - 0.01 * muon_rate)
            masters.add_(update, alpha=-muon_rate * 0.2 * math.sqrt(max(shape)))
            for parameter, master in zip(parameters, masters):
                parameter.copy_(master)
        for i, parameter in enumerate(self.others):
            gradient = parameter.grad.float()
            first = state["first"][i].lerp_(gradient, 0.1)
            second = state["second"][i].mul_(0.98).addcmul_(gradient, gradient, value=0.02)
            scale = (second / (1 - 0.98**number)).sqrt_().add_(1e-9)
            state["others"][i].addcdiv_(first, scale, value=-adam_rate / (1 - 0.9**number))
            parameter.copy_(state["others"][i])

    def load(self, state):
        self.state = state
        with torch.no_grad():
            for shape, parameters in self.shapes.items():
                for parameter, master in zip(parameters, state["masters"][shape]):
                    parameter.copy_(master)
            for parameter, master in zip(self.others, state["others"]):
                parameter.copy_(master)


def float_weights(model, optimizer):
    weights = {}
    masters = {}
    for shape, parameters in optimizer.shapes.items():
        masters.update({id(p): m for p, m in zip(parameters, optimizer.state["masters"][shape])})
    masters.update({id(p): m for p, m in zip(optimizer.others, optimizer.state["others"])})
    for name, parameter in model.named_parameters():
        weights[name] = masters[id(parameter)].clone()
    return weights


def pairs_of(work, name):
    pairs = {}
    for language in LANGUAGES[1:]:
        lines = (work / f"{name}.{language}.tsv").read_text(encoding="utf-8").splitlines()
        pairs[language] = [tuple(line.split("\t")) for line in lines]
    return pairs


def dev_batches(work, vocabulary):
    examples = {}
    for language, pairs in pairs_of(work, "dev").items():
        for into, swap in ((language, False), ("eng", True)):
            both = [pair[::-1] if swap else pair for pair in pairs]
            sources = vocabulary.encode([pair[0] for pair in both])
            targets = vocabulary.encode([pair[1] for pair in both])
            head = [vocabulary.languages[into]]
            group = [(head + s + [END], t + [END]) for s, t in zip(sources, targets)]
            examples[f"{language}>{into}" if swap else f"eng>{into}"] = batches(group, 4000, random.Random(1))
    return examples


@torch.no_grad()
def dev_loss(model, groups, vocabulary):
    losses = {}
    for direction, parts in groups.items():
        sums = [(loss_of(model, part, vocabulary, 0.0)[1].item(), sum(len(e[1]) for e in part)) for part in parts]
        losses[direction] = round(sum(a * b for a, b in sums) / sum(b for _, b in sums), 3)
    return losses


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--minutes", type=float, required=True, help="time of training in all, runs before included")
    parser.add_argument("--decay", type=float, default=0.5, help="part of the time in which the rate falls")
    parser.add_argument("--tokens", type=int, default=4000, help="tokens of a batch")
    parser.add_argument("--muon", type=float, default=4e-3)
    parser.add_argument("--adam", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--name", default="checkpoint")
    parser.add_argument("--resume", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(7)
    vocabulary = Vocabulary(options.work / "spm.model")
    model = Marian(vocabulary.size, **CONFIG).to(torch.bfloat16)
    optimizer = Optimizer(model)
    print(sum(p.numel() for p in model.parameters()), "parameters", flush=True)
    path = options.work / f"{options.name}.pt"
    number, spent, seen, rounds = 0, 0.0, 0, 0
    if options.resume:
        saved = torch.load(path)
        optimizer.load(saved["optimizer"])
        number, spent, seen, rounds = saved["number"], saved["spent"], saved["seen"], saved["rounds"]
    pairs = pairs_of(options.work, "train")
    dev = dev_batches(options.work, vocabulary)
    limit = options.minutes * 60
    begun = time.monotonic() - spent
    saved_at = reported_at = time.monotonic()
    window = []

    def save():
        temporary = path.with_suffix(".tmp")
        kept = {"optimizer": optimizer.state, "weights": float_weights(model, optimizer), "config": CONFIG}
        torch.save({**kept, "number": number, "spent": spent, "seen": seen, "rounds": rounds}, temporary)
        temporary.replace(path)

    while spent < limit:
        rounds += 1
        chance = random.Random(rounds if not options.resume else 1000 * number + rounds)
        for group in batches(epoch(pairs, vocabulary, chance), options.tokens, chance):
            spent = time.monotonic() - begun
            if spent >= limit:
                break
            rate = min(1.0, (number + 1) / 200) * min(1.0, (1 - spent / limit) / options.decay)
            number += 1
            smoothed, plain = loss_of(model, group, vocabulary, 0.1)
            smoothed.backward()
            optimizer.step(number, options.muon * rate, options.adam * rate)
            model.zero_grad(set_to_none=True)
            seen += len(group)
            window.append(plain.item())
            now = time.monotonic()
            if number % 100 == 0 or number == 10:
                text = f"step {number} rate {rate:.3f} loss {sum(window) / len(window):.3f} examples {seen}"
                text += f" in {spent:.0f} s, {(now - reported_at) / len(window):.2f} s/step"
                if number % 200 == 0:
                    text += f" dev {dev_loss(model, dev, vocabulary)}"
                print(text, flush=True)
                window, reported_at = [], time.monotonic()
            if now - saved_at > 180:
                save()
                saved_at = time.monotonic()
        print("epoch", rounds, "ended", flush=True)
    save()
    print("dev", dev_loss(model, dev, vocabulary), "examples", seen, "steps", number)


if __name__ == "__main__":
    main()
