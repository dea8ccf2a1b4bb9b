import type { Table } from './csv.ts';
import type { ReportedLoop } from './loop-figures.ts';

/** What the figures of loops show, and the scores of their predictions. */
export function loopTables(loops: readonly ReportedLoop[]): Table[] {
  return [
    {
      name: 'loops',
      columns: ['run_id', 'arm', 'generation', 'metric', 'measured', 'standard_error', 'predicted'],
      rows: loops.flatMap(({ runId, metrics }) =>
        metrics.map((row) => [
          runId,
          row.arm,
          row.generation,
          row.metric,
          row.measured,
          row.standardError,
          row.predicted,
        ]),
      ),
    },
    {
      name: 'loop-draws',
      columns: ['run_id', 'generation', 'metric', 'low', 'median', 'high'],
      rows: loops.flatMap(({ runId, ledger }) =>
        ledger.draws.map(({ generation, metric, low, median, high }) => [runId, generation, metric, low, median, high]),
      ),
    },
    {
      name: 'loop-sets',
      columns: ['run_id', 'arm', 'generation', 'source_generation', 'items'],
      rows: loops.flatMap(({ runId, items }) =>
        items.map((row) => [runId, row.arm, row.generation, row.sourceGeneration, row.items]),
      ),
    },
    {
      name: 'loop-paths',
      columns: ['run_id', 'level', 'generation', 'from', 'to', 'uploads', 'share'],
      rows: loops.flatMap(({ runId, manifest }) =>
        manifest.paths.flatMap(({ level, flows }) =>
          flows.map(({ generation, from, to, uploads, share }) => [runId, level, generation, from, to, uploads, share]),
        ),
      ),
    },
    {
      name: 'loop-bounds',
      columns: ['run_id', 'site', 'month', 'claim', 'probability'],
      rows: loops.flatMap(({ runId, manifest }) =>
        manifest.bounds.flatMap(({ site, month, flowMet, stockMet, harmless }) =>
          [
            { claim: 'lambda_below_half_flow', probability: flowMet },
            { claim: 'lambda_below_half_stock', probability: stockMet },
            ...harmless.map(({ bias, probability }) => ({ claim: `harmless_at_bias_${bias}`, probability })),
          ].map(({ claim, probability }) => [runId, site, month, claim, probability]),
        ),
      ),
    },
    {
      name: 'loop-scores',
      columns: ['run_id', 'arm', 'metric', 'compared', 'within_two_errors', 'largest', 'critical', 'holds'],
      rows: loops.flatMap(({ runId, scores }) =>
        scores.map((row) => [
          runId,
          row.arm,
          row.metric,
          row.compared,
          row.withinTwoErrors,
          row.largest,
          row.critical,
          row.holds ? 'yes' : 'no',
        ]),
      ),
    },
  ];
}
