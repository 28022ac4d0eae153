"""python3 peer.py FOLDER THREADS: a workload trained with PyTorch on the processor, one line of steps at a time.

Reads the folder that ../../steps/prepare.ts writes, and speaks as ../serve-steps.ts does.
"""
import json
import math
import os
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

ANSWERS = 3


def read_stored(path):
    """The float32 tensors of a safetensors file, by name."""
    with open(path, "rb") as file:
        data = file.read()
    end = 8 + int.from_bytes(data[:8], "little")
    tensors = {}
    for name, entry in json.loads(data[8:end]).items():
        begin, stop = entry["data_offsets"]
        values = np.frombuffer(data[end + begin : end + stop], np.float32).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors


def copy_into(parameter, values):
    with torch.no_grad():
        parameter.copy_(values)


def dense(weights, name):
    """Thaw's kernel [inputs, units] is the transpose of PyTorch's weight [units, inputs]."""
    kernel = weights[name + ".kernel"]
    layer = nn.Linear(*kernel.shape)
    copy_into(layer.weight, kernel.t())
    copy_into(layer.bias, weights[name + ".bias"])
    return layer


def mlp(workload, weights):
    layers = []
    count = len(workload["widths"]) - 1
    for i in range(count):
        layers.append(dense(weights, f"layers.{i}"))
        if i < count - 1:
            layers.append(nn.ReLU())
    return nn.Sequential(*layers)


class Cnn(nn.Module):
    """Channels first, PyTorch's own layout, which is the fastest of its two here."""

    def __init__(self, workload, weights):
        super().__init__()
        first, second = workload["filters"]
        self.conv1 = nn.Conv2d(1, first, 3, padding="same")
        self.conv2 = nn.Conv2d(first, second, 3, padding="same")
        for layer, name in ((self.conv1, "layers.0"), (self.conv2, "layers.2")):
            copy_into(layer.weight, weights[name + ".kernel"].permute(3, 2, 0, 1))
            copy_into(layer.bias, weights[name + ".bias"])
        self.hidden = dense(weights, "layers.5")
        side = workload["size"] // 4
        rows = weights["layers.5.kernel"].reshape(side, side, second, -1).permute(3, 2, 0, 1)
        copy_into(self.hidden.weight, rows.reshape(rows.shape[0], -1))
        self.output = dense(weights, "layers.6")

    def forward(self, x):
        x = x.permute(0, 3, 1, 2)
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.output(F.relu(self.hidden(x.flatten(1))))


class Lstm(nn.Module):
    """nn.LSTM with the time first. Of its two biases one stays zero, since Thaw has their sum."""

    def __init__(self, workload, weights):
        super().__init__()
        self.embedding = nn.Embedding.from_pretrained(weights["embedding.embeddings"], freeze=False)
        self.lstm = nn.LSTM(workload["embedding"], workload["hidden"])
        cell = "recurrent.cell.cells.0."
        copy_into(self.lstm.weight_ih_l0, weights[cell + "kernel"].t())
        copy_into(self.lstm.weight_hh_l0, weights[cell + "recurrentKernel"].t())
        copy_into(self.lstm.bias_ih_l0, weights[cell + "bias"])
        copy_into(self.lstm.bias_hh_l0, torch.zeros_like(weights[cell + "bias"]))
        self.lstm.bias_hh_l0.requires_grad = False
        self.head = dense(weights, "head")

    def forward(self, ids):
        return self.head(self.lstm(self.embedding(ids))[0])


class Block(nn.Module):
    """Query, key and value by one product; where PyTorch has fused attention (2.x) it is used."""

    def __init__(self, workload, weights, name):
        super().__init__()
        self.heads = workload["heads"]
        width = workload["width"]
        self.norm1, self.norm2 = norm(weights, name + "attentionNorm"), norm(weights, name + "feedForwardNorm")
        self.qkv = nn.Linear(width, 3 * width)
        parts = [name + "attention." + part for part in ("query", "key", "value")]
        copy_into(self.qkv.weight, torch.cat([weights[part + ".kernel"].t() for part in parts]))
        copy_into(self.qkv.bias, torch.cat([weights[part + ".bias"] for part in parts]))
        self.output = dense(weights, name + "attention.output")
        self.up = dense(weights, name + "feedForward.hidden")
        self.down = dense(weights, name + "feedForward.output")

    def forward(self, x, mask):
        batch, time_, width = x.shape
        qkv = self.qkv(self.norm1(x)).view(batch, time_, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        if hasattr(F, "scaled_dot_product_attention"):
            seen = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            scores = q @ k.transpose(-2, -1) * (1 / math.sqrt(width // self.heads)) + mask
            seen = F.softmax(scores, dim=-1) @ v
        x = x + self.output(seen.transpose(1, 2).reshape(batch, time_, width))
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class Gpt(nn.Module):
    def __init__(self, workload, weights):
        super().__init__()
        self.tokens = nn.Embedding.from_pretrained(weights["tokens.embeddings"], freeze=False)
        self.positions = nn.Parameter(weights["positions.embeddings"])
        self.blocks = nn.ModuleList(Block(workload, weights, f"blocks.{i}.") for i in range(workload["layers"]))
        self.norm = norm(weights, "norm")
        context = workload["context"]
        self.mask = torch.full((context, context), -1e9).triu(1)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions
        for block in self.blocks:
            x = block(x, self.mask)
        return self.norm(x) @ self.tokens.weight.t()


def norm(weights, name):
    layer = nn.LayerNorm(weights[name + ".gamma"].shape[0], eps=1e-5)
    copy_into(layer.weight, weights[name + ".gamma"])
    copy_into(layer.bias, weights[name + ".beta"])
    return layer


def training(workload, settings, weights, batches):
    model = {"mlp": mlp, "cnn": Cnn, "lstm": Lstm, "gpt": Gpt}[workload["kind"]](workload, weights)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    beta1, beta2 = settings["beta1"], settings["beta2"]
    optimizer = torch.optim.Adam(parameters, lr=settings["learningRate"], betas=(beta1, beta2), foreach=True)
    inputs, targets = batches["inputs"], batches["targets"].long()
    if workload["kind"] in ("lstm", "gpt"):
        inputs = inputs.long()
    if workload["kind"] == "lstm":
        inputs = inputs.transpose(1, 2).contiguous()
        targets = targets.view(len(targets), workload["batch"], -1).transpose(1, 2).reshape(len(targets), -1)
    taken = 0

    def step():
        nonlocal taken
        i = taken % len(inputs)
        taken += 1
        # PyTorch adds epsilon to the corrected root, Keras and Thaw to the root itself: this makes them one.
        optimizer.param_groups[0]["eps"] = settings["epsilon"] / math.sqrt(1 - beta2**taken)
        optimizer.zero_grad(set_to_none=True)
        logits = model(inputs[i])
        loss = F.cross_entropy(logits.reshape(-1, logits.shape[-1]), targets[i].reshape(-1))
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def main():
    folder, threads = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(threads)
    with open(os.path.join(folder, "workload.json")) as file:
        given = json.load(file)
    workload = given["workload"]
    weights = read_stored(os.path.join(folder, "weights.safetensors"))
    if workload["kind"] == "matmul":
        step = lambda: (weights["a"] @ weights["b"])[0, 0].item()
    else:
        step = training(workload, given["adam"], weights, read_stored(os.path.join(folder, "batches.safetensors")))
    for line in sys.stdin:
        milliseconds, losses = [], []
        for _ in range(int(line)):
            begin = time.perf_counter()
            losses.append(step())
            milliseconds.append((time.perf_counter() - begin) * 1000)
        os.write(ANSWERS, (json.dumps({"milliseconds": milliseconds, "losses": losses}) + "\n").encode())


main()
