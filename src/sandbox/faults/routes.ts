import type { Context, Hono } from 'hono';
import { UsageError } from '../../core/errors.ts';
import type { FaultBoard } from './board.ts';
import type { ListingRequest, SiteControls } from './fault.ts';
import { FAULTS } from './faults.ts';
import { parseFault } from './spec.ts';

/** What faults need to know of a site. */
export interface FaultySite {
  readonly board: FaultBoard;
  readonly now: number;
  /** Undefined for requests that no fault spoils. */
  requestFrom(c: Context): ListingRequest | undefined;
  readonly controls: SiteControls;
}

/**
 * `POST /_faults` with `{"fault": "name@page*count", "artist": "..."}` arms one, artist left out for everybody's lists;
 * `GET` shows those that still wait, `DELETE` makes the site sound again.
 */
export function addFaultRoutes(app: Hono, { board, controls }: FaultySite): void {
  app.get('/_faults', (c) => c.json(board.waiting));
  app.post('/_faults', async (c) => {
    const { fault, artist }: Readonly<Record<string, unknown>> = await c.req.json();
    try {
      board.arm({ ...parseFault(String(fault)), ...(artist === undefined ? {} : { artist: String(artist) }) });
    } catch (error) {
      if (error instanceof UsageError || error instanceof RangeError) return c.json({ message: error.message }, 400);
      throw error;
    }
    return c.json(board.waiting, 201);
  });
  app.delete('/_faults', (c) => {
    board.clear();
    controls.restoreNames();
    return c.json(board.waiting);
  });
}

/** Spoils the requests that a fault waits for. */
export function addFaults(app: Hono, { board, now, requestFrom, controls }: FaultySite): void {
  const last = new Map<string, { readonly page: number; readonly body: unknown }>();

  app.use(async (c, next) => {
    const listing = board.waiting.length === 0 ? undefined : requestFrom(c);
    if (listing === undefined) return next();
    const name = board.strike(listing);
    const honest = async () => {
      await next();
      return c.res.clone();
    };
    if (name === undefined) {
      const response = await honest();
      if (response.ok) last.set(listing.artist, { page: listing.page, body: await response.json() });
      return;
    }
    const before = last.get(listing.artist);
    const previous = before?.page === listing.page - 1 ? before.body : undefined;
    const response = await FAULTS[name].answer({ c, site: board.site, now, listing, honest, previous, controls });
    c.res = undefined; // else the honest answer's headers stay
    c.res = response;
  });
}
