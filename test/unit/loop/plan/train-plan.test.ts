import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors.ts';
import { parseTrainPlan, plannedSteps } from '../../../../src/loop/plan/train-plan.ts';

const plan = (kind: string, rest = '', size = 64) =>
  `kind = "${kind}"\nname = "flowers"\ndata = "images"\nsize = ${size}\n${rest}`;
const STEPS = '[training]\nsteps = 100\n';

test('a diffusion plan is that of the Keras example unless it says otherwise', () => {
  expect(parseTrainPlan(plan('diffusion', STEPS), 'a.toml')).toEqual({
    kind: 'diffusion',
    name: 'flowers',
    seed: 1,
    data: 'images',
    size: 64,
    model: { widths: [32, 64, 96, 128], depth: 2 },
    training: {
      batch: 64,
      steps: 100,
      learning_rate: 1e-3,
      warmup: 0,
      schedule: 'constant',
      weight_decay: 1e-4,
      average: 0.999,
    },
    evaluation: { every: 500 },
    samples: { columns: 8, rows: 4, steps: 20, eta: 0 },
    machine: {},
  });
});

test.each(['captioner', 'classifier', 'image-text'])('a %s needs no more than training to be a plan', (kind) => {
  expect(parseTrainPlan(plan(kind, STEPS), 'a.toml').kind).toBe(kind);
});

test('epochs are passes over the images, in whole steps', () => {
  const planned = (training: string, images: number) =>
    plannedSteps(parseTrainPlan(plan('diffusion', `[training]\n${training}`), 'a.toml'), images);
  expect(planned('epochs = 2\nbatch = 10', 105)).toBe(21);
  expect(planned('epochs = 0.001', 10)).toBe(1);
  expect(planned('steps = 7', 105)).toBe(7);
});

describe('a bad plan names file, line, key and what was expected', () => {
  const caption = '[model]\ncondition = "caption"\n';
  test.each([
    [plan('gan'), /a\.toml: line 1: kind: /],
    [plan('diffusion'), /training: /],
    [plan('diffusion', '[training]\nbatch = 3'), /line 5: training: expected either epochs or steps/],
    [plan('diffusion', `${STEPS}epochs = 3`), /training: expected either epochs or steps/],
    [plan('diffusion', `${STEPS}lr = 3`), /line 7: training: .*"lr"/],
    [plan('diffusion', `${STEPS}batch = 0`), /line 7: training\.batch: /],
    [plan('diffusion', `${STEPS}average = 1`), /training\.average: /],
    [plan('diffusion', STEPS, 20), /line 4: size: expected a multiple of 8, .*; got 20/],
    [plan('diffusion', `${STEPS}[samples]\nguidance = 2`), /samples: .*"guidance"/],
    [plan('diffusion', `${STEPS}[evaluation]\nstop = { metric = "accuracy" }`), /evaluation\.stop\.metric: /],
    [plan('diffusion', `${STEPS}[machine]\nproviders = ["gpu"]`), /line 8: machine\.providers\.0: /],
    [plan('diffusion', STEPS).replace('flowers', '../flowers'), /line 2: name: expected lower-case letters/],
    [plan('conditional-diffusion', STEPS), /model: /],
    [
      plan('conditional-diffusion', `${caption}heads = 5\n${STEPS}`),
      /model\.heads: expected a divisor of the width 96, got 5/,
    ],
    [plan('captioner', `[model]\nwidth = 10\n${STEPS}`), /model\.heads: expected a divisor of the width 10, got 4/],
  ])('%j', (text, problem) => {
    expect(() => parseTrainPlan(text, 'a.toml')).toThrow(InputError);
    expect(() => parseTrainPlan(text, 'a.toml')).toThrow(problem);
  });
});

test('heads need to divide no width at which there is no attention', () => {
  const model = '[model]\ncondition = "class"\nwidths = [10, 64]\nattention_size = 32\n';
  expect(parseTrainPlan(plan('conditional-diffusion', model + STEPS), 'a.toml').kind).toBe('conditional-diffusion');
});

const examples = new URL('../../../../plans/train/', import.meta.url);
test.each(readdirSync(examples))('the example %s is a plan', (name) => {
  const { name: model } = parseTrainPlan(readFileSync(new URL(name, examples), 'utf8'), name);
  expect(model).toMatch(/^(flowers|emoji)-/);
});
