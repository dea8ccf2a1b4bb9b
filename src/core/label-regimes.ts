import type { Label } from './records.ts';

/** A span of time in which a site asked for AI labels in one way. A site without one has no usable label. */
export interface LabelRegime {
  readonly id: string;
  readonly site: string;
  /** First instant at which the rule held. */
  readonly since: number;
  readonly rule: string;
  readonly source: string;
}

/** Works published before a site's first regime carry this. */
export const NO_REGIME = 'none';

export const LABEL_REGIMES: readonly LabelRegime[] = [
  {
    id: 'danbooru-tags',
    site: 'danbooru',
    since: Date.UTC(2022, 9, 1),
    rule: 'the community tags ai-generated and ai-assisted; works made wholly by a generator may not be posted',
    source: 'Danbooru wiki, ai-generated; the month is known only as autumn 2022',
  },
  {
    id: 'artstation-tag',
    site: 'artstation',
    since: Date.UTC(2023, 0, 1),
    rule: 'the artist is expected to tag CreatedWithAI; only detail pages show tags',
    source: 'aitrace.org timeline, January to February 2023',
  },
  {
    id: 'deviantart-mandatory',
    site: 'deviantart',
    since: Date.UTC(2023, 5, 12),
    rule: 'the label "Created using AI tools" is mandatory',
    source: 'DeviantArt team journal 966421077, 12 June 2023',
  },
];

/** The regime in force on a site at an instant. @returns its id, or `none` */
export function labelRegimeAt(site: string, publishedAt: number): string {
  return LABEL_REGIMES.findLast((regime) => regime.site === site && publishedAt >= regime.since)?.id ?? NO_REGIME;
}

/**
 * Reads a label from what a site shows. A mark counts whenever the work was published; the lack of a mark
 * says `no` only under a regime, because before it nobody was asked.
 */
export function labelFromMark(mark: 'yes' | 'assisted' | undefined, labelRegime: string): Label {
  return mark ?? (labelRegime === NO_REGIME ? 'unknown' : 'no');
}
