import type { Rng } from '../../src/core/rng.ts';
import { batchNormLayer, convLayer, denseLayer } from '../../src/loop/models/layers.ts';
import type { Scope } from '../../src/loop/models/scope.ts';
import type { Trainable } from '../../src/loop/models/training.ts';
import type { Tensor } from '../../src/loop/onnx/graph.ts';
import { silu } from '../../src/loop/onnx/ops/activations.ts';
import { reshape } from '../../src/loop/onnx/ops/broadcast.ts';
import { gather } from '../../src/loop/onnx/ops/gather.ts';
import { crossEntropy } from '../../src/loop/onnx/ops/losses.ts';
import { mean } from '../../src/loop/onnx/ops/reduce.ts';

export const STRIPES_BATCH = 8;
const COUNT = 32;
const SIZE = 6;

/** Logits [n, 2]: which way do an image's stripes run? */
export function stripesNetwork(scope: Scope, images: Tensor): Tensor {
  const features = silu(batchNormLayer(scope, 'norm', convLayer(scope, 'conv', images, { out: 4, kernel: 3 })));
  return denseLayer(scope, 'head', mean(features, [2, 3]), 2);
}

/** A classifier of noisy stripes with a batch norm, small enough for a step to take a millisecond. */
export function stripesTrainable(rng: Rng): Trainable {
  const labels = Int32Array.from({ length: COUNT }, (_, i) => i % 2);
  const images = Float32Array.from({ length: COUNT * SIZE ** 2 }, (_, i) => {
    const [row, column] = [Math.floor(i / SIZE) % SIZE, i % SIZE];
    const line = labels[Math.floor(i / SIZE ** 2)] === 0 ? row : column;
    return (line % 2) - 0.5 + 0.3 * rng.normal();
  });
  return {
    loss: (scope) => {
      const { graph } = scope;
      const indices = graph.input('indices', [STRIPES_BATCH], 'int32');
      const batch = gather(graph.input('images', [COUNT, SIZE ** 2]), indices);
      const wanted = graph.input('labels', [STRIPES_BATCH], 'int32');
      return crossEntropy(stripesNetwork(scope, reshape(batch, [STRIPES_BATCH, 1, SIZE, SIZE])), wanted);
    },
    resident: { images: { shape: [COUNT, SIZE ** 2], values: images } },
    draw: (step) => {
      const indices = Int32Array.from({ length: STRIPES_BATCH }, () => step.integer(COUNT));
      return { indices, labels: indices.map((i) => labels[i]!) };
    },
  };
}
