/** Two crawls of one loopback host in one process: does the ceiling hold, and is it used? */
import { parseArgs } from 'node:util';
import { twoCrawls } from './two-crawls.ts';

const LEAST_USE = 0.95;
const { values } = parseArgs({
  options: { ceiling: { type: 'string', default: '50' }, seconds: { type: 'string', default: '60' } },
});
const ceiling = Number(values.ceiling);
const result = await twoCrawls(ceiling, Number(values.seconds));
const { mostInASecond, mostInAWindow, windowMs, mostAllowed, climbedAfterMs, use, starts } = result;
const rows = [
  ['ceiling', `${ceiling} starts a second`],
  [`starts in ${values.seconds} s`, String(starts.length)],
  ['most in any sliding second', String(mostInASecond)],
  [`most in any ${windowMs.toFixed(0)} ms`, `${mostInAWindow} of ${mostAllowed} allowed`],
  ['climbed to the ceiling after', `${(climbedAfterMs / 1000).toFixed(2)} s`],
  ['use of the ceiling from there on', `${(100 * use).toFixed(1)} %`],
];
for (const [name, value] of rows) console.log(`${name!.padEnd(34)}${value}`);
if (mostInAWindow > mostAllowed || !(use >= LEAST_USE)) process.exitCode = 1;
