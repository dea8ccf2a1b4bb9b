import { UsageError } from '../../core/errors.ts';
import { FAULT_NAMES, type FaultName } from './names.ts';

/** Where in an artist's list a fault waits. Pages count from 1. */
export type FaultPage = 'first' | 'middle' | 'last' | number;

export interface FaultSpec {
  readonly name: FaultName;
  readonly page: FaultPage;
  /** How many requests it spoils. */
  readonly count: number;
  /** Whose list; every artist's where it is not given. */
  readonly artist?: string;
}

/**
 * Reads `name@page*count`; the page is first, middle, last or a number, and first unless given; the count is 1.
 *
 * @example parseFault('status-500@middle*2') // => { name: 'status-500', page: 'middle', count: 2 }
 * @throws UsageError if it is written otherwise, or no fault has the name
 */
export function parseFault(text: string): FaultSpec {
  const [, name, page = 'first', count = '1'] =
    /^([a-z0-9-]+)(?:@(first|middle|last|[1-9]\d*))?(?:\*([1-9]\d*))?$/.exec(text) ?? [];
  const known = FAULT_NAMES.find((one) => one === name);
  if (known === undefined) {
    throw new UsageError(`expected name@page*count with a name out of ${FAULT_NAMES.join(', ')}; got "${text}"`);
  }
  return { name: known, page: placeFrom(page), count: Number(count) };
}

/** The page's number in a list of `pages` pages. */
export function pageNumber(page: FaultPage, pages: number): number {
  switch (page) {
    case 'first':
      return 1;
    case 'middle':
      return Math.floor((pages + 1) / 2);
    case 'last':
      return pages;
    default:
      return page;
  }
}

function placeFrom(text: string): FaultPage {
  return text === 'first' || text === 'middle' || text === 'last' ? text : Number(text);
}
