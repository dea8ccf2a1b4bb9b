import type { Hono } from 'hono';
import type { Clock } from '../../core/clock.ts';
import { blockedPage } from '../challenge.ts';
import type { FaultBoard } from '../faults/board.ts';
import { catalogueNow } from '../faults/catalogue-now.ts';
import { ROBOTS } from '../robots.ts';
import { createShell, truthOf } from '../shell.ts';
import type { Validators } from '../validators.ts';
import type { Catalogue } from '../world/catalogue.ts';
import { hexDigits } from '../world/mix.ts';
import type { WorldArtist } from '../world/world.ts';
import { type ApiOptions, addApi } from './api.ts';
import { listingRequest } from './listing-request.ts';
import { createOAuth } from './oauth.ts';
import { userIdOf } from './rows.ts';
import { addWebsite } from './website.ts';

export interface DeviantArtOptions extends ApiOptions {
  readonly validators: Validators;
}

/** DeviantArt: the OAuth2 API and the website's state on one host. Clients without a user agent are blocked. */
export function createDeviantArt(truth: Catalogue, options: DeviantArtOptions, clock: Clock, board: FaultBoard): Hono {
  const catalogue = catalogueNow(truth, board);
  const { world } = catalogue;
  const oauth = createOAuth(clock);
  const site = createShell(
    world,
    ROBOTS.deviantart,
    truthOf(truth, identity),
    {
      board,
      now: world.now,
      requestFrom: (c) => listingRequest(catalogue, c),
      controls: { ...catalogue, revokeTokens: oauth.revokeAll },
    },
    options.validators,
  );

  site.use(async (c, next) => {
    if (!c.req.header('user-agent')) return blockedPage();
    await next();
  });
  site.on(['GET', 'POST'], '/oauth2/token', oauth.token);
  site.use('/api/v1/oauth2/*', oauth.requireToken);
  addApi(site, catalogue, options);
  addWebsite(site, catalogue, hexDigits(world.artists.length, 60, 40));
  site.notFound((c) => c.html('<!DOCTYPE html><title>DeviantArt: 404 Not Found</title>', 404));
  return site;
}

function identity(artist: WorldArtist) {
  return { artist: artist.name, artistId: userIdOf(artist), followers: artist.followers };
}
