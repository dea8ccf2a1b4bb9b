import { LABEL_REGIMES, type LabelRegime } from '../../core/label-regimes.ts';
import { monthFromInstant, startOfMonth } from '../../core/month.ts';
import type { Rng } from '../../core/rng.ts';
import { type Career, meanUploads } from './artists.ts';
import type { SandboxSite } from './sites.ts';
import { TRAIT } from './traits.ts';

const HOUR = 3_600_000;
const BORDER_EVERY = 11;

/**
 * When one artist published, oldest first. Every eleventh upload lies between 01:00 and 04:00 UTC on the first
 * of its month, which is the month before in every zone of the United States.
 */
export function drawInstants(rng: Rng, career: Career, now: number, resolutionMs: number): Float64Array {
  const instants: number[] = [];
  const lastMonth = Math.min(career.exitMonth, monthFromInstant(now));
  for (let month = career.entryMonth; month <= lastMonth; month++) {
    const start = startOfMonth(month);
    const end = Math.min(startOfMonth(month + 1), now);
    const mean = (meanUploads(career, month) * (end - start)) / (startOfMonth(month + 1) - start);
    const drawn = rng.uniform() < career.workingShare ? drawPoisson(rng, mean) : 0;
    const count = month === career.entryMonth ? Math.max(drawn, 1) : drawn;
    for (let i = 0; i < count; i++) {
      const isAtBorder = instants.length % BORDER_EVERY === BORDER_EVERY - 1;
      const at = isAtBorder ? start + HOUR + rng.uniform() * 3 * HOUR : start + rng.uniform() * (end - start);
      instants.push(Math.floor(at / resolutionMs) * resolutionMs);
    }
  }
  return Float64Array.from(instants).sort();
}

/** Knuth's product of uniforms; means here stay below 150. */
function drawPoisson(rng: Rng, mean: number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = rng.uniform(); product > limit; product *= rng.uniform()) count++;
  return count;
}

/** How a site treats works. Shares in [0, 1]. */
interface Customs {
  /** Generated works of a time with a label rule that carry the mark. */
  readonly markedUnderRule: number;
  /** Generated works from before the rule that were marked later on. */
  readonly markedAfterwards: number;
  /** Marks that say assisted. */
  readonly assisted: number;
  readonly hidden: number;
  readonly mature: number;
  readonly deleted: number;
  readonly deletedIfMarked: number;
  readonly restricted: number;
}

const LENIENT: Customs = {
  markedUnderRule: 0,
  markedAfterwards: 0,
  assisted: 0,
  hidden: 0,
  mature: 0,
  deleted: 0,
  deletedIfMarked: 0,
  restricted: 0,
};

const CUSTOMS: Readonly<Record<SandboxSite, Customs>> = {
  artstation: { ...LENIENT, markedUnderRule: 0.8, markedAfterwards: 0.15, mature: 0.04 },
  deviantart: {
    ...LENIENT,
    markedUnderRule: 0.95,
    markedAfterwards: 0.3,
    hidden: 0.035,
    mature: 0.1,
    deleted: 0.005,
    deletedIfMarked: 0.005,
  },
  danbooru: {
    ...LENIENT,
    markedUnderRule: 0.97,
    markedAfterwards: 0.25,
    assisted: 0.2,
    mature: 0.25,
    deleted: 0.04,
    deletedIfMarked: 0.6,
    restricted: 0.008,
  },
};

/** From this day on DeviantArt marks works as not to be trained on unless the artist says otherwise. */
const DEVIANTART_OPTS_OUT = Date.UTC(2022, 10, 11);

const FIRST_RULE = new Map(LABEL_REGIMES.toReversed().map((regime: LabelRegime) => [regime.site, regime.since]));

/** The traits of one upload; see traits.ts for the bits. */
export function drawTraits(rng: Rng, site: SandboxSite, career: Career, publishedAt: number): number {
  const customs = CUSTOMS[site];
  const optsOut =
    career.optsOut || (site === 'deviantart' && publishedAt >= DEVIANTART_OPTS_OUT && rng.uniform() < 0.9);
  let traits = optsOut ? TRAIT.optOut : 0;
  if (monthFromInstant(publishedAt) >= career.adoptionMonth && rng.uniform() < career.generatedShare) {
    traits |= TRAIT.generated;
    if (rng.uniform() < 0.1) traits |= TRAIT.optOut;
    const isUnderRule = publishedAt >= (FIRST_RULE.get(site) ?? Number.POSITIVE_INFINITY);
    if (rng.uniform() < (isUnderRule ? customs.markedUnderRule : customs.markedAfterwards)) {
      traits |= rng.uniform() < customs.assisted ? TRAIT.markedAssisted : TRAIT.markedYes;
    }
  }
  const isMarked = (traits & (TRAIT.markedYes | TRAIT.markedAssisted)) !== 0;
  if (rng.uniform() < (isMarked ? customs.deletedIfMarked : customs.deleted)) return traits | TRAIT.deleted;
  const fate = rng.uniform();
  if (fate < customs.hidden) return traits | TRAIT.hidden;
  if (fate < customs.hidden + customs.restricted) return traits | TRAIT.restricted;
  return fate > 1 - customs.mature ? traits | TRAIT.mature : traits;
}
