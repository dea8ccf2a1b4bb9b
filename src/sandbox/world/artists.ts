import { monthFromInstant, monthFromText } from '../../core/month.ts';
import type { Rng } from '../../core/rng.ts';

export const FIRST_MONTH = monthFromText('2012-01');
/** Image generators reach the public: DALL-E 2 in July, Stable Diffusion in August 2022. */
const GENERATORS_ARRIVE = monthFromText('2022-08');
const SENIOR_BEFORE = monthFromText('2020-01');

/** How an artist would go on if nothing cut the history short. Months as in core/month.ts. */
export interface Career {
  readonly entryMonth: number;
  /** Last month with any upload; may lie after the world's now. */
  readonly exitMonth: number;
  /** Mean uploads in a month of work, before season and age. */
  readonly uploadsPerMonth: number;
  /** Chance that a month is a month of work. */
  readonly workingShare: number;
  /** First month of working with a generator; infinite for those who never do. */
  readonly adoptionMonth: number;
  /** Share of works made with a generator from adoption on. */
  readonly generatedShare: number;
  /** Marks every work as not to be trained on. */
  readonly optsOut: boolean;
}

/** Entry, exit, pace and the turn to generators of one artist; juniors turn to them more often than seniors. */
export function drawCareer(rng: Rng, now: number): Career {
  const months = monthFromInstant(now) - FIRST_MONTH;
  const entryMonth =
    rng.uniform() < 0.12 ? FIRST_MONTH + rng.integer(4) : FIRST_MONTH + Math.floor(months * rng.uniform() ** 0.75);
  const adopts = rng.uniform() < (entryMonth < SENIOR_BEFORE ? 0.07 : 0.24);
  const adoptionMonth = adopts
    ? Math.max(entryMonth, GENERATORS_ARRIVE + Math.floor(-6 * Math.log(1 - rng.uniform())))
    : Number.POSITIVE_INFINITY;
  return {
    entryMonth,
    exitMonth: drawExit(rng, entryMonth),
    uploadsPerMonth: Math.min(2.7 * Math.exp(0.85 * rng.normal()), 30),
    workingShare: 0.5 + 0.5 * rng.uniform(),
    adoptionMonth,
    generatedShare: 0.25 + 0.75 * rng.uniform(),
    optsOut: !adopts && rng.uniform() < 0.3,
  };
}

/** The risk of leaving falls with the years behind an artist and rises a little once generators are there. */
function drawExit(rng: Rng, entryMonth: number): number {
  const staying = 1 - rng.uniform();
  let survival = 1;
  let month = entryMonth;
  for (; survival > staying && month < entryMonth + 240; month++) {
    const hazard = 0.025 / (1 + (month - entryMonth) / 30) + 0.004 + (month >= GENERATORS_ARRIVE ? 0.003 : 0);
    survival *= 1 - hazard;
  }
  return month;
}

/** Expected uploads in a month: quieter summers, busier ends of year, slow fatigue, more with a generator at hand. */
export function meanUploads(career: Career, month: number): number {
  const season = 1 + 0.08 * Math.cos(((month % 12) - 10) * (Math.PI / 6));
  const fatigue = 1 / (1 + (month - career.entryMonth) / 120);
  const boost = month >= career.adoptionMonth ? 1 + career.generatedShare : 1;
  return (career.uploadsPerMonth * season * fatigue * boost) / career.workingShare;
}

/** Followers grow with output and with time; the spread between equals is wide. */
export function drawFollowers(rng: Rng, uploads: number, tenureMonths: number): number {
  return Math.floor(Math.exp(4.2 + 0.6 * Math.log(uploads + 1) + 0.004 * tenureMonths + 1.25 * rng.normal()));
}
