"""The network of src/loop/models/unet.ts with its training step in PyTorch, taken one at a time on demand.

Usage: train-torch.py MODE SIZE BATCH THREADS, MODE train or forward. Prints what it is as JSON, then for every line that
comes in one step's seconds, processor seconds, loss and the most memory ever resident, as JSON.
"""
import copy
import json
import math
import re
import sys
import time

import torch
from torch import nn
from torch.nn import functional

mode = sys.argv[1]
size, batch, threads = map(int, sys.argv[2:])
torch.set_num_threads(threads)
torch.manual_seed(1)

WIDTHS = (32, 64, 96, 128)
DEPTH = 2
EMBEDDING = 32


class Block(nn.Module):
    def __init__(self, inputs, width):
        super().__init__()
        self.skip = nn.Conv2d(inputs, width, 1) if inputs != width else nn.Identity()
        self.norm = nn.BatchNorm2d(inputs, eps=1e-3, momentum=0.01, affine=False)
        self.conv1 = nn.Conv2d(inputs, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x):
        return self.conv2(functional.silu(self.conv1(self.norm(x)))) + self.skip(x)


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, WIDTHS[0], 1)
        channels = WIDTHS[0] + EMBEDDING
        skips = []
        self.down, self.mid, self.up = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for width in WIDTHS[:-1]:
            for _ in range(DEPTH):
                self.down.append(Block(channels, width))
                skips.append(width)
                channels = width
        for _ in range(DEPTH):
            self.mid.append(Block(channels, WIDTHS[-1]))
            channels = WIDTHS[-1]
        for width in reversed(WIDTHS[:-1]):
            for _ in range(DEPTH):
                self.up.append(Block(channels + skips.pop(), width))
                channels = width
        self.head = nn.Conv2d(channels, 3, 1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)
        nn.init.zeros_(self.head.weight)
        frequencies = torch.exp(torch.linspace(0, math.log(1000), EMBEDDING // 2))
        self.register_buffer("turns", 2 * math.pi * frequencies)

    def forward(self, noisy, variance):
        angles = variance[:, None] * self.turns
        embedded = torch.cat([angles.sin(), angles.cos()], 1)[:, :, None, None].expand(-1, -1, size, size)
        x = torch.cat([self.stem(noisy), embedded], 1)
        skips = []
        for place, block in enumerate(self.down):
            x = block(x)
            skips.append(x)
            if place % DEPTH == DEPTH - 1:
                x = functional.avg_pool2d(x, 2)
        for block in self.mid:
            x = block(x)
        for place, block in enumerate(self.up):
            if place % DEPTH == 0:
                x = functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
            x = block(torch.cat([x, skips.pop()], 1))
        return self.head(x)


network = UNet()
images = torch.randn(4 * batch, 3, size, size)
noise = torch.randn(batch, 3, size, size)
rate = torch.rand(batch)
signal = torch.sqrt(1 - rate * rate)


def noisy_batch():
    seen = images[torch.arange(batch) * 3 % (4 * batch)]
    return seen * signal[:, None, None, None] + noise * rate[:, None, None, None]


average = copy.deepcopy(network)
optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=1e-4)


def train():
    optimiser.zero_grad(set_to_none=True)
    loss = functional.l1_loss(network(noisy_batch(), rate * rate), noise)
    loss.backward()
    optimiser.step()
    with torch.no_grad():
        for old, new in zip(average.state_dict().values(), network.state_dict().values()):
            if old.is_floating_point():
                old.lerp_(new, 0.001)
    return loss.item()


noisy = noisy_batch()


def forward():
    with torch.inference_mode():
        return network(noisy, rate * rate)[0, 0, 0, 0].item()


if mode == "forward":
    network.eval()
step = {"train": train, "forward": forward}[mode]
print(json.dumps({"version": f"torch {torch.__version__}"}), flush=True)
for _ in sys.stdin:
    start, used = time.perf_counter(), time.process_time()
    value = step()
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - start,
                "cpuSeconds": time.process_time() - used,
                "peakKilobytes": int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1]),
                "loss": value,
            }
        ),
        flush=True,
    )
