import { InferenceSession } from 'onnxruntime-node';
import { Graph } from './graph.ts';
import { modelBytes } from './model.ts';
import { runtimeOptions } from './runtime-options.ts';

/* A program: opens the least model on WebGPU, and writes why it cannot. */
const graph = new Graph();
graph.output('y', graph.input('x', [1]));
const reason = await InferenceSession.create(modelBytes(graph), runtimeOptions('webgpu', 1)).then(
  () => '',
  (error: Error) => error.message,
);
process.stdout.write(reason, () => process.exit(0));
