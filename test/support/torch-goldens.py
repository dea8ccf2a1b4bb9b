"""Writes what PyTorch gives for src/loop/onnx: autograd/*.json, values and gradients of ops, and adamw.json.

Run with a Python that has torch:  python3 test/support/torch-goldens.py test/fixtures
A case has the name and the operand shapes it has in test/support/op-cases.ts. Its draws depend on its name alone.
"""

import json
import math
import pathlib
import sys
import zlib

import torch
import torch.nn.functional as F

families = {}
family = None


def normal(*shape):
    return torch.randn(*shape)


def positive(*shape):
    return torch.rand(*shape) * 1.5 + 0.5


def apart(*shape):
    size = math.prod(shape)
    return ((torch.randperm(size) - size // 2) * 0.1 - 0.05).reshape(shape)


def below(bound, *shape):
    return torch.randint(0, bound, shape)


def rounded(tensor):
    return [float(f'{value:.7g}') for value in tensor.detach().flatten().tolist()]


def case(name, operands, function):
    torch.manual_seed(zlib.crc32(name.encode()))
    operands = [make() for make in operands]
    leaves = [x.float().requires_grad_() if x.is_floating_point() else x for x in operands]
    y = function(*leaves)
    dy = torch.randn(y.shape)
    y.backward(dy)
    families.setdefault(family, []).append({
        'name': name,
        'operands': [{'shape': list(x.shape), 'values': rounded(x)} for x in leaves],
        'dy': rounded(dy),
        'y': {'shape': list(y.shape), 'values': rounded(y)},
        'gradients': [
            None if not x.is_floating_point() else rounded(x.grad if x.grad is not None else torch.zeros_like(x))
            for x in leaves
        ],
    })


def n(*shape):
    return lambda: normal(*shape)


def p(*shape):
    return lambda: positive(*shape)


def a(*shape):
    return lambda: apart(*shape)


def ids(bound, *shape):
    return lambda: below(bound, *shape)


family = 'arithmetic'
case('add, broadcast both ways', [n(3, 1, 2), n(4, 1)], lambda x, y: x + y)
case('sub, broadcast from a vector', [n(2, 3), n(3)], lambda x, y: x - y)
case('mul, broadcast from a column', [n(2, 3), n(2, 1)], lambda x, y: x * y)
case('mul, a tensor by itself', [n(5)], lambda x: x * x)
case('div, broadcast', [n(2, 3), p(3)], lambda x, y: x / y)
case('pow, both operands', [p(2, 3), n(3)], torch.pow)
case('pow, cube of any sign', [n(6)], lambda x: x**3)
case('maximum', [a(6), n(1)], lambda x, y: torch.maximum(x, y * 0))
case('neg', [n(4)], torch.neg)

family = 'functions'
case('exp', [n(4)], torch.exp)
case('log', [p(4)], torch.log)
case('sqrt', [p(4)], torch.sqrt)
case('tanh', [n(4)], torch.tanh)
case('sigmoid', [n(4)], torch.sigmoid)
case('sin', [n(4)], torch.sin)
case('cos', [n(4)], torch.cos)
case('erf', [n(4)], torch.erf)
case('abs', [a(6)], torch.abs)
case('relu', [a(6)], torch.relu)
case('silu', [n(6)], F.silu)
case('gelu', [n(6)], F.gelu)

family = 'layout'
case('reshape', [n(2, 6)], lambda x: x.reshape(3, 4))
case('expand', [n(2, 1)], lambda x: x.expand(3, 2, 4))
case('transpose', [n(2, 3, 4)], lambda x: x.permute(2, 0, 1))
case('concat', [n(2, 3), n(2, 1), n(2, 2)], lambda *xs: torch.cat(xs, 1))
case('slice, with steps', [n(7, 5)], lambda x: x[1:6:3, 0:4:2])
case('pad', [n(2, 3)], lambda x: F.pad(x, (2, 1)))

family = 'reductions'
case('sum, two axes', [n(2, 3, 4)], lambda x: x.sum((0, 2)))
case('sum, all', [n(2, 3)], torch.sum)
case('mean, axes kept', [n(2, 3, 4)], lambda x: x.mean((1, 2), keepdim=True))
case('max, one axis', [a(3, 4)], lambda x: x.amax(1))

family = 'matmul'
case('matmul', [n(3, 4), n(4, 2)], torch.matmul)
case('matmul, batches broadcast', [n(2, 1, 3, 4), n(3, 4, 2)], torch.matmul)
case('dense', [n(2, 3, 4), n(4, 5), n(5)], lambda x, w, b: x @ w + b)

family = 'conv'
case('conv, valid', [n(2, 2, 5, 4), n(3, 2, 3, 2), n(3)], F.conv2d)
case('conv, same', [n(2, 3, 4, 4), n(2, 3, 3, 3), n(2)], lambda x, w, b: F.conv2d(x, w, b, padding='same'))
case('conv, one pixel', [n(2, 3, 3, 3), n(4, 3, 1, 1)], F.conv2d)
case('conv, same, stride 2', [n(1, 2, 6, 5), n(3, 2, 3, 3)],
     lambda x, w: F.conv2d(F.pad(x, (1, 1, 0, 1)), w, stride=2))
case('conv, stride 2 leaves a rest', [n(1, 2, 6, 6), n(3, 2, 3, 3)], lambda x, w: F.conv2d(x, w, stride=2))
case('conv, stride 2 leaves a rest, groups', [n(1, 4, 6, 6), n(6, 2, 3, 3), n(6)],
     lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1, groups=2))
case('conv, depthwise', [n(2, 3, 4, 4), n(3, 1, 3, 3)], lambda x, w: F.conv2d(x, w, padding='same', groups=3))
case('convTranspose, stride 2', [n(1, 3, 3, 3), n(3, 2, 4, 4), n(2)],
     lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, padding=1))
case('convTranspose, output padding, groups', [n(1, 4, 3, 2), n(4, 1, 3, 3)],
     lambda x, w: F.conv_transpose2d(x, w, stride=2, padding=1, output_padding=(1, 0), groups=2))
case('convTranspose, stride 1', [n(2, 2, 3, 3), n(2, 3, 3, 3)], F.conv_transpose2d)

family = 'softmax'
case('softmax', [n(2, 5)], lambda x: x.softmax(-1))
case('softmax, first axis', [n(3, 2)], lambda x: x.softmax(0))
case('log softmax', [n(2, 5)], lambda x: x.log_softmax(-1))

family = 'normalize'
case('batch norm', [n(3, 2, 3, 3), n(2), n(2)],
     lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True, eps=1e-3))
case('batch norm by given moments', [n(2, 2, 2, 2), n(2), p(2), n(2), n(2)],
     lambda x, m, v, w, b: ((x - m[:, None, None]) / (v[:, None, None] + 1e-3).sqrt()) * w[:, None, None]
     + b[:, None, None])
case('group norm', [n(2, 4, 3, 2), n(4), n(4)], lambda x, w, b: F.group_norm(x, 2, w, b, eps=1e-5))
case('layer norm', [n(2, 3, 6), n(6), n(6)], lambda x, w, b: F.layer_norm(x, (6,), w, b, eps=1e-5))

family = 'images'
case('average pool', [n(2, 2, 4, 5)], lambda x: F.avg_pool2d(x, 2))
case('average pool, windows overlap', [n(1, 2, 5, 5)], lambda x: F.avg_pool2d(x, 3, stride=1))
case('max pool', [a(1, 2, 4, 5)], lambda x: F.max_pool2d(x, 2))
case('max pool, windows overlap', [a(1, 2, 5, 5)], lambda x: F.max_pool2d(x, 3, stride=2))
case('resize, nearest', [n(1, 2, 3, 2)], lambda x: F.interpolate(x, scale_factor=2, mode='nearest'))
case('resize, bilinear, larger', [n(1, 2, 3, 4)],
     lambda x: F.interpolate(x, size=(6, 8), mode='bilinear', align_corners=False))
case('resize, bilinear, smaller', [n(1, 2, 7, 6)],
     lambda x: F.interpolate(x, size=(3, 4), mode='bilinear', align_corners=False))

family = 'losses'
case('gather', [n(5, 3), ids(5, 2, 4)], lambda table, rows: F.embedding(rows, table))
case('mean absolute error', [a(3, 4), n(3, 4)], lambda x, t: F.l1_loss(x, t * 0))
case('mean squared error', [n(3, 4), n(3, 4)], F.mse_loss)
case('cross-entropy', [n(4, 5), ids(5, 4)], F.cross_entropy)
case('dropout', [n(3, 4), lambda: below(2, 3, 4).float()], lambda x, mask: x * mask / 0.75)

family = 'attention'


def attention(q, k, v, bias=0):
    return ((q @ k.transpose(-1, -2)) / math.sqrt(q.shape[-1]) + bias).softmax(-1) @ v


case('attention', [n(2, 3, 4), n(2, 5, 4), n(2, 5, 2)], attention)
case('attention, causal bias', [n(1, 3, 4), n(1, 3, 4), n(1, 3, 4), n(3, 3)], attention)


def optimiser(name, steps, clip=None, **settings):
    """Steps of torch.optim.AdamW on fed gradients, some of them tiny."""
    torch.manual_seed(20261124)
    theta = torch.randn(6).requires_grad_()
    adamw = torch.optim.AdamW([theta], **settings)
    start, gradients, path = rounded(theta), [], []
    for _ in range(steps):
        gradient = torch.randn(6) * torch.tensor([1, 1, 0.1, 1e-3, 1e-7, 10])
        gradients.append(rounded(gradient))
        theta.grad = gradient.clone()
        if clip is not None:
            torch.nn.utils.clip_grad_norm_([theta], clip)
        adamw.step()
        path.append(rounded(theta))
    return {'name': name, 'clip': clip, 'settings': settings, 'start': start, 'gradients': gradients, 'path': path}


def write(file, cases):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({'torch': torch.__version__, 'cases': cases}) + '\n')


folder = pathlib.Path(sys.argv[1])
for name, cases in families.items():
    write(folder / 'autograd' / f'{name}.json', cases)
write(folder / 'adamw.json', [
    optimiser('plain', 4, lr=1e-2, eps=1e-8, weight_decay=0.0),
    optimiser('weight decay', 4, lr=1e-2, eps=1e-6, weight_decay=0.3),
    optimiser('clipped, other betas', 4, clip=0.5, lr=3e-2, eps=1e-8, weight_decay=0.1, betas=(0.8, 0.99)),
])
