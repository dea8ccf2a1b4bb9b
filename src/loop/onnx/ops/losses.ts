import { requireSameShape, type Tensor } from '../graph.ts';
import { shapeError, sizeOf } from '../shapes.ts';
import { mul, neg, sub } from './arithmetic.ts';
import { sum } from './broadcast.ts';
import { abs } from './functions.ts';
import { oneHot } from './gather.ts';
import { mean } from './reduce.ts';
import { logSoftmax } from './softmax.ts';

/** The mean absolute error, a scalar. @throws RangeError if the shapes differ */
export function meanAbsoluteError(prediction: Tensor, target: Tensor): Tensor {
  requireSameShape('meanAbsoluteError', 'target', target, prediction.shape);
  return mean(abs(sub(prediction, target)));
}

/** The mean squared error, a scalar. @throws RangeError if the shapes differ */
export function meanSquaredError(prediction: Tensor, target: Tensor): Tensor {
  requireSameShape('meanSquaredError', 'target', target, prediction.shape);
  const error = sub(prediction, target);
  return mean(mul(error, error));
}

/**
 * The mean of −log softmax(logits) at the labels, a scalar, in nats.
 *
 * @param logits [..., classes]
 * @param labels int32 of the logits' shape without the last axis, each in [0, classes)
 * @throws RangeError if the shapes do not fit
 */
export function crossEntropy(logits: Tensor, labels: Tensor): Tensor {
  const classes = logits.shape.at(-1);
  if (classes === undefined) throw shapeError('crossEntropy', 'logits', logits.shape, '[..., classes]');
  requireSameShape('crossEntropy', 'labels', labels, logits.shape.slice(0, -1));
  const atLabels = sum(mul(logSoftmax(logits), oneHot(labels, classes)));
  return neg(mul(atLabels, 1 / sizeOf(labels.shape)));
}
