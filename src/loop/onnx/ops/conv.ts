import { requireFloats, requireSameShape, type Tensor } from '../graph.ts';
import { fourAxes, shapeError } from '../shapes.ts';
import { add } from './arithmetic.ts';
import { reshape, sum } from './broadcast.ts';
import { kernelGradient } from './kernel-gradient.ts';
import { dilate, pad, transpose } from './layout.ts';
import { type Sweep, sweepOf, type WindowOptions } from './padding.ts';

export interface ConvOptions extends WindowOptions {
  /** Channels are split into this many groups that do not see each other. @default 1 */
  readonly groups?: number;
}

export interface ConvTransposeOptions extends ConvOptions {
  /** Rows and columns added at the end; below the stride. @default [0, 0] */
  readonly outputPadding?: readonly [height: number, width: number];
}

/**
 * Convolution of images (cross-correlation, as every framework calls it).
 *
 * @param x [n, c, height, width]
 * @param w [out, c / groups, kernel height, kernel width]
 * @param b [out]
 * @returns [n, out, height', width']
 * @throws RangeError naming the operand that does not fit
 */
export function conv(x: Tensor, w: Tensor, b?: Tensor, { groups = 1, ...window }: ConvOptions = {}): Tensor {
  const operands = b === undefined ? [x, w] : [x, w, b];
  requireFloats('conv', operands);
  const [n, c, height, width] = fourAxes('conv', 'x', x.shape);
  const [out, perGroup, ...kernel] = fourAxes('conv', 'w', w.shape, '[out, c / groups, height, width]');
  if (perGroup * groups !== c || out % groups !== 0) {
    throw shapeError('conv', 'w', w.shape, `[a multiple of ${groups}, ${c / groups}, height, width]`);
  }
  if (b !== undefined) requireSameShape('conv', 'b', b, [out]);
  const sweep = sweepOf('conv', [height, width], kernel, window);
  const [down, across] = sweep.places;
  const inputPullback = (dy: Tensor) => spreadBack(dy, w, sweep, groups, [height, width]);
  const biasPullback = (dy: Tensor) => sum(dy, [0, 2, 3]);
  const kernelPullback = (dy: Tensor) => kernelGradient(x, dy, sweep, groups);
  return x.graph.apply({
    operator: 'Conv',
    inputs: operands,
    shape: [n, out, down, across],
    attributes: windowAttributes(sweep, groups),
    pullbacks: [inputPullback, kernelPullback, biasPullback].slice(0, operands.length),
  });
}

/**
 * The adjoint of {@link conv} in its image, as a layer that makes images larger.
 *
 * @param x [n, c, height, width]
 * @param w [c, out / groups, kernel height, kernel width]
 * @param b [out]
 * @returns [n, out, height', width'], height' = stride · (height − 1) + kernel height − padding + output padding
 * @throws RangeError naming the operand that does not fit; for padding 'same', which does not say the result's size
 */
export function convTranspose(x: Tensor, w: Tensor, b?: Tensor, options: ConvTransposeOptions = {}): Tensor {
  const { groups = 1, stride = 1, padding = 'valid', outputPadding = [0, 0] } = options;
  requireFloats('convTranspose', b === undefined ? [x, w] : [x, w, b]);
  const [, c, height, width] = fourAxes('convTranspose', 'x', x.shape);
  const [inputs, perGroup, ...kernel] = fourAxes('convTranspose', 'w', w.shape, '[c, out / groups, height, width]');
  if (inputs !== c || c % groups !== 0) {
    throw shapeError(
      'convTranspose',
      'w',
      w.shape,
      `[${c}, out / ${groups}, height, width] with ${c} in ${groups} groups`,
    );
  }
  if (padding === 'same') throw new RangeError("convTranspose: padding must be 'valid' or four numbers, got 'same'");
  if (!outputPadding.every((length) => Number.isSafeInteger(length) && length >= 0 && length < stride)) {
    throw new RangeError(
      `convTranspose: outputPadding must be below the stride ${stride}, got ${outputPadding.join(', ')}`,
    );
  }
  const [top, left, bottom, right] = padding === 'valid' ? [0, 0, 0, 0] : padding;
  const image = [
    stride * (height - 1) + kernel[0] - top - bottom + outputPadding[0],
    stride * (width - 1) + kernel[1] - left - right + outputPadding[1],
  ] as const;
  const sweep = sweepOf('convTranspose', image, kernel, { stride, padding });
  const y = spreadBack(x, w, sweep, groups, image);
  if (b === undefined) return y;
  const out = perGroup * groups;
  requireSameShape('convTranspose', 'b', b, [out]);
  return add(y, reshape(b, [1, out, 1, 1]));
}

/** The gradient by a convolution's image from dy, the gradient by its result. */
function spreadBack(dy: Tensor, w: Tensor, sweep: Sweep, groups: number, image: readonly [number, number]): Tensor {
  requireFloats('convTranspose', [dy, w]);
  const { kernel, stride, pads, places } = sweep;
  const [down, across] = ([0, 1] as const).map(
    (axis) => image[axis] + pads[axis] + pads[axis + 2]! - kernel[axis] - stride * (places[axis] - 1),
  );
  const rest = [down!, across!] as const;
  // WebGPU's ConvTranspose is wrong for groups of one output channel each (onnxruntime 1.30).
  const y =
    stride > 1 && groups === 1
      ? dy.graph.apply({
          operator: 'ConvTranspose',
          inputs: [dy, w],
          shape: [dy.shape[0]!, w.shape[1]!, ...image],
          attributes: { ...windowAttributes(sweep, groups), output_padding: rest },
        })
      : byTurnedKernel(dy, w, sweep, groups, rest);
  const window = { stride, padding: pads, groups };
  const inputPullback = (dx: Tensor) => conv(dx, w, undefined, window);
  return dy.graph.derive(y, [dy, w], [inputPullback, (dx) => kernelGradient(dx, dy, sweep, groups)]);
}

/** A plain convolution with the kernels turned by 180°; with stride 1 it takes up to a third less time than a ConvTranspose. */
function byTurnedKernel(
  dy: Tensor,
  w: Tensor,
  { kernel, pads, stride }: Sweep,
  groups: number,
  rest: readonly [down: number, across: number],
): Tensor {
  const [out, perGroup] = [w.shape[0]! / groups, w.shape[1]!];
  const swapped = transpose(reshape(w, [groups, out, perGroup, kernel[0] * kernel[1]]), [0, 2, 1, 3]);
  const turned = reshape(turn(swapped), [groups * perGroup, out, ...kernel]);
  const [top, left, bottom, right] = pads;
  const [reachDown, reachAcross] = [kernel[0] - 1, kernel[1] - 1];
  const apart = pad(dilate(dilate(dy, 2, stride), 3, stride), [
    { axis: 2, before: 0, after: rest[0] },
    { axis: 3, before: 0, after: rest[1] },
  ]);
  return conv(apart, turned, undefined, {
    padding: [reachDown - top, reachAcross - left, reachDown - bottom, reachAcross - right],
    groups,
  });
}

/** Reverses the last axis; its own adjoint. */
function turn(x: Tensor): Tensor {
  const last = x.shape.length - 1;
  const length = x.shape[last]!;
  if (length === 1) return x;
  const backwards = x.graph.integers([...Array(length).keys()].reverse(), [length], 'int32');
  return x.graph.apply({
    operator: 'Gather',
    inputs: [x, backwards],
    shape: x.shape,
    attributes: { axis: last },
    pullbacks: [turn, undefined],
  });
}

function windowAttributes({ kernel, stride, pads }: Sweep, groups: number) {
  return { kernel_shape: kernel, strides: [stride, stride], pads, group: groups };
}
