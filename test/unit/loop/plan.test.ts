import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/core/errors.ts';
import { monthFromText } from '../../../src/core/month.ts';
import { parsePlan } from '../../../src/loop/plan.ts';

const head = 'kind = "theory"\nmodel = "gaussian"\nsamples = 100\n';
const shares = (keys: string) => `${head}policy = "fresh"\n[schedule.shares]\nsite = "all"\n${keys}`;
const window = 'from = "2021-01"\nto = "2023-10"\n';

test('a plan driven by shares has months as numbers and the defaults filled in', () => {
  const plan = parsePlan(shares(`mapping = "M1"\n${window}`), 'plan.toml');
  expect(plan).toMatchObject({
    policy: 'fresh',
    samples: 100,
    replications: 2000,
    seed: 1,
    ddof: 1,
    bias: 1,
    draw: 'points',
  });
  expect(plan.schedule).toEqual({
    kind: 'shares',
    site: 'all',
    mapping: 'M1',
    months_per_generation: 6,
    from: monthFromText('2021-01'),
    to: monthFromText('2023-10'),
    reference_arms: true,
  });
});

test('an inline table says the same', () => {
  const inline = `${head}policy = "fresh"\n[schedule]\nshares = { site = "all", mapping = "M1", from = "2021-01", to = "2023-10" }`;
  expect(parsePlan(inline, 'a')).toEqual(parsePlan(shares(`mapping = "M1"\n${window}`), 'b'));
});

test.each([
  ['replace', 'generations = 5', { kind: 'constant', generations: 5, real: 0, synthetic: 100 }],
  ['augment', 'generations = 5\nsynthetic = 30', { kind: 'constant', generations: 5, real: 0, synthetic: 30 }],
  ['accumulate', 'generations = 5\nalpha = 0.5', { kind: 'growth', generations: 5, alpha: 0.5 }],
  [
    'accumulate',
    'generations = 5\nreal = 3\nsynthetic = 30',
    { kind: 'constant', generations: 5, real: 3, synthetic: 30 },
  ],
  [
    'fresh',
    'generations = 5\nreal = 10\nsynthetic = 40',
    { kind: 'constant', generations: 5, real: 10, synthetic: 40 },
  ],
])('constants of policy %s: %s', (policy, keys, schedule) => {
  expect(parsePlan(`${head}policy = "${policy}"\n[schedule]\n${keys}`, 'plan.toml').schedule).toEqual(schedule);
});

describe('a bad plan names file, key and what was expected', () => {
  const constants = (policy: string, keys: string) => `${head}policy = "${policy}"\n[schedule]\n${keys}`;
  test.each([
    ['broken TOML', `${head}policy = `, /^plan\.toml: line 4, column 10: /],
    ['an unknown key', `colour = 1\n${constants('fresh', '')}`, /^plan\.toml: top level: .*"colour"/],
    [
      'an unknown key below',
      shares(`mapping = "M1"\nmonth = 3\n${window}`),
      /^plan\.toml: schedule\.shares: .*"month"/,
    ],
    ['a text for a number', constants('fresh', 'generations = "5"'), /schedule\.generations: .*expected number/],
    ['no samples', constants('fresh', 'generations = 5').replace('samples = 100', 'samples = 0'), /samples: .*>=2/],
    ['an unknown policy', constants('mix', 'generations = 5'), /policy: .*"replace"\|"augment"\|"accumulate"\|"fresh"/],
    ['a bias above 1', `bias = 1.5\n${constants('replace', 'generations = 5')}`, /bias: .*<=1/],
    ['another ddof', `ddof = 2\n${constants('replace', 'generations = 5')}`, /ddof: .*0\|1/],
    [
      'a month that is none',
      shares('mapping = "M1"\nfrom = "2021-13"\nto = "2023-10"'),
      /schedule\.shares\.from: expected a month such as "2021-01", got "2021-13"/,
    ],
    [
      'a window backwards',
      shares('mapping = "M1"\nfrom = "2023-10"\nto = "2021-01"'),
      /schedule\.shares\.to: expected a month not before/,
    ],
    [
      'a mapping for another policy',
      shares(`mapping = "M2"\n${window}`),
      /schedule\.shares\.mapping: M2 drives policy accumulate, got fresh/,
    ],
    ['a stock without M2', shares(`mapping = "M1"\nstock = 5\n${window}`), /schedule\.shares\.stock: only mapping M2/],
    [
      'shares and constants',
      `${shares(`mapping = "M1"\n${window}`)}[schedule]\ngenerations = 5`,
      /schedule\.generations: expected either shares or constants/,
    ],
    ['no schedule', constants('fresh', ''), /schedule\.generations: expected a whole number from 1 to 200, or shares/],
    ['alpha for fresh', constants('fresh', 'generations = 5\nalpha = 1'), /schedule\.alpha: only policy accumulate/],
    [
      'alpha and synthetic',
      constants('accumulate', 'generations = 5\nalpha = 1\nsynthetic = 3'),
      /schedule\.synthetic: expected either/,
    ],
    [
      'growth without end',
      constants('accumulate', 'generations = 200\nalpha = 1'),
      /schedule\.generations: sets would grow beyond/,
    ],
    [
      'real items for replace',
      constants('replace', 'generations = 5\nreal = 1'),
      /schedule\.real: policy replace takes no new real items, got 1/,
    ],
    [
      'one item a generation',
      constants('fresh', 'generations = 5\nreal = 1\nsynthetic = 0'),
      /at least 2 items, got 1 real \+ 0 synthetic/,
    ],
  ])('%s', (_, text, message) => {
    expect(() => parsePlan(text, 'plan.toml')).toThrow(InputError);
    expect(() => parsePlan(text, 'plan.toml')).toThrow(message);
  });
});

const examples = new URL('../../../plans/', import.meta.url);
test.each(readdirSync(examples))('the example %s is a plan', (name) => {
  expect(parsePlan(readFileSync(new URL(name, examples), 'utf8'), name).kind).toBe('theory');
});
