"""Writes what PyTorch's autograd gives for src/loop/models/conditional-unet.ts: the loss, and of the gradient by each
parameter its length and one projection.

Run with a Python that has torch:  python3 test/support/torch-conditional-unet.py > test/fixtures/conditional-unet.json
All values come from a formula over names and places, which test/integration/loop/models/conditional-unet-autograd.test.ts has too.
"""

import json
import math
import sys

import torch
import torch.nn.functional as F

config = {
    'size': 8, 'channels': 3, 'widths': [4, 8], 'depth': 1, 'embedding': 4, 'groups': 2, 'heads': 2, 'attentionSize': 8,
    'conditionWidth': 6, 'text': {'vocabulary': 7, 'length': 4, 'width': 6},
}
captions = [[1, 5, 2, 0], [0, 0, 0, 0], [1, 4, 6, 2]]
variance = [0.1, 0.5, 0.9]
parameters = {}


def values(name, shape):
    key = sum((place + 1) * ord(letter) for place, letter in enumerate(name))
    numbers = [math.sin(12.9898 * i + 78.233 * key) * 43758.5453 for i in range(math.prod(shape))]
    return torch.tensor([2 * (x - math.floor(x)) - 1 for x in numbers], dtype=torch.float64).float().reshape(shape)


def parameter(name, *shape):
    offset = 1 if name.endswith('/scale') else 0
    parameters[name] = (values(name, shape) * 0.5 + offset).requires_grad_()
    return parameters[name]


def dense(name, x, out):
    return x @ parameter(f'{name}/kernel', x.shape[-1], out) + parameter(f'{name}/bias', out)


def conv(name, x, out, kernel):
    w, b = parameter(f'{name}/kernel', out, x.shape[1], kernel, kernel), parameter(f'{name}/bias', out)
    return F.conv2d(x, w, b, padding=kernel // 2)


def group_norm(name, x):
    c = x.shape[1]
    return F.group_norm(x, config['groups'], parameter(f'{name}/scale', c), parameter(f'{name}/shift', c), 1e-5)


def layer_norm(name, x):
    c = x.shape[-1]
    return F.layer_norm(x, [c], parameter(f'{name}/scale', c), parameter(f'{name}/shift', c), 1e-5)


def attention(name, x, context, hidden=None):
    """Heads are parts of the width, one after the other."""
    heads, width = config['heads'], x.shape[-1]
    q, k, v = (
        (source @ parameter(f'{name}/{to}', source.shape[-1], width)).unflatten(-1, (heads, width // heads))
        for to, source in (('query', x), ('key', context), ('value', context))
    )
    scores = torch.einsum('nqhd,nkhd->nhqk', q, k) / math.sqrt(width // heads)
    if hidden is not None:
        scores = scores.masked_fill(hidden[:, None, None, :], -math.inf)
    return dense(f'{name}/output', torch.einsum('nhqk,nkhd->nqhd', scores.softmax(-1), v).flatten(-2), width)


def pixels(x):
    return x.flatten(2).transpose(1, 2)


def block(name, x, out, vector, tokens, hidden):
    skip = x if x.shape[1] == out else conv(f'{name}/skip', x, out, 1)
    y = conv(f'{name}/conv1', F.silu(group_norm(f'{name}/norm1', x)), out, 3)
    y = y + dense(f'{name}/condition', vector, out)[:, :, None, None]
    y = conv(f'{name}/conv2', F.silu(group_norm(f'{name}/norm2', y)), out, 3) + skip
    shape = y.shape
    if shape[-1] == config['size'] // 2 ** (len(config['widths']) - 1):
        normal = layer_norm(f'{name}/around-norm', pixels(y))
        y = y + attention(f'{name}/around', normal, normal).transpose(1, 2).reshape(shape)
    if shape[-1] <= config['attentionSize']:
        normal = layer_norm(f'{name}/caption-norm', pixels(y))
        y = y + attention(f'{name}/caption', normal, tokens, hidden).transpose(1, 2).reshape(shape)
    return y


def network(noisy, variance, ids):
    text, widths, told = config['text'], config['widths'], config['conditionWidth']
    tokens = F.embedding(ids, parameter('text/words', text['vocabulary'], text['width']))
    tokens = layer_norm('text/norm', tokens + parameter('text/places', text['length'], text['width']))
    hidden = ids == 0
    hidden[:, 0] = False
    mean = tokens.masked_fill(hidden[:, :, None], 0).sum(1) / (~hidden).sum(1, keepdim=True)
    half = config['embedding'] // 2
    angles = 2 * math.pi * torch.logspace(0, 3, half, dtype=torch.float64) * variance[:, None]
    level = torch.cat([angles.sin(), angles.cos()], 1).float()
    level = dense('condition/level2', F.silu(dense('condition/level1', level, told)), told)
    given = (F.silu(level + dense('condition/caption', mean, told)), tokens, hidden)

    x, skips = conv('stem', noisy, widths[0], 3), []
    for level, width in enumerate(widths[:-1]):
        for i in range(config['depth']):
            x = block(f'down{level}-{i}', x, width, *given)
            skips.append(x)
        x = F.avg_pool2d(x, 2)
    for i in range(config['depth']):
        x = block(f'mid-{i}', x, widths[-1], *given)
    for level, width in reversed(list(enumerate(widths[:-1]))):
        x = F.interpolate(x, scale_factor=2, mode='bilinear', align_corners=False)
        for i in range(config['depth']):
            x = block(f'up{level}-{i}', torch.cat([x, skips.pop()], 1), width, *given)
    return conv('head', F.silu(group_norm('head/norm', x)), config['channels'], 3)


shape = (len(captions), config['channels'], config['size'], config['size'])
predicted = network(values('noisy', shape), torch.tensor(variance, dtype=torch.float64), torch.tensor(captions))
loss = F.mse_loss(predicted, values('noise', shape))
loss.backward()
gradients = {
    name: {
        'length': float(f'{p.grad.norm():.6g}'),
        'projection': float(f'{(p.grad * values("along " + name, p.shape)).sum():.6g}'),
    }
    for name, p in sorted(parameters.items())
}
golden = {
    'torch': torch.__version__, 'config': config, 'captions': captions, 'variance': variance,
    'loss': float(f'{loss:.7g}'), 'gradients': gradients,
}
json.dump(golden, sys.stdout)
print()
