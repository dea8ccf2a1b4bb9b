import type { GoldenCheck } from './golden.ts';

/** All checks of one method against one reference at one tolerance. */
export interface GoldenRow {
  readonly method: string;
  readonly reference: string;
  readonly tolerance: number;
  readonly blocks: number;
  readonly worst: number;
  /** Blocks whose error exceeds the tolerance. */
  readonly missed: readonly string[];
}

/** Runs the checks; one row a method, in the order of first appearance. */
export function worstByMethod(checks: readonly GoldenCheck[]): GoldenRow[] {
  const groups = Map.groupBy(checks, ({ method, reference, tolerance }) => [method, reference, tolerance].join('|'));
  return Array.from(groups.values(), (group) => {
    const errors = group.map((check) => check.error());
    const { method, reference, tolerance } = group[0]!;
    const missed = group.filter((_, i) => !(errors[i]! <= tolerance)).map(({ block }) => block);
    return { method, reference, tolerance, blocks: group.length, worst: Math.max(...errors), missed };
  });
}

/** The rows as a Markdown table. */
export function goldenTable(rows: readonly GoldenRow[]): string {
  const head = ['method', 'blocks', 'worst error', 'tolerance', 'reference'];
  const rule = ['---', '--:', '--:', '--:', '---'];
  const lines = rows.map(({ method, reference, tolerance, blocks, worst }) => {
    return [method, blocks, worst.toExponential(1), tolerance.toExponential(0), reference];
  });
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
