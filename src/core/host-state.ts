/** What must outlive a restart about a host. Instants are milliseconds since 1970-01-01 UTC. */
export interface HostState {
  /** Host name and port, such as `127.0.0.1:7101`, for what was asked of it; the origin, such as `https://a.example`, for a robots.txt. */
  readonly host: string;
  readonly pausedUntil: number | null;
  /** Openings of the circuit breaker since the host's last answer; 0 while it is closed. */
  readonly breakerOpenings: number;
  readonly breakerOpenUntil: number | null;
  readonly robotsBody: string | null;
  readonly robotsStatus: number | null;
  readonly robotsFetchedAt: number | null;
  /** The version of robots.txt, where the site names one. */
  readonly robotsEtag: string | null;
  readonly robotsLastModified: string | null;
}

/** A host nothing is known of. */
export function blankHostState(host: string): HostState {
  return {
    host,
    pausedUntil: null,
    breakerOpenings: 0,
    breakerOpenUntil: null,
    robotsBody: null,
    robotsStatus: null,
    robotsFetchedAt: null,
    robotsEtag: null,
    robotsLastModified: null,
  };
}
