/** Rows under a header, in columns. @param left columns that hold words; the others are aligned to the right */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  left: readonly number[],
): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell, column) => (left.includes(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
