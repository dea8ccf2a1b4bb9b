/**
 * How often the verdict is right where the truth is known, because the worlds are simulated: `npm run calibrate`.
 * Each run is a line of the log, which a second start takes up again.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { NamedWorld } from '../../src/analysis/simulation/artefacts.ts';
import { type Spread, summarize, type TrialSummary } from '../../src/analysis/simulation/summary.ts';
import { runTrial, type Trial } from '../../src/analysis/simulation/trial.ts';
import { createRng } from '../../src/core/rng.ts';
import { calibrationWorlds, gates } from '../support/calibration.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '50' },
    'null-runs': { type: 'string', default: '200' },
    draws: { type: 'string', default: '400' },
    entry: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    log: { type: 'string', default: 'data/calibration.jsonl' },
  },
});
const runs = Number(values.runs);
const nullRuns = Math.max(runs, Number(values['null-runs']));
const draws = Number(values.draws);

interface LoggedTrial {
  readonly key: string;
  readonly trial: Trial | null;
}

const logged = new Map<string, Trial | null>();
if (existsSync(values.log)) {
  for (const line of readFileSync(values.log, 'utf8').trim().split('\n')) {
    const { key, trial } = JSON.parse(line) as LoggedTrial;
    logged.set(key, trial);
  }
}

function trialsOf(named: NamedWorld, count: number): Trial[] {
  const trials: Trial[] = [];
  for (let run = 0; run < count; run++) {
    const key = [named.name, values.entry, draws, values.seed, run].join('|');
    let trial = logged.get(key);
    if (trial === undefined) {
      trial = runTrial(named, draws, createRng(values.seed).fork(named.name).fork(run));
      appendFileSync(values.log, `${JSON.stringify({ key, trial })}\n`);
    }
    if (trial !== null) trials.push(trial);
  }
  return trials;
}

function row(summary: TrialSummary): string {
  const { senior, junior, matchedSenior } = summary.adjusted;
  const share = ({ count, of }: { count: number; of: number }) => `${count}/${of}`;
  const { mechanical, unclear, 'beyond mechanical': beyond } = summary.findings;
  const cells = [
    summary.name,
    summary.runs,
    summary.artists.mean?.toFixed(0),
    spread(summary.slopes.senior),
    spread(senior.difference),
    senior.standardError?.toFixed(2),
    share(senior.covers),
    share(senior.isBelow),
    senior.leastDetectable?.toFixed(1),
    spread(matchedSenior.difference),
    share(matchedSenior.covers),
    share(matchedSenior.isBelow),
    spread(junior.difference),
    share(junior.covers),
    spread(summary.experienced.slope),
    share(summary.experienced.covers),
    `${mechanical} / ${beyond} / ${unclear}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function spread({ mean, deviation }: Spread): string {
  return mean === null ? '–' : `${mean.toFixed(2)} ± ${deviation?.toFixed(2) ?? '–'}`;
}

const started = performance.now();
const worlds = calibrationWorlds(Number(values.entry));
const nothing = trialsOf(worlds.nobodyChanges, nullRuns);
const cut = trialsOf(worlds.seniorsCut, runs);
const verdicts = summarize(worlds.nobodyChanges.name, nothing.slice(0, runs));
const coverage = summarize(worlds.nobodyChanges.name, nothing);
const planted = summarize(worlds.seniorsCut.name, cut);
const beside = worlds.beside.map((named) => summarize(named.name, trialsOf(named, runs)));

console.log(
  `seed ${values.seed}, runs 0 to ${nullRuns - 1} and 0 to ${runs - 1}, entry ${values.entry} a month, ${draws} draws`,
);
console.log(`${((performance.now() - started) / 1000).toFixed(0)} s, load ${loadavg()[0]!.toFixed(1)}\n`);
console.log(
  '| world | worlds | artists | seniors, naive | seniors, Δ | mean SE | covers 0 | below 0 | detectable | matched seniors, Δ | covers 0 | below 0 | juniors, Δ | covers 0 | equal tenure | covers 0 | mechanical / beyond / unclear |',
);
console.log(`|${'---|'.repeat(17)}`);
for (const summary of [coverage, planted, ...beside]) console.log(row(summary));
console.log('');
const checked = gates(verdicts, planted, coverage);
for (const { claim, isMet } of checked) console.log(`${isMet ? 'met' : 'NOT MET'}: ${claim}`);
process.exitCode = checked.every(({ isMet }) => isMet) ? 0 : 1;
