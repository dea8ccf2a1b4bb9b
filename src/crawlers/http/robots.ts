/** A robots.txt as it applies to one crawler. */
export interface Robots {
  /** @param path path and query, as it stands in the request */
  verdict(path: string): RobotsVerdict;
  /** What `Crawl-delay` asks for, in milliseconds, at most 300 s; not part of RFC 9309. */
  readonly crawlDelayMs: number | undefined;
  /** What of the file is not kept as written, for the operator to know. */
  readonly note: string | undefined;
}

export interface RobotsVerdict {
  readonly isAllowed: boolean;
  /** The line that decided, such as `Disallow: /*.json`; undefined where none matches. */
  readonly rule: string | undefined;
}

interface Rule {
  readonly isAllow: boolean;
  readonly text: string;
  /** Octets of the pattern: the longest match decides. */
  readonly octets: number;
  /** The pattern's texts between its `*`. */
  readonly parts: readonly string[];
  readonly isAnchored: boolean;
}

interface Group {
  readonly agents: string[];
  readonly rules: Rule[];
  crawlDelayMs: number | undefined;
}

/** RFC 9309 asks parsers to read at least 500 KiB. */
const LONGEST_BODY = 512 * 1024;
const LONGEST_CRAWL_DELAY_MS = 300_000;

/** The robots.txt of a site that lets nobody read it (401, 403): nothing is allowed until the operator has asked. */
export function closedRobots(status: number): Robots {
  return {
    crawlDelayMs: undefined,
    note: undefined,
    verdict: () => ({ isAllowed: false, rule: `it answers ${status}` }),
  };
}

/**
 * Reads a robots.txt for one crawler.
 *
 * Koster, M. et al. (2022). Robots Exclusion Protocol. RFC 9309.
 *
 * @param productToken the crawler's name, letters, `_` and `-`, compared without regard to case
 */
export function parseRobots(body: string, productToken: string): Robots {
  const groups = groupsFromLines(linesFromBody(body));
  const token = productToken.toLowerCase();
  const named = groups.filter(({ agents }) => agents.includes(token));
  const chosen = named.length > 0 ? named : groups.filter(({ agents }) => agents.includes('*'));
  const rules = chosen.flatMap((group) => group.rules).sort(byPrecedence);
  const delays = chosen.flatMap(({ crawlDelayMs }) => crawlDelayMs ?? []);
  const delayMs = delays.length === 0 ? undefined : Math.max(...delays);
  const isTooLong = delayMs !== undefined && delayMs > LONGEST_CRAWL_DELAY_MS;
  return {
    crawlDelayMs: isTooLong ? LONGEST_CRAWL_DELAY_MS : delayMs,
    note: isTooLong ? `Crawl-delay: ${delayMs / 1000} is taken as ${LONGEST_CRAWL_DELAY_MS / 1000} s` : undefined,
    verdict(path) {
      if (path === '/robots.txt') return { isAllowed: true, rule: undefined };
      const target = normalizeEncoding(path);
      const rule = rules.find((candidate) => matches(candidate, target));
      return { isAllowed: rule?.isAllow ?? true, rule: rule?.text };
    },
  };
}

/** A line that the limit cuts is left out: half of `Allow: /a` would allow everything. */
function linesFromBody(body: string): readonly string[] {
  const lines = body
    .slice(0, LONGEST_BODY)
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/);
  return body.length > LONGEST_BODY ? lines.slice(0, -1) : lines;
}

function groupsFromLines(lines: readonly string[]): readonly Group[] {
  const groups: Group[] = [];
  let isNamingAgents = false;
  for (const line of lines) {
    const field = /^\s*([A-Za-z-]+)\s*:(.*)$/.exec(line.split('#', 1)[0]!);
    if (!field) continue;
    const name = field[1]!.toLowerCase();
    const value = field[2]!.trim();
    if (name === 'user-agent') {
      if (!isNamingAgents) groups.push({ agents: [], rules: [], crawlDelayMs: undefined });
      isNamingAgents = true;
      groups.at(-1)!.agents.push(agentFromValue(value));
      continue;
    }
    const group = groups.at(-1);
    if (!group) continue; // rules before any agent belong to nobody
    if (name === 'allow' || name === 'disallow') {
      isNamingAgents = false;
      if (value !== '') group.rules.push(ruleFromValue(name === 'allow', value));
    } else if (name === 'crawl-delay' && /^\d+(\.\d+)?$/.test(value)) {
      group.crawlDelayMs = Number(value) * 1000;
    }
  }
  return groups;
}

/** `Tidemark/1.0 (…)` names the token `tidemark`: anything after the first other character is left out. */
function agentFromValue(value: string): string {
  return value === '*' ? '*' : (/^[A-Za-z_-]+/.exec(value)?.[0] ?? '').toLowerCase();
}

function ruleFromValue(isAllow: boolean, value: string): Rule {
  const normal = normalizeEncoding(value);
  const isAnchored = normal.endsWith('$');
  return {
    isAllow,
    text: `${isAllow ? 'Allow' : 'Disallow'}: ${value}`,
    octets: normal.length,
    parts: (isAnchored ? normal.slice(0, -1) : normal).split('*'),
    isAnchored,
  };
}

/** Takes each part at its first place: linear, whatever the pattern, where a regular expression may hang. */
function matches({ parts, isAnchored }: Rule, target: string): boolean {
  const [first, ...rest] = parts;
  if (!target.startsWith(first!)) return false;
  const last = isAnchored ? rest.pop() : undefined;
  let end = first!.length;
  for (const part of rest) {
    const at = target.indexOf(part, end);
    if (at < 0) return false;
    end = at + part.length;
  }
  if (!isAnchored) return true;
  return last === undefined ? end === target.length : target.endsWith(last) && target.length - last.length >= end;
}

/** Longest pattern first; at the same length Allow first. */
function byPrecedence(a: Rule, b: Rule): number {
  return b.octets - a.octets || Number(b.isAllow) - Number(a.isAllow);
}

/** One form for percent-encodings: other than ASCII encoded, unreserved decoded, reserved left as they stand, in capitals. */
function normalizeEncoding(text: string): string {
  return text
    .replaceAll(/[^\x21-\x7e]+/g, (run) => encodeURIComponent(run.toWellFormed()))
    .replaceAll(/%[0-9A-Fa-f]{2}/g, (encoded) => {
      const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
      return /[A-Za-z0-9\-._~]/.test(character) ? character : encoded.toUpperCase();
    });
}
