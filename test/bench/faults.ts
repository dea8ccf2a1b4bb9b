import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { FAULTS } from '../../src/sandbox/faults/faults.ts';
import { FAULT_NAMES } from '../../src/sandbox/faults/names.ts';
import {
  type FaultOutcome,
  isHonest,
  isMended,
  runFault,
  startFaultySites,
} from '../integration/crawlers/fault-matrix.ts';

// `npm run faults`: every fault on the stand-in sites against the crawlers and a store; writes docs/reference/faults.md.
const FILE = resolve(import.meta.dirname, '../../docs/reference/faults.md');
const HEAD = ['site', 'page', 'times', 'state', 'stored', 'hidden', 'rerun', 'duplicates', 'reason'];

const start = performance.now();
await using sandbox = await startFaultySites();
const sections: string[] = [];
let cases = 0;
let losses = 0;
for (const fault of FAULT_NAMES) {
  const outcomes = await runFault(sandbox, fault);
  const table = [HEAD, HEAD.map(() => '---'), ...outcomes.map(cells)].map((row) => `| ${row.join(' | ')} |`).join('\n');
  console.log(`\n${fault}: ${FAULTS[fault].summary}\n${table}`);
  sections.push(`## ${fault}\n\n${FAULTS[fault].summary}\n\n${table}\n`);
  cases += outcomes.length;
  losses += outcomes.filter((outcome) => !isHonest(outcome) || !isMended(outcome)).length;
}
writeFileSync(FILE, page());
console.log(
  `\n${cases} cases, ${losses} with a loss, ${((performance.now() - start) / 1000).toFixed(0)} s; written to ${FILE}`,
);
process.exitCode = losses === 0 ? 0 : 1;

function cells({
  site,
  page,
  count,
  state,
  stored,
  hidden,
  published,
  rerunState,
  duplicates,
  reason,
  hasStruck,
}: FaultOutcome) {
  const times = count === 1 ? 'once' : 'always';
  const told = hasStruck ? shortened(reason).replaceAll('|', '\\|') : 'the crawler never asks for this';
  return [site, page, times, state, `${stored}/${published}`, String(hidden), rerunState, String(duplicates), told];
}

/** Without the query of an address, and not longer than a line. */
function shortened(reason: string): string {
  const text = reason.replaceAll(/\?\S+?=\S*?(?=:? |$)/g, '?…');
  return text.length > 140 ? `${text.slice(0, 140)}…` : text;
}

function page(): string {
  return `# Faults

\`tidemark sandbox --fault name@page*count\` makes the stand-in sites fail on purpose: \`--fault status-500@middle*2\`
answers 500 to the first two requests for the middle page of an artist's works. The page is first, middle, last or a
number, and first if left out; the count is 1 if left out. While the sites run, \`POST /_faults\` with
\`{"fault": "name@page*count", "artist": "name"}\` arms one more at that site, for everybody's lists if no artist is
named; \`GET /_faults\` shows what still waits, and \`DELETE /_faults\` makes the site sound again.

Below, \`npm run faults\` has crawled an artist of three pages with each fault once and, where that differs, at every
request, then again in full two days later without it. *State* and *reason* are what the store says after the first
crawl, *stored* is how many of the artist's works it holds, *hidden* how many places in the list showed none, *rerun* is
the state after the second.

No case may be complete with months that differ from the site's, unless it tells as many hidden places as works are
missing, and every rerun must complete the artist without duplicates. Of ${cases} cases
${losses === 0 ? 'none breaks this' : `${losses} break this`}.

Danbooru lists the newest posts first, so that one posted after the first page was read belongs to the next crawl; the
store keeps the time up to which the list is known.

${sections.join('\n')}`;
}
