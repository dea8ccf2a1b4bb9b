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
  /** True where two independent accounts or a first-party one give the date. */
  readonly verified: boolean;
}

/** By date. */
export const EVENTS: readonly Event[] = events as Event[]; // JSON types `precision` as string

/** The events of a span of months, both ends included. */
export function eventsBetween(from: Month, to: Month): Event[] {
  return EVENTS.filter((event) => {
    const month = monthFromInstant(Date.parse(event.date));
    return month >= from && month <= to;
  });
}
