/** Least months since the first upload of each bin; a bin goes up to the next one, the last has no end. */
export const TENURE_BINS = [0, 12, 24, 36, 48, 72] as const;

/** The first bin of artists who had been there for two years: in 2022 and 2023 all of them were seniors of January 2022. */
export const EXPERIENCED_FROM = TENURE_BINS.indexOf(24);

/** @param tenure months since the first upload, ≥ 0 */
export function tenureBin(tenure: number): number {
  return TENURE_BINS.findLastIndex((least) => tenure >= least);
}

/** @example tenureBinName(1) // => '12-23' */
export function tenureBinName(bin: number): string {
  const next = TENURE_BINS[bin + 1];
  return next === undefined ? `${TENURE_BINS[bin]}+` : `${TENURE_BINS[bin]}-${next - 1}`;
}
