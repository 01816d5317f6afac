"""Makes the fixtures of BertGoldenTest: tiny models with random weights, and what transformers computes with them.

Made with Python 3.11 and the versions in requirements.txt:

    python bert.py

For each model a folder in bert/ with config.json, model.safetensors (16-bit floats, under the names of Hugging Face) and
expected.safetensors: inputs of different lengths, hidden states, vectors of both kinds of pooling, scores of the head.
"""

import json
import os

import torch
import transformers as hf
from safetensors.torch import save_file

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bert")
VOCABULARY = 32
POSITIONS = 16
LENGTHS = [9, 4, 1]
BERT = dict(
    vocab_size=VOCABULARY,
    hidden_size=8,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=12,
    max_position_embeddings=POSITIONS,
)
ROBERTA = dict(**BERT, type_vocab_size=1, layer_norm_eps=1e-5, pad_token_id=1)
DISTILBERT = dict(
    vocab_size=VOCABULARY, dim=8, n_layers=2, n_heads=2, hidden_dim=12, max_position_embeddings=POSITIONS
)
MODELS = {
    "bert": (hf.BertModel, hf.BertConfig(**BERT)),
    "bert-classify": (hf.BertForSequenceClassification, hf.BertConfig(**BERT, hidden_act="gelu_new", num_labels=3)),
    "bert-tag": (hf.BertForTokenClassification, hf.BertConfig(**BERT, hidden_act="relu", num_labels=5)),
    "distilbert": (hf.DistilBertModel, hf.DistilBertConfig(**DISTILBERT)),
    "distilbert-classify": (hf.DistilBertForSequenceClassification, hf.DistilBertConfig(**DISTILBERT)),
    "distilbert-tag": (hf.DistilBertForTokenClassification, hf.DistilBertConfig(**DISTILBERT, num_labels=4)),
    "roberta": (hf.RobertaModel, hf.RobertaConfig(**ROBERTA)),
    "roberta-classify": (hf.RobertaForSequenceClassification, hf.RobertaConfig(**ROBERTA, num_labels=3)),
    "roberta-tag": (hf.RobertaForTokenClassification, hf.RobertaConfig(**ROBERTA, num_labels=5)),
    "xlm-roberta-tag": (hf.XLMRobertaForTokenClassification, hf.XLMRobertaConfig(**ROBERTA, num_labels=3)),
}


def inputs(config):
    ids = torch.randint(3, VOCABULARY, (len(LENGTHS), max(LENGTHS)))
    mask = (torch.arange(max(LENGTHS)) < torch.tensor(LENGTHS)[:, None]).long()
    types = torch.randint(0, getattr(config, "type_vocab_size", 1), ids.shape) * mask
    return ids * mask + config.pad_token_id * (1 - mask), mask, types


def make(name, kind, config, seed):
    torch.manual_seed(seed)
    model = kind(config).eval()
    with torch.no_grad():
        for key, weight in model.named_parameters():
            weight.normal_(1.0 if "norm" in key.lower() and key.endswith("weight") else 0.0, 0.3)
    model = model.half()
    model.save_pretrained(os.path.join(HERE, name))
    model = model.float()
    ids, mask, types = inputs(config)
    arguments = dict(input_ids=ids, attention_mask=mask)
    if not isinstance(config, hf.DistilBertConfig):
        arguments["token_type_ids"] = types
    with torch.no_grad():
        encoder = getattr(model, model.base_model_prefix, model)
        states = encoder(**arguments).last_hidden_state
        weights = mask[:, :, None].float()
        expected = dict(
            input_ids=ids,
            attention_mask=mask,
            token_type_ids=types,
            hidden_states=states,
            mean=torch.nn.functional.normalize((states * weights).sum(1) / weights.sum(1)),
            cls=torch.nn.functional.normalize(states[:, 0]),
        )
        if encoder is not model:
            expected["logits"] = model(**arguments).logits
    save_file({key: value.contiguous() for key, value in expected.items()}, os.path.join(HERE, name, "expected.safetensors"))


for number, (folder, (kind, config)) in enumerate(MODELS.items()):
    make(folder, kind, config, number)
    path = os.path.join(HERE, folder, "config.json")
    with open(path) as file:
        text = json.load(file)
    text.pop("torch_dtype")
    with open(path, "w") as file:
        json.dump(text, file, indent=2)
        file.write("\n")
