const EPOCH = Date.UTC(2011, 0, 1);
/** Two to the power of 18: more rows than a site has. */
const ROWS = 262_144;
const TICK_MS = 64;

/**
 * Rows in order of their instant. Sorting numbers that carry the row in their low bits is many times faster
 * than sorting rows by a comparison; a pass of insertions mends what the coarse tick left out of order.
 */
export function rankById(instants: Float64Array): Uint32Array {
  if (instants.length > ROWS) throw new RangeError(`expected at most ${ROWS} rows, got ${instants.length}`);
  const keys = Float64Array.from(instants, (at, row) => Math.floor((at - EPOCH) / TICK_MS) * ROWS + row).sort();
  const rows = Uint32Array.from(keys, (key) => key % ROWS);
  for (let i = 1; i < rows.length; i++) {
    const row = rows[i]!;
    let j = i;
    for (; j > 0 && instants[rows[j - 1]!]! > instants[row]!; j--) rows[j] = rows[j - 1]!;
    rows[j] = row;
  }
  return rows;
}

/** The row whose number is `id`; -1 if there is none. */
export function rowOfId(uploadId: Int32Array, rowsById: Uint32Array, id: number): number {
  const place = firstAtLeast(rowsById.length, (i) => uploadId[rowsById[i]!]! >= id);
  const row = rowsById[place];
  return row !== undefined && uploadId[row] === id ? row : -1;
}

/** The first i in [0, n) for which a condition holds that stays true once it is; n if none. */
export function firstAtLeast(n: number, holds: (i: number) => boolean): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
