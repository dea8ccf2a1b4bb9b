import { Hono } from 'hono';
import { addFaultRoutes, addFaults, type FaultySite } from './faults/routes.ts';
import { type TruthSubject, truthAbout } from './truth.ts';
import { ALREADY_SENT, addValidators, type Validators } from './validators.ts';
import type { Catalogue } from './world/catalogue.ts';
import type { SiteWorld, WorldArtist } from './world/world.ts';

/** What a site knows about its artists, for `/_truth`. */
export interface TruthSource {
  list(): readonly Omit<TruthSubject, 'rows'>[];
  find(name: string): TruthSubject | undefined;
}

/** The truth of a site where each artist of the world is one of its own. */
export function truthOf(
  { world, find, rowsOf }: Catalogue,
  identity: (artist: WorldArtist) => Omit<TruthSubject, 'rows'>,
): TruthSource {
  return {
    list: () => world.artists.map(identity),
    find(name) {
      const artist = find(name);
      return artist && { ...identity(artist), rows: rowsOf(artist) };
    },
  };
}

/**
 * What every stand-in site has besides the site itself: robots.txt, a log of requests at `/_requests`
 * the truth at `/_truth/<site>` and `/_truth/<site>/<artist>` and faults at `/_faults`; these are not logged themselves.
 * Replies are dated by the world's own day, and name their versions.
 */
export function createShell(
  world: SiteWorld,
  robots: string,
  truth: TruthSource,
  faults: FaultySite,
  validators: Validators,
): Hono {
  const app = new Hono();
  const byPath = new Map<string, number>();
  const date = new Date(world.now).toUTCString();
  let total = 0;

  app.use(async (c, next) => {
    await next();
    if (!c.res.headers.has(ALREADY_SENT)) c.header('date', date);
  });
  app.get('/_requests', (c) => c.json({ total, byPath: Object.fromEntries(byPath) }));
  app.get(`/_truth/${world.site}`, (c) => c.json(truth.list()));
  app.get(`/_truth/${world.site}/:artist`, (c) => {
    const subject = truth.find(c.req.param('artist'));
    return subject ? c.json(truthAbout(world, subject)) : c.json({ message: 'no such artist' }, 404);
  });
  app.get('/_truth/*', (c) => c.json({ message: `this is ${world.site}` }, 404));
  addFaultRoutes(app, faults);
  app.use(async (c, next) => {
    total += 1;
    byPath.set(c.req.path, (byPath.get(c.req.path) ?? 0) + 1);
    await next();
  });
  addValidators(app, validators, world.now);
  addFaults(app, faults);
  app.get('/robots.txt', (c) => c.text(robots));
  return app;
}
