import { type Month, monthFromInstant } from '../core/month.ts';
import events from './events.json' with { type: 'json' };

/** Something that happened to artists, drawn as a rule in the figures. */
export interface Event {
  readonly id: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  /** How sure the day is. */
  readonly precision: 'day' | 'month';
  readonly label: string;
  readonly source: string;
  /** Where the date can be looked up. */
  readonly url: string;
  /** True where two independent accounts or a first-party one give the date. */
  readonly verified: boolean;
  /** The block it is fitted in, with the events that months cannot tell it from; null for what is only drawn. */
  readonly block: EventBlockId | null;
  /** True where the event itself made uploads, so that its month needs a dummy of its own. */
  readonly pulse: boolean;
}

type EventBlockId = 'nft' | 'generative' | 'platform';

/**
 * Events fitted as one change, because monthly counts cannot tell them apart. Its level rises evenly from its first
 * month to its last: an `Intervention` of the interrupted series.
 */
export interface EventBlock {
  readonly id: EventBlockId;
  readonly from: Month;
  readonly to: Month;
  /** Ids of its events, by date. */
  readonly events: readonly string[];
  /** Months of its events that made uploads themselves. */
  readonly pulses: readonly Month[];
}

/** By date. */
export const EVENTS: readonly Event[] = events as Event[]; // JSON types `precision` and `block` as string

/** By first month. */
export const EVENT_BLOCKS: readonly EventBlock[] = blocksOf(EVENTS);

/** The events of a span of months, both ends included. */
export function eventsBetween(from: Month, to: Month): Event[] {
  return EVENTS.filter((event) => {
    const month = monthOf(event);
    return month >= from && month <= to;
  });
}

/**
 * The blocks that a model of a span of months can hold: their onset has at least `margin` months of it before and after.
 *
 * @param margin whole months ≥ 1. @default 2
 */
export function eventBlocksWithin(from: Month, to: Month, margin = 2): EventBlock[] {
  return EVENT_BLOCKS.filter((block) => block.from - from >= margin && to - block.to >= margin);
}

function blocksOf(all: readonly Event[]): EventBlock[] {
  const ids = new Set(all.flatMap(({ block }) => (block === null ? [] : [block])));
  return Array.from(ids, (id) => {
    const members = all.filter(({ block }) => block === id);
    const months = members.map(monthOf);
    return {
      id,
      from: Math.min(...months),
      to: Math.max(...months),
      events: members.map((event) => event.id),
      pulses: members.filter(({ pulse }) => pulse).map(monthOf),
    };
  });
}

function monthOf({ date }: Event): Month {
  return monthFromInstant(Date.parse(date));
}
