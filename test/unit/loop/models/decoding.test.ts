import { describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { beamSearch, type DecodedText, type NextWord } from '../../../../src/loop/models/decoding.ts';

const [START, END, VOCABULARY, LENGTH] = [0, 1, 4, 5];
const common = { items: 1, start: START, end: END, length: LENGTH };

/** A language of four ids whose next id depends on the item and on all ids before. */
function languageOf(seed: string): (item: number, tokens: readonly number[]) => Float32Array {
  return (item, tokens) => {
    const rng = createRng(`${seed}/${item}/${tokens.join()}`);
    const weights = Array.from({ length: VOCABULARY }, () => Math.exp(1.5 * rng.normal()));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return Float32Array.from(weights, (weight) => Math.log(weight / total));
  };
}

function portOf(language: ReturnType<typeof languageOf>): NextWord {
  return async (prefixes) => prefixes.map(({ item, tokens }) => language(item, tokens));
}

/** Every text there is. */
function* allTexts(
  language: ReturnType<typeof languageOf>,
  tokens: readonly number[] = [START],
  logProbability = 0,
): Generator<DecodedText, void> {
  if (tokens.length === LENGTH || (tokens.length > 1 && tokens.at(-1) === END)) {
    yield { tokens, logProbability };
    return;
  }
  for (const [id, value] of language(0, tokens).entries()) {
    yield* allTexts(language, [...tokens, id], logProbability + value);
  }
}

const seeds = Array.from({ length: 40 }, (_, i) => `language ${i}`);

describe.each([0, 0.7, 1])('with lengths to the power %d', (lengthPower) => {
  const score = ({ tokens, logProbability }: DecodedText) => logProbability / (tokens.length - 1) ** lengthPower;

  test('a beam as wide as there are texts finds the best of all texts', async () => {
    for (const seed of seeds) {
      const language = languageOf(seed);
      const all = [...allTexts(language)];
      expect(all.length).toBeGreaterThan(100);
      const best = all.reduce((most, text) => (score(text) > score(most) ? text : most));
      const options = { ...common, width: VOCABULARY ** LENGTH, lengthPower };
      expect(await beamSearch(portOf(language), options)).toEqual([best]);
    }
  });

  test('a wider beam finds better texts on the whole, and a narrow one misses some', async () => {
    const total = async (width: number) => {
      const found = seeds.map((seed) => beamSearch(portOf(languageOf(seed)), { ...common, width, lengthPower }));
      return (await Promise.all(found)).reduce((sum, [text]) => sum + score(text!), 0);
    };
    const [one, three, all] = [await total(1), await total(3), await total(VOCABULARY ** LENGTH)];
    expect(one).toBeLessThan(three);
    expect(three).toBeLessThan(all);
  });
});

test('a beam of one is greedy: it says the most probable id until the end or the length', async () => {
  const lengths = new Set<number>();
  for (const seed of seeds) {
    const language = languageOf(seed);
    const tokens = [START];
    let logProbability = 0;
    while (tokens.length < LENGTH && (tokens.length === 1 || tokens.at(-1) !== END)) {
      const row = language(0, tokens);
      const most = Math.max(...row);
      tokens.push(row.indexOf(most));
      logProbability += most;
    }
    lengths.add(tokens.length);
    const expected = [{ tokens, logProbability }];
    for (const lengthPower of [0, 1]) {
      expect(await beamSearch(portOf(language), { ...common, width: 1, lengthPower })).toEqual(expected);
    }
  }
  expect(lengths.size).toBeGreaterThan(2);
});

test('texts of several items are found in one search as each by itself, and ended ones are not asked for', async () => {
  const language = languageOf('items');
  const asked: number[] = [];
  const counting: NextWord = async (prefixes) => {
    asked.push(prefixes.length);
    for (const { tokens } of prefixes) expect(tokens.slice(1)).not.toContain(END);
    return portOf(language)(prefixes);
  };
  const together = await beamSearch(counting, { ...common, items: 5, width: 2, lengthPower: 1 });
  expect(asked[0]).toBe(5);
  expect(Math.max(...asked)).toBeLessThanOrEqual(10);
  for (const [item, text] of together.entries()) {
    const alone: NextWord = async (prefixes) => prefixes.map(({ tokens }) => language(item, tokens));
    expect(await beamSearch(alone, { ...common, width: 2, lengthPower: 1 })).toEqual([text]);
  }
});

test('of equally probable ids the lowest comes first', async () => {
  const even: NextWord = async (prefixes) => prefixes.map(() => Float32Array.of(-9, -9, -1, -1));
  const [text] = await beamSearch(even, { ...common, width: 1, lengthPower: 0 });
  expect(text!.tokens).toEqual([0, 2, 2, 2, 2]);
});

test.each([
  [{ width: 0 }, 'width must be a whole number >= 1, got 0'],
  [{ length: 1 }, 'length must be a whole number >= 2, got 1'],
  [{ lengthPower: -1 }, 'lengthPower must be a number >= 0, got -1'],
])('%o is refused', async (wrong, message) => {
  const search = beamSearch(portOf(languageOf('')), { ...common, width: 2, lengthPower: 1, ...wrong });
  await expect(search).rejects.toThrow(message);
});
