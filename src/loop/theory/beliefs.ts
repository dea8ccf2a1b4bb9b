import { gammaDraw } from '../../core/math/random-variates.ts';
import type { Rng } from '../../core/rng.ts';
import type { TheoryModel } from './model.ts';
import type { BeliefsOptions } from './options.ts';
import { PublicBelief, TRUE_SD } from './public-belief.ts';

type Options = Omit<BeliefsOptions, 'model'>;

/** Distances of the public belief from the truth, its standard deviation, and how many bought which draw in a round. */
const METRICS = ['hellinger', 'sd', 'full_draws', 'truncated_draws'] as const;

/** Samples the public remembers, and with which it starts: N(1, 1), off the truth's centre. */
const REMEMBERED = 100;
/** Draws of a kind, at least, on which a round's value of that kind rests. */
const LEAST_DRAWS = 3;
/** Draws of each kind that first values rest on. */
const FIRST_DRAWS = 30;
/** Log-normal with mean 1 and standard deviation 0.5. */
const LOG_VARIANCE = Math.log(1 + 0.5 ** 2);

/**
 * Knowledge collapse: individuals pay for draws from the truth, Student's t with ten degrees of freedom, or less for draws
 * that an AI cuts off at ± truncation · (what was believed to be the spread when it was made), or buy nothing, whichever
 * they have learned to be worth most; all see the last hundred draws. A draw's worth is how much nearer it brings the
 * public belief to the truth. A full draw costs the median of all values.
 *
 * Peterson, A. J. (2024). AI and the problem of knowledge collapse, arXiv 2404.03502. Here a draw's worth counts Hellinger
 * distance at a held bandwidth, all remember one value of each kind of draw, and it moves by the learning rate each round.
 *
 * The individuals decide what comes in: of the training sets, only how many there are matters. Generation 0 is the start,
 * each later one `rounds_per_generation` rounds on, and the AI is made anew at each.
 */
export function beliefsModel(options: Options): TheoryModel {
  return {
    name: 'beliefs',
    metrics: METRICS,
    check: () => {},
    run(sets, rng) {
      const society = new Society(options, rng);
      const measured = society.state();
      for (let generation = 1; generation < sets.length; generation++) {
        for (let round = 0; round < options.rounds_per_generation; round++) society.playRound();
        measured.push(...society.state());
        society.renewAi();
      }
      return Float64Array.from(measured);
    },
    predict: (sets) => sets.map(() => METRICS.map(() => null)),
  };
}

type Kind = 'full' | 'truncated';

class Society {
  readonly #options: Options;
  readonly #rng: Rng;
  /** How much each individual makes of a draw's worth. */
  readonly #multipliers: readonly number[];
  readonly #values: Record<Kind, number>;
  #samples: number[];
  #belief: PublicBelief;
  #aiSd = TRUE_SD;
  #bought: Record<Kind, number> = { full: 0, truncated: 0 };

  constructor(options: Options, rng: Rng) {
    this.#options = options;
    this.#rng = rng;
    this.#multipliers = Array.from({ length: options.individuals }, () =>
      Math.exp(Math.sqrt(LOG_VARIANCE) * rng.normal() - LOG_VARIANCE / 2),
    );
    this.#samples = Array.from({ length: REMEMBERED }, () => 1 + rng.normal());
    this.#belief = new PublicBelief(this.#samples);
    this.#values = {
      full: this.#meanGain(this.#draws('full', FIRST_DRAWS)),
      truncated: this.#meanGain(this.#draws('truncated', FIRST_DRAWS)),
    };
  }

  /** One value a metric. */
  state(): number[] {
    return [this.#belief.hellinger, this.#belief.sd, this.#bought.full, this.#bought.truncated];
  }

  playRound(): void {
    this.#bought = this.#choices();
    const draws = {
      full: this.#draws('full', this.#bought.full),
      truncated: this.#draws('truncated', this.#bought.truncated),
    };
    for (const kind of ['full', 'truncated'] as const) {
      const missing = Math.max(0, LEAST_DRAWS - draws[kind].length);
      const gain = this.#meanGain([...draws[kind], ...this.#draws(kind, missing)]);
      this.#values[kind] += this.#options.learning_rate * (gain - this.#values[kind]);
    }
    this.#samples = [...this.#samples, ...draws.truncated, ...draws.full].slice(-REMEMBERED);
    this.#belief = new PublicBelief(this.#samples);
  }

  /** What the AI can show from now on follows what is believed now. */
  renewAi(): void {
    this.#aiSd = this.#belief.sd;
  }

  #choices(): Record<Kind, number> {
    const { full, truncated } = this.#values;
    const price = median(this.#multipliers.flatMap((multiplier) => [multiplier * full, multiplier * truncated]));
    const bought = { full: 0, truncated: 0 };
    for (const multiplier of this.#multipliers) {
      const gainOfFull = multiplier * full - price;
      const gainOfTruncated = multiplier * truncated - this.#options.price_factor * price;
      if (Math.max(gainOfFull, gainOfTruncated) <= 0) continue;
      bought[gainOfFull >= gainOfTruncated ? 'full' : 'truncated'] += 1;
    }
    return bought;
  }

  #draws(kind: Kind, count: number): number[] {
    const limit = kind === 'full' ? Number.POSITIVE_INFINITY : this.#options.truncation * this.#aiSd;
    return Array.from({ length: count }, () => {
      for (;;) {
        const draw = this.#rng.normal() / Math.sqrt(gammaDraw(5, this.#rng) / 5);
        if (Math.abs(draw) <= limit) return draw;
      }
    });
  }

  #meanGain(draws: readonly number[]): number {
    return draws.reduce((sum, draw) => sum + this.#belief.gainFrom(draw), 0) / draws.length;
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
