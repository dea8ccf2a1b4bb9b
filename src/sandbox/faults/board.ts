import type { SandboxSite } from '../world/sites.ts';
import type { ListingRequest } from './fault.ts';
import { FAULTS } from './faults.ts';
import type { FaultName } from './names.ts';
import { type FaultSpec, pageNumber } from './spec.ts';

interface Armed {
  readonly spec: FaultSpec;
  left: number;
}

/** The faults that wait at one site. */
export class FaultBoard {
  readonly site: SandboxSite;
  #armed: Armed[] = [];

  constructor(site: SandboxSite) {
    this.site = site;
  }

  /** Does the fault make sense here? */
  knows(name: FaultName): boolean {
    return FAULTS[name].sites?.includes(this.site) ?? true;
  }

  /** @throws RangeError if the fault makes no sense at this site */
  arm(spec: FaultSpec): void {
    if (!this.knows(spec.name)) throw new RangeError(`${spec.name} makes no sense at ${this.site}`);
    this.#armed.push({ spec, left: spec.count });
  }

  clear(): void {
    this.#armed = [];
  }

  /** Faults that still wait; `count` says for how many requests. */
  get waiting(): readonly FaultSpec[] {
    return this.#armed.filter(({ left }) => left > 0).map(({ spec, left }) => ({ ...spec, count: left }));
  }

  /** The fault that spoils this request, if one does; it is spent by the asking. */
  strike(request: ListingRequest): FaultName | undefined {
    const armed = this.#armed.find(
      ({ spec, left }) =>
        left > 0 &&
        isAbout(spec, request.artist) &&
        (FAULTS[spec.name].on ?? 'listing') === request.kind &&
        (request.kind === 'count' || pageNumber(spec.page, request.pages) === request.page),
    );
    if (armed === undefined) return undefined;
    armed.left -= 1;
    return armed.spec.name;
  }

  /** How many of an artist's newest works are not published yet. */
  withheld(artist: string): number {
    return this.#armed
      .filter(({ spec }) => spec.name === 'new-upload' && isAbout(spec, artist))
      .reduce((sum, { left }) => sum + left, 0);
  }
}

function isAbout({ artist }: FaultSpec, name: string): boolean {
  return artist === undefined || artist.toLowerCase() === name.toLowerCase();
}
