import { requireSameShape, type Tensor } from './graph.ts';
import { reshape } from './ops/broadcast.ts';
import { concat, slice } from './ops/layout.ts';
import { sizeOf } from './shapes.ts';

/**
 * Puts tensors of any shapes one after the other: parameters or their gradients as one vector.
 *
 * The last tensor is the first to be made into a vector, so that ONNX Runtime, which goes back from the end of a graph,
 * begins with it: gradients of the last layers are then worked out as soon as they can be and what they need is let go,
 * instead of after the gradients by all images.
 */
export function flatten(tensors: readonly Tensor[]): Tensor {
  const vectors = tensors.toReversed().map((tensor) => reshape(tensor, [sizeOf(tensor.shape)]));
  return concat(vectors.toReversed(), 0);
}

/**
 * Takes the tensors of the given shapes out of a vector, in order; the inverse of {@link flatten}. One Slice for each:
 * a Split into all of them has more outputs than a WebGPU shader may have.
 *
 * @param vector [p], p the number of elements of all shapes
 * @throws RangeError if the vector has another length
 */
export function unflatten(vector: Tensor, shapes: readonly (readonly number[])[]): Tensor[] {
  const total = shapes.reduce((size, shape) => size + sizeOf(shape), 0);
  requireSameShape('unflatten', 'vector', vector, [total]);
  let end = 0;
  return shapes.map((shape) => {
    const start = end;
    end += sizeOf(shape);
    return reshape(slice(vector, [{ axis: 0, start, end }]), shape);
  });
}
