import { listed, siteName } from '../charts/words.ts';
import { FROM_FILE, STAND_IN } from '../core/origin.ts';
import type { SiteOrigin } from '../store/types.ts';
import { type Html, html } from './html.ts';

/** More names than this are counted instead. */
const MOST_NAMES = 4;

/** What every figure must say, since pictures travel without their page; null where all sites are real. */
export function standInNotice(origins: readonly SiteOrigin[]): string | null {
  const names = standIns(origins).map(({ site }) => siteName(site));
  return names.length === 0 ? null : `Stand-in sites, invented data: ${names.join(', ')}`;
}

/** Where the histories came from, to stand before anything else: a warning about stand-ins, a plain line about the rest. */
export function originWords(origins: readonly SiteOrigin[]): Html {
  const invented = standIns(origins);
  const real = origins.filter(({ origin }) => origin !== STAND_IN);
  const warning =
    invented.length === 0
      ? html``
      : html`<p class="warning" role="note">${warningOf(invented, real.length === 0)}</p>\n`;
  if (real.length === 0) return warning;
  return html`${warning}<p class="origins">${[...Map.groupBy(real, ({ origin }) => origin)].map(([origin, sites]) => sourceOf(origin, sites)).join(' ')}</p>\n`;
}

function standIns(origins: readonly SiteOrigin[]): SiteOrigin[] {
  return origins.filter(({ origin }) => origin === STAND_IN);
}

function warningOf(sites: readonly SiteOrigin[], isAll: boolean): string {
  const names = listed(sites.map(({ site }) => siteName(site)));
  const [are, their, them] =
    sites.length === 1 ? ['is a stand-in site', 'its', 'it'] : ['are stand-in sites', 'their', 'them'];
  const about = isAll ? '' : ` about ${them}`;
  return `${names} ${are} on this machine: ${their} artists are invented. Nothing here${about} is an observation.`;
}

function sourceOf(origin: string, sites: readonly SiteOrigin[]): string {
  const names = sites.map(({ site }) => siteName(site));
  const subject = names.length > MOST_NAMES ? `${names.length} sites` : listed(names);
  const verb = names.length === 1 ? 'was' : 'were';
  return `${subject} ${verb} read from ${origin === FROM_FILE ? 'files' : origin}.`;
}
