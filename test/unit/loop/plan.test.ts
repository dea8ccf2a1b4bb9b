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
    source: 'labels',
    assisted_weight: 0,
    site: 'all',
    mapping: 'M1',
    lambda_of: 'flow',
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
  ['accumulate', 'generations = 5\nalpha = 0.5', { kind: 'growth', generations: 5, alphas: [0.5] }],
  ['accumulate', 'generations = 5\nalpha = [0.5, 1, 2]', { kind: 'growth', generations: 5, alphas: [0.5, 1, 2] }],
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
    ['an unknown key', `colour = 1\n${constants('fresh', '')}`, /^plan\.toml: line 1: top level: .*"colour"/],
    [
      'an unknown key below',
      shares(`mapping = "M1"\nmonth = 3\n${window}`),
      /^plan\.toml: line 8: schedule\.shares: .*"month"/,
    ],
    ['a text for a number', constants('fresh', 'generations = "5"'), /schedule\.generations: .*expected number/],
    ['no samples', constants('fresh', 'generations = 5').replace('samples = 100', 'samples = 0'), /samples: .*>=2/],
    [
      'an unknown policy',
      constants('mix', 'generations = 5'),
      /line 4: policy: .*"replace"\|"augment"\|"accumulate"\|"fresh"/,
    ],
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
      /line 7: schedule\.shares\.mapping: M2 drives policy accumulate or accumulate-subsample, got fresh/,
    ],
    [
      'a stock without M2',
      shares(`mapping = "M1"\nstock = 5\n${window}`),
      /line 8: schedule\.shares\.stock: only mapping M2/,
    ],
    [
      'shares and constants',
      `${shares(`mapping = "M1"\n${window}`)}[schedule]\ngenerations = 5`,
      /schedule\.generations: expected either shares or constants/,
    ],
    ['no schedule', constants('fresh', ''), /schedule\.generations: expected a whole number from 1 to 200, or shares/],
    [
      'alpha for fresh',
      constants('fresh', 'generations = 5\nalpha = 1'),
      /line 7: schedule\.alpha: only policies that accumulate/,
    ],
    [
      'alpha and synthetic',
      constants('accumulate', 'generations = 5\nalpha = 1\nsynthetic = 3'),
      /schedule\.synthetic: expected either/,
    ],
    [
      'two equal alphas',
      constants('accumulate', 'generations = 5\nalpha = [1, 1]'),
      /line 7: schedule\.alpha: expected each alpha once/,
    ],
    [
      'a forecast of labels',
      shares(`mapping = "M1"\nforecast = { model = "logistic", uploads = [1] }\n${window}`),
      /line 8: schedule\.shares\.forecast: only source = "posterior"/,
    ],
    [
      'a metric that the model has not',
      `metrics = ["fid"]\n${constants('replace', 'generations = 5')}`,
      /line 1: metrics\.0: model gaussian measures .*w2_squared.*; got "fid"/,
    ],
    [
      'a subsample of nothing',
      constants('accumulate-subsample', 'generations = 5\nalpha = 1'),
      /subsample: policy accumulate-subsample needs/,
    ],
    [
      'a subsample without its policy',
      `subsample = 5\n${constants('replace', 'generations = 5')}`,
      /line 1: subsample: only/,
    ],
    [
      'a filter of a theory model',
      `filter = { kind = "random", keep = 0.5 }\n${constants('replace', 'generations = 5')}`,
      /line 1: filter: a theory model has no items/,
    ],
    ['an unknown kind', 'kind = "magic"', /line 1: kind: /],
    ['an unknown model', `${constants('replace', 'generations = 5').replace('gaussian', 'oracle')}`, /line 2: model: /],
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
test.each(readdirSync(examples).filter((name) => name.endsWith('.toml')))('the example %s is a plan', (name) => {
  const plan = parsePlan(readFileSync(new URL(name, examples), 'utf8'), name);
  expect(['theory', 'retrain', 'relay', 'nepotism']).toContain(plan.kind);
});

const TRAINED = {
  retrain: `kind = "retrain"
policy = "accumulate"
samples = 1020
seeds = [1, 2, 3]
metrics = ["kid"]
[data]
path = "flowers"
resolution = 64
[model]
name = "ddim"
batch = 64
epochs = 40
parameters = 1950627
[schedule]
generations = 3
alpha = [0.5, 1, 2]
[budget]
hours = 8
disk_gb = 20
`,
  relay: `kind = "relay"
samples = 270
seeds = [1]
metrics = ["similarity-visual"]
[data]
path = "wikiart"
resolution = 512
[model]
captioner = "blip2-opt-2.7b"
generator = "stable-diffusion-1.5"
[schedule]
generations = 100
[budget]
hours = 8
disk_gb = 50
`,
  nepotism: `kind = "nepotism"
samples = 900
seeds = [1, 2, 3]
metrics = ["precision"]
[data]
path = "faces"
resolution = 512
[model]
name = "stable-diffusion-2.1"
batch = 16
steps = 1000
parameters = 865910724
[schedule]
generations = 5
synthetic_share = [0, 0.033, 1]
[budget]
hours = 8
disk_gb = 500
`,
};

test.each(Object.entries(TRAINED))('a plan of kind %s', (kind, text) => {
  expect(parsePlan(text, 'plan.toml')).toMatchObject({ kind, samples: expect.any(Number) });
});

test.each([
  ['a share above 1', TRAINED.nepotism.replace('0.033', '1.5'), /line 15: schedule\.synthetic_share/],
  ['no images', TRAINED.relay.replace('samples = 270', 'samples = 0'), /line 2: samples: .*>=2/],
  [
    'a metric that needs more images',
    TRAINED.nepotism.replace('"precision"', '"precision", "fid"'),
    /line 4: metrics\.1: fid needs at least 2048 images, got samples = 900; cmmd and precision/,
  ],
  ['epochs and steps', TRAINED.retrain.replace('epochs', 'steps = 5\nepochs'), /line 9: model: expected either/],
  ['no seed', TRAINED.retrain.replace('[1, 2, 3]', '[]'), /line 4: seeds: /],
  ['a theory key', `replications = 5\n${TRAINED.relay}`, /line 1: top level: .*"replications"/],
])('%s is refused in a plan of trained models', (_, text, message) => {
  expect(() => parsePlan(text, 'plan.toml')).toThrow(InputError);
  expect(() => parsePlan(text, 'plan.toml')).toThrow(message);
});
