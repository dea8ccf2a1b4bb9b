export interface Line {
  readonly intercept: number;
  readonly slope: number;
  readonly residualSquares: number;
}

/** Least squares of y = intercept + slope · x; slope 0 where x does not vary. */
export function lineThrough(x: Float64Array, y: Float64Array): Line {
  const n = x.length;
  let [meanX, meanY] = [0, 0];
  for (let i = 0; i < n; i++) {
    meanX += x[i]! / n;
    meanY += y[i]! / n;
  }
  let [products, squares] = [0, 0];
  for (let i = 0; i < n; i++) {
    products += (x[i]! - meanX) * (y[i]! - meanY);
    squares += (x[i]! - meanX) ** 2;
  }
  const slope = squares === 0 ? 0 : products / squares;
  let residualSquares = 0;
  for (let i = 0; i < n; i++) residualSquares += (y[i]! - meanY - slope * (x[i]! - meanX)) ** 2;
  return { intercept: meanY - slope * meanX, slope, residualSquares };
}
