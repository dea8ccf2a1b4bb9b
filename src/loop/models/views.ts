import type { Rng } from '../../core/rng.ts';
import { requireFloats, requireSameShape, type Tensor } from '../onnx/graph.ts';
import { relu } from '../onnx/ops/activations.ts';
import { add, mul, neg, sub } from '../onnx/ops/arithmetic.ts';
import { reshape } from '../onnx/ops/broadcast.ts';
import { abs } from '../onnx/ops/functions.ts';
import { slice, swapLastAxes } from '../onnx/ops/layout.ts';
import { matmul } from '../onnx/ops/matmul.ts';
import { fourAxes } from '../onnx/shapes.ts';

/** How views of images are drawn. */
export interface ViewOptions {
  /** Least share of an image's height, and of its width, that a view shows, in (0, 1]; 1 shows all. */
  readonly leastSide: number;
  /** Whether half of the views are mirrored, left for right. */
  readonly mirrored: boolean;
}

/** Numbers of a view: the first row and the step from row to row, then the same of columns. */
export const VIEW_NUMBERS = 4;

/**
 * Random views, one for each image: a part of it of any place, size and aspect, perhaps mirrored.
 *
 * Szegedy, C. et al. (2015). Going deeper with convolutions. CVPR, section 6; here with one bound for both sides.
 *
 * @param size pixels a side
 * @returns [count, 4], for {@link viewsOf}
 */
export function drawViews(rng: Rng, count: number, size: number, { leastSide, mirrored }: ViewOptions): Float32Array {
  const last = size - 1;
  const window = () => {
    const span = last * (leastSide + (1 - leastSide) * rng.uniform());
    return { start: (last - span) * rng.uniform(), span };
  };
  const views = new Float32Array(count * VIEW_NUMBERS);
  for (let i = 0; i < count; i++) {
    const [rows, columns] = [window(), window()];
    const isMirrored = rng.uniform() < 0.5 && mirrored;
    const { start, span } = isMirrored ? { start: columns.start + columns.span, span: -columns.span } : columns;
    views.set([rows.start, rows.span / last, start, span / last], i * VIEW_NUMBERS);
  }
  return views;
}

/**
 * Views of images, resized to the images' size by bilinear interpolation: a product with one matrix for the rows and one
 * for the columns of each image.
 *
 * @param images [n, c, height, width]
 * @param views [n, 4], as {@link drawViews} draws them
 * @returns [n, c, height, width]
 */
export function viewsOf(images: Tensor, views: Tensor): Tensor {
  requireFloats('viewsOf', [images, views]);
  const [n, , height, width] = fourAxes('viewsOf', 'images', images.shape);
  requireSameShape('viewsOf', 'views', views, [n, VIEW_NUMBERS]);
  const number = (place: number) => reshape(slice(views, [{ axis: 1, start: place, end: place + 1 }]), [n, 1, 1, 1]);
  const rows = interpolation(number(0), number(1), height);
  const columns = interpolation(number(2), number(3), width);
  return matmul(matmul(rows, images), swapLastAxes(columns));
}

/** Matrices [n, 1, length, length] whose row i has the weights of what lies at start + i · step between two pixels. */
function interpolation(start: Tensor, step: Tensor, length: number): Tensor {
  const pixels = [...Array(length).keys()];
  const places = add(start, mul(start.graph.constant(pixels, [length, 1]), step));
  const distance = abs(sub(places, start.graph.constant(pixels, [1, length])));
  return relu(add(neg(distance), 1));
}
