import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monthFromText } from '../../../src/core/month.ts';
import type { MonthlyShare } from '../../../src/core/shares.ts';
import type { RunInputs } from '../../../src/loop/runs/inputs.ts';
import type { RunRequest } from '../../../src/loop/runs/prepare.ts';

/** Four months of one site with rising shares. */
const shares: MonthlyShare[] = [0.05, 0.12, 0.2, 0.3].map((share, index) => ({
  site: 'site-a',
  month: monthFromText('2023-01') + index,
  labelRegime: 'test',
  uploads: 200,
  labelled: 200,
  yes: 200 * share,
  assisted: 0,
  share,
  low: 0,
  high: 1,
}));

export const INPUTS: RunInputs = { dataHash: 'data-1', shares, draws: [] };

export const PLAN = `kind = "theory"
model = "gaussian"
policy = "fresh"
samples = 50
replications = 400
[schedule.shares]
site = "site-a"
mapping = "M1"
months_per_generation = 1
from = "2023-01"
to = "2023-04"
`;

export function requestOf(dataDir: string, changes: Partial<RunRequest> = {}): RunRequest {
  const versions = { node: '24' };
  return { planText: PLAN, planFile: 'plan.toml', inputs: INPUTS, dataDir, gitCommit: 'abc', versions, ...changes };
}

/** The bytes of every file of a run but its log, by name. */
export async function bytesOf(directory: string): Promise<Record<string, string>> {
  const names = (await readdir(directory)).filter((name) => name !== 'log.jsonl').sort();
  const files = names.map(async (name) => [name, await readFile(join(directory, name), 'latin1')] as const);
  return Object.fromEntries(await Promise.all(files));
}
