const SHARE = 0.1;
/** Lets short runs retry. */
const ALLOWANCE = 20;

/**
 * Retries of one host: among any n requests at most `20 + n / 10`, so that a site in trouble is not asked again and again
 * by everybody at once.
 */
export class RetryBudget {
  #left = ALLOWANCE;

  /** A request is made. */
  earn(): void {
    this.#left = Math.min(ALLOWANCE, this.#left + SHARE);
  }

  /** @returns false if there is no retry left */
  spend(): boolean {
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
