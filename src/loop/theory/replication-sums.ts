export interface Estimate {
  readonly mean: number;
  readonly standardError: number;
}

/** What sums go on from: replications taken in, and two numbers a value. */
export interface SumsState {
  readonly replications: number;
  readonly means: Float64Array;
  readonly squares: Float64Array;
}

/**
 * Means and standard errors over replications, kept in one pass. They depend on the order of replications alone, not on
 * where a run was broken off and gone on with.
 *
 * Welford, B. P. (1962). Note on a method for calculating corrected sums of squares and products. Technometrics 4, 419–420.
 */
export class ReplicationSums {
  #replications: number;
  readonly #columns: number;
  readonly #means: Float64Array;
  readonly #squares: Float64Array;

  /**
   * @param rows training sets of the loop
   * @param columns metrics of the model
   * @param from what earlier sums of this size had come to. @default nothing
   */
  constructor(rows: number, columns: number, from?: SumsState) {
    this.#columns = columns;
    this.#replications = from?.replications ?? 0;
    this.#means = from?.means.slice() ?? new Float64Array(rows * columns);
    this.#squares = from?.squares.slice() ?? new Float64Array(rows * columns);
  }

  get replications(): number {
    return this.#replications;
  }

  state(): SumsState {
    return { replications: this.#replications, means: this.#means.slice(), squares: this.#squares.slice() };
  }

  /** Takes in one replication. @param values rows · columns, as a model's run gives them */
  add(values: Float64Array): void {
    if (values.length !== this.#means.length) {
      throw new RangeError(`a replication must have ${this.#means.length} values, got ${values.length}`);
    }
    const count = ++this.#replications;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      const delta = value - this.#means[i]!;
      this.#means[i]! += delta / count;
      this.#squares[i]! += delta * (value - this.#means[i]!);
    }
  }

  /** @throws RangeError with fewer than two replications */
  estimate(row: number, column: number): Estimate {
    const count = this.#replications;
    if (count < 2) throw new RangeError(`a standard error needs at least 2 replications, got ${count}`);
    const i = row * this.#columns + column;
    return { mean: this.#means[i]!, standardError: Math.sqrt(this.#squares[i]! / (count - 1) / count) };
  }
}
