import { setTimeout } from 'node:timers/promises';
import { Graph } from '../../src/loop/onnx/graph.ts';
import { modelBytes } from '../../src/loop/onnx/model.ts';
import { mul } from '../../src/loop/onnx/ops/arithmetic.ts';
import { matmul } from '../../src/loop/onnx/ops/matmul.ts';
import { openSession } from '../../src/loop/onnx/session.ts';

/* A program: ends itself with code 3 in the midst of a run, while another one waits. */
const graph = new Graph();
const x = graph.input('x', [384, 384]);
const zeros = mul(x, 0);
let y = zeros;
for (let time = 0; time < 200; time++) y = matmul(y, zeros);
graph.output('y', y);
const session = await openSession(modelBytes(graph), { providers: ['cpu'], threads: 1 });
const inputs = { x: { shape: [384, 384], values: new Float32Array(384 ** 2) } };
void Promise.all([session.run(inputs), session.run(inputs)]);
await setTimeout(50);
process.exit(3);
