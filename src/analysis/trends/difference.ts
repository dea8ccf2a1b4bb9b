import { type Month, monthFromInstant, monthFromText, textFromMonth } from '../../core/month.ts';
import type { Rng } from '../../core/rng.ts';
import type { DifferenceGroup, DifferenceTable, Estimate } from '../../core/trend-analysis-tables.ts';
import { type DifferencePanel, differenceInDifferences, eventStudy } from '../methods/difference-in-differences.ts';
import { type IndexedActivity, isActiveWithin } from '../spans.ts';
import { RELEASE } from './release.ts';

/** The treated entered in 2020 and 2021 and are seen in 2022 and 2023; the controls three years earlier in all of it. */
const SHIFT = 36;
const ENTRY_FROM = monthFromText('2020-01');
const SEEN_FROM = monthFromText('2022-01');
const SEEN_TO = monthFromText('2023-12');
/** Artists a group in the model: its time and memory grow with them, its interval is narrow enough with so many. */
const MOST_ARTISTS = 1500;
const LEAST_ARTISTS = 10;
const NOTHING: Estimate = { estimate: null, low: null, high: null };

/**
 * Difference in differences at the release of Stable Diffusion, between artists of equal tenure in different years.
 *
 * @param artists artist indices
 * @param knownTo the last month for which the history of every one of them was read
 */
export function differenceTable(
  site: string,
  activity: IndexedActivity,
  artists: Uint32Array,
  knownTo: Month,
  rng: Rng,
): DifferenceTable {
  const to = Math.min(SEEN_TO, knownTo);
  const treated = groupOf(activity, artists, 0, to, rng.fork('treated'));
  const controls = groupOf(activity, artists, SHIFT, to, rng.fork('controls'));
  const head = { site, treated: treated.described, controls: controls.described, event: textFromMonth(RELEASE) };
  const without = (reason: string): DifferenceTable => ({
    ...head,
    rateRatio: NOTHING,
    p: null,
    preTrend: { chiSquare: null, degreesOfFreedom: 0, p: null },
    months: [],
    reason,
  });
  if (to < RELEASE) return without(`the histories are known up to ${textFromMonth(knownTo)} only`);
  const few = Math.min(treated.described.artists, controls.described.artists);
  if (few < LEAST_ARTISTS) return without(`one group has ${few} artists, fewer than ${LEAST_ARTISTS}`);
  const panel = panelOf(activity, treated, controls, to);
  const difference = differenceInDifferences(panel, RELEASE);
  if (difference.kind === 'no-fit') return without(difference.reason);
  const { rateRatio, effect } = difference;
  const study = eventStudy(panel, RELEASE);
  const studied =
    study.kind === 'no-fit'
      ? { preTrend: { chiSquare: null, degreesOfFreedom: 0, p: null }, months: [], reason: study.reason }
      : { preTrend: preTrendOf(study.preTrend), months: study.months.map(monthOf), reason: study.preTrend.reason };
  return { ...head, rateRatio, p: effect.p, ...studied };
}

const preTrendOf = ({ chiSquare, degreesOfFreedom, p }: DifferenceTable['preTrend']) => ({
  chiSquare,
  degreesOfFreedom,
  p,
});

const monthOf = ({ relative, estimate, low, high }: DifferenceTable['months'][number]) => ({
  relative,
  estimate,
  low,
  high,
});

interface Group {
  readonly described: DifferenceGroup;
  /** Artist indices in the model. */
  readonly chosen: readonly number[];
  /** How many months their clock lies behind that of the treated. */
  readonly shift: number;
}

/** Whole histories with an upload in the months seen: an artist without one says nothing about changes. */
function groupOf(activity: IndexedActivity, artists: Uint32Array, shift: number, to: Month, rng: Rng): Group {
  const [entryFrom, from, last] = [ENTRY_FROM - shift, SEEN_FROM - shift, to - shift];
  const found = Array.from(artists).filter((artist) => {
    const entry = monthFromInstant(activity.firstUploadAt[artist]!);
    return (
      entry >= entryFrom &&
      entry < from &&
      activity.isComplete[artist] === 1 &&
      isActiveWithin(activity, artist, from, last)
    );
  });
  const chosen = sample(found, MOST_ARTISTS, rng);
  return {
    described: {
      entryFrom: textFromMonth(entryFrom),
      entryTo: textFromMonth(from - 1),
      from: textFromMonth(from),
      to: textFromMonth(last),
      artists: found.length,
      sampled: chosen.length,
    },
    chosen,
    shift,
  };
}

/** So many of the values, drawn without replacement: the first places of Fisher and Yates' shuffle. */
function sample(values: readonly number[], most: number, rng: Rng): number[] {
  if (values.length <= most) return [...values];
  const pool = [...values];
  for (let i = 0; i < most; i++) {
    const j = i + rng.integer(pool.length - i);
    [pool[i], pool[j]] = [pool[j]!, pool[i]!];
  }
  return pool.slice(0, most);
}

/** A row for each artist and month seen, zeros written out, on the clock of the treated. */
function panelOf(activity: IndexedActivity, treated: Group, controls: Group, to: Month): DifferencePanel {
  const length = to - SEEN_FROM + 1;
  const all = [treated, controls].flatMap(({ chosen, shift }) => chosen.map((artist) => ({ artist, shift })));
  const n = all.length * length;
  const panel = {
    artist: new Uint32Array(n),
    month: new Int32Array(n),
    treated: new Uint8Array(n),
    y: new Uint32Array(n),
  };
  all.forEach(({ artist, shift }, place) => {
    const first = place * length;
    panel.artist.fill(artist, first, first + length);
    panel.treated.fill(shift === 0 ? 1 : 0, first, first + length);
    for (let i = 0; i < length; i++) panel.month[first + i] = SEEN_FROM + i;
    for (let row = activity.start[artist]!; row < activity.start[artist + 1]!; row++) {
      const at = activity.month[row]! + shift - SEEN_FROM;
      if (at >= 0 && at < length) panel.y[first + at] = activity.uploads[row]!;
    }
  });
  return panel;
}
