"""Trains the U-Net of src/loop/models/unet.ts with PyTorch: autograd, and AdamW with its epsilon where Keras has it.

Reads a safetensors file from stdin, as torch-unet.ts writes it; writes float32 to stdout: the loss of each step, the
gradient of the first step, the parameters and the running statistics after the last.
"""

import json
import sys

import numpy
import torch
import torch.nn.functional as F

torch.set_num_threads(2)
data = sys.stdin.buffer.read()
length = int.from_bytes(data[:8], 'little')
header = json.loads(data[8:8 + length])
problem = {key: json.loads(value) for key, value in header.pop('__metadata__').items()}


def tensor(name):
    entry = header[name]
    start, end = (8 + length + offset for offset in entry['data_offsets'])
    dtype = {'F32': numpy.float32, 'I32': numpy.int32}[entry['dtype']]
    return torch.from_numpy(numpy.frombuffer(data[start:end], dtype).copy()).reshape(entry['shape'])


config = problem['config']
widths, depth, size = config['widths'], config['depth'], config['size']
parameters = {name: tensor(name).requires_grad_() for name in problem['parameters']}
statistics = {name: tensor(name) for name in problem['statistics']}


def conv(name, x):
    kernel = parameters[f'{name}/kernel']
    return F.conv2d(x, kernel, parameters[f'{name}/bias'], padding=kernel.shape[-1] // 2)


def norm(name, x):
    moments = {'mean': x.mean((0, 2, 3)), 'variance': x.var((0, 2, 3), unbiased=False)}
    for kind, moment in moments.items():
        statistics[f'{name}/{kind}'].mul_(0.99).add_(moment.detach(), alpha=0.01)
    return F.batch_norm(x, None, None, training=True, eps=1e-3)


def block(name, x):
    skip = conv(f'{name}/skip', x) if f'{name}/skip/kernel' in parameters else x
    hidden = F.silu(conv(f'{name}/conv1', norm(f'{name}/norm', x)))
    return conv(f'{name}/conv2', hidden) + skip


def unet(noisy, variance):
    half = config['embedding'] // 2
    frequencies = torch.exp(torch.linspace(0, numpy.log(1000.0), half, dtype=torch.float64))
    angles = 2 * numpy.pi * frequencies * variance.double()[:, None]
    embedded = torch.cat([angles.sin(), angles.cos()], 1).float()[:, :, None, None]
    x = torch.cat([conv('stem', noisy), F.interpolate(embedded, size=(size, size), mode='nearest')], 1)
    skips = []
    for level in range(len(widths) - 1):
        for i in range(depth):
            x = block(f'down{level}-{i}', x)
            skips.append(x)
        x = F.avg_pool2d(x, 2)
    for i in range(depth):
        x = block(f'mid-{i}', x)
    for level in reversed(range(len(widths) - 1)):
        x = F.interpolate(x, scale_factor=2, mode='bilinear', align_corners=False)
        for i in range(depth):
            x = block(f'up{level}-{i}', torch.cat([x, skips.pop()], 1))
    return conv('head', x)


def loss_of(step):
    images = tensor('images').reshape(-1, config['channels'], size, size)[tensor(f'{step}/indices').long()]
    signal, rate = (tensor(f'{step}/{name}') for name in ('signalRates', 'noiseRates'))
    noise = tensor(f'{step}/noise').reshape(images.shape)
    noisy = images * signal[:, None, None, None] + noise * rate[:, None, None, None]
    return F.l1_loss(unet(noisy, rate * rate), noise)


def flat(tensors):
    return torch.cat([x.detach().reshape(-1) for x in tensors])


optimiser = problem['optimiser']
first = [torch.zeros_like(p) for p in parameters.values()]
second = [torch.zeros_like(p) for p in parameters.values()]
losses, gradient = [], None
for step in range(problem['steps']):
    loss = loss_of(step)
    gradients = torch.autograd.grad(loss, list(parameters.values()))
    losses.append(loss.detach().reshape(1))
    gradient = flat(gradients) if gradient is None else gradient
    rate = optimiser['learningRate'] * (1 - 0.999 ** (step + 1)) ** 0.5 / (1 - 0.9 ** (step + 1))
    with torch.no_grad():
        for p, g, m, v in zip(parameters.values(), gradients, first, second):
            m.mul_(0.9).add_(g, alpha=0.1)
            v.mul_(0.999).addcmul_(g, g, value=0.001)
            p.mul_(1 - optimiser['learningRate'] * optimiser['weightDecay'])
            p.sub_(rate * m / (v.sqrt() + optimiser['epsilon']))
answer = torch.cat([*losses, gradient, flat(parameters.values()), flat(statistics.values())])
sys.stdout.buffer.write(answer.numpy().astype('<f4').tobytes())
