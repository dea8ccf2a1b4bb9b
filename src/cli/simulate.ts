import { artefactWorlds, type NamedWorld, PLANTED_CUT, WORLD_END } from '../analysis/simulation/artefacts.ts';
import type { Careers } from '../analysis/simulation/careers.ts';
import type { Share, Spread, TrialSummary } from '../analysis/simulation/summary.ts';
import { wholeNumber } from '../charts/words.ts';
import { signedNumber } from '../core/words.ts';
import { simulateWorlds } from '../jobs/simulate.ts';
import { rootSignal } from './interruption.ts';
import { createProgress } from './progress.ts';
import type { KINDS, SimulateCommandOptions } from './simulated-worlds.ts';

type Kind = (typeof KINDS)[number];

/** Enough uploads to look established when the world ends. */
const ESTABLISHED = 12;

export async function printSimulation(kind: Kind, options: SimulateCommandOptions): Promise<void> {
  const { runs, draws, seed } = options;
  const worlds = worldsOf(kind, options);
  const progress = createProgress(process.stderr);
  try {
    const summaries = await simulateWorlds({ worlds, runs, draws, seed, progress, signal: rootSignal });
    progress.stop();
    console.log(
      options.json ? JSON.stringify({ worlds, runs, draws, seed, summaries }, null, 2) : text(summaries, options),
    );
  } finally {
    progress.stop();
  }
}

function worldsOf(kind: Kind, { entry, rate, months, cut, sample, life, shape }: SimulateCommandOptions): NamedWorld[] {
  const worlds =
    kind === 'table'
      ? artefactWorlds(entry)
      : [{ name: kind, world: worldOf(kind, entry, life, shape), leastUploads: 0 }];
  return worlds.map(({ name, world, leastUploads }) => ({
    name,
    world: {
      ...world,
      rate,
      months,
      ...(cut !== undefined && { cut: { ...PLANTED_CUT, share: cut } }),
      ...(sample !== undefined && { sample: { size: sample, leastUploads: ESTABLISHED } }),
    },
    leastUploads: sample === undefined ? leastUploads : ESTABLISHED,
  }));
}

function worldOf(kind: Exclude<Kind, 'table'>, entryPerMonth: number, life: number | undefined, shape: number) {
  const base = { entryPerMonth, rate: 1, months: 1, to: WORLD_END };
  return { ...base, careers: careersOf(kind, life, shape), ...(kind === 'growing' && { growthPerYear: 1.15 }) };
}

function careersOf(kind: Exclude<Kind, 'table'>, life: number | undefined, shape: number): Careers {
  if (kind === 'endless') return { kind };
  if (kind === 'weibull') return { kind, shape, scale: life ?? 36 };
  return { kind: 'exponential', mean: life ?? 24 };
}

function text(summaries: readonly TrialSummary[], { runs, draws, seed, cut }: SimulateCommandOptions): string {
  const planted =
    cut === undefined ? 'nobody changes' : `seniors upload ${(100 * cut).toFixed(0)} % less from August 2022 on`;
  return [
    `${runs} ${runs === 1 ? 'world' : 'worlds'} of each kind, ${planted}; ${draws} bootstrap draws, seed ${seed}. Split at January 2022, slopes of active`,
    'artists to October 2023 in % of the mean a year; Δ: less the mean of the same split at January 2018, 2019 and 2020.',
    'Matched seniors entered no longer before a cutoff than history reaches back before the first of them.',
    ...summaries.flatMap(worldLines),
  ].join('\n');
}

function worldLines({
  name,
  artists,
  slopes,
  mannKendall,
  interrupted,
  adjusted,
  experienced,
  findings,
  runs,
}: TrialSummary): string[] {
  if (runs === 0) return ['', name, '  nobody was seen in the window'];
  const { senior, junior, matchedSenior } = adjusted;
  return [
    '',
    `${name}: ${artists.mean === null ? 0 : wholeNumber(artists.mean)} artists`,
    `  slopes         all ${spread(slopes.all)}   seniors ${spread(slopes.senior)}   juniors ${spread(slopes.junior)}`,
    `  p < 0.05       Mann–Kendall: seniors ${share(mannKendall.senior)}, juniors ${share(mannKendall.junior)}   "effect" of Stable Diffusion on seniors: level ${share(interrupted.level)}, slope ${share(interrupted.slope)}`,
    `  Δ              seniors ${spread(senior.difference)}   matched ${spread(matchedSenior.difference)}   juniors ${spread(junior.difference)}   at equal tenure ${spread(experienced.slope)}`,
    `  covers 0       seniors ${share(senior.covers)}   matched ${share(matchedSenior.covers)}   juniors ${share(junior.covers)}   at equal tenure ${share(experienced.covers)}`,
    `  detectable Δ   seniors ${number(senior.leastDetectable)}   juniors ${number(junior.leastDetectable)}`,
    `  verdict        mechanical ${findings.mechanical}, beyond mechanical ${findings['beyond mechanical']}, unclear ${findings.unclear}`,
  ];
}

function spread({ mean, deviation }: Spread): string {
  if (mean === null) return 'none';
  return deviation === null ? signedNumber(mean) : `${signedNumber(mean)} ± ${deviation.toFixed(1)}`;
}

function share({ count, of }: Share): string {
  return `${count} of ${of}`;
}

function number(value: number | null): string {
  return value === null ? 'none' : value.toFixed(1);
}
