import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { trainedArms } from '../../../../src/loop/plan/trained-arms.ts';
import { parsePlan } from '../../../../src/loop/plan.ts';
import { loopSets } from '../../../../src/loop/policies/loop-sets.ts';
import { lastModels, type TrainingSet, trainingSets } from '../../../../src/loop/policies.ts';
import { type Chain, chainItems, chainsOf } from '../../../../src/loop/runs/chains.ts';
import { NO_INPUTS } from '../../../../src/loop/runs/inputs.ts';

const chainOf = (sets: readonly TrainingSet[], changes: Partial<Chain> = {}): Chain => ({
  arm: 'a',
  seed: 1,
  sets,
  measured: 0,
  realPool: null,
  ...changes,
});
const written = (chain: Chain) =>
  chainItems(chain).sets.map((set) => set.map(({ source, item }) => `${source === 'real' ? 'r' : source}:${item}`));

const adding = (real: number, synthetic: number, generations: number) =>
  Array.from({ length: generations }, () => ({ real, synthetic }));

test('an item keeps its number in every set that it is in', () => {
  const chain = chainOf(trainingSets('accumulate', 2, adding(0, 2, 2)));
  expect(written(chain)).toEqual([
    ['r:0', 'r:1'],
    ['r:0', 'r:1', '0:0', '0:1'],
    ['r:0', 'r:1', '0:0', '0:1', '1:0', '1:1'],
  ]);
  expect(chainItems(chain)).toMatchObject({ drawn: [2, 2, 0], real: 2 });
});

test('new real items are others each time, and a model that feeds two sets draws on', () => {
  const chain = chainOf(trainingSets('fresh', 1, adding(1, 2, 3), lastModels(2)), { measured: 1 });
  expect(written(chain)).toEqual([['r:0'], ['r:1', '0:0', '0:1'], ['r:2', '0:2', '1:0'], ['r:3', '1:1', '2:0']]);
  // The last model draws only what is measured.
  expect(chainItems(chain)).toMatchObject({ drawn: [3, 2, 1, 1], real: 4 });
});

test('a subsample takes the items that its picks name', () => {
  const options = { policy: 'accumulate-subsample', subsample: 3, memory: 1, generators: 1, parts: 'all' } as const;
  const sets = loopSets(options, 4, adding(0, 4, 2), createRng(5)).map(([set]) => set!);
  const { sets: items, drawn } = chainItems(chainOf(sets));
  for (const [generation, { batches }] of sets.entries()) {
    const expected = batches.flatMap(({ source, part }) => Array.from(part!.picks, (item) => ({ source, item })));
    expect(items[generation]).toEqual(expected);
    for (const { source, item } of items[generation]!) {
      expect(item).toBeLessThan(source === 'real' ? 4 : drawn[source]!);
    }
  }
});

const TOP =
  'samples = 8\nseeds = [3, 4]\nmetrics = ["vendi"]\nbudget = { hours = 1, disk_gb = 1 }\n[data]\npath = "x"\nresolution = 8\n';
const MODEL = '[model]\nname = "m"\nbatch = 1\nsteps = 1\nparameters = 1\n';

function chainsOfText(text: string): Chain[] {
  const plan = parsePlan(text, 'plan.toml');
  if (plan.kind === 'theory') throw new Error('expected a plan of images');
  return chainsOf(plan, trainedArms(plan, NO_INPUTS));
}

test('each arm runs once a seed, and as many images as the first set has are measured', () => {
  const growth = '[schedule]\ngenerations = 1\nalpha = [0.5, 1]\n';
  const chains = chainsOfText(`kind = "retrain"\npolicy = "accumulate"\n${TOP}${MODEL}${growth}`);
  expect(chains.map(({ arm, seed, measured }) => [arm, seed, measured])).toEqual([
    ['alpha-0.5', 3, 8],
    ['alpha-0.5', 4, 8],
    ['alpha-1', 3, 8],
    ['alpha-1', 4, 8],
  ]);
});

test('nepotism draws its real images anew from the same pool, with the counts of its share', () => {
  const schedule = '[schedule]\ngenerations = 6\nsynthetic_share = 0.25\n';
  const [chain, other] = chainsOfText(`kind = "nepotism"\n${TOP}${MODEL}${schedule}`);
  const { sets, real } = chainItems(chain!);
  expect(real).toBe(8);
  const realOf = (set: (typeof sets)[number]) => set.filter(({ source }) => source === 'real').map(({ item }) => item);
  expect(realOf(sets[0]!)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  for (const set of sets.slice(1)) {
    expect(set).toHaveLength(8);
    expect(new Set(realOf(set)).size).toBe(6);
    expect(Math.max(...realOf(set))).toBeLessThan(8);
  }
  expect(new Set(sets.slice(1).map((set) => realOf(set).join())).size).toBeGreaterThan(1);
  expect(chainItems(other!).sets).not.toEqual(sets);
});

test('a relay passes every image on, and measures the sets themselves', () => {
  const model = '[model]\ncaptioner = "a"\ngenerator = "b"\n';
  const [chain] = chainsOfText(`kind = "relay"\n${TOP}${model}[schedule]\ngenerations = 2\n`);
  expect(chainItems(chain!)).toMatchObject({ drawn: [8, 8, 0], real: 8 });
});
