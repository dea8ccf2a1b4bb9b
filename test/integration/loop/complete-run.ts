import { systemClock } from '../../../src/core/clock.ts';
import { silentProgress } from '../../../src/core/progress.ts';
import { RunFolder } from '../../../src/loop/runs/folder.ts';
import { prepareRun, reopenRun } from '../../../src/loop/runs/prepare.ts';
import { completeRun } from '../../../src/loop/runs/run.ts';
import { PLAN, requestOf } from './loop-setup.ts';

/** A process that runs a plan, or goes on with its run, and commits as often as it can until it is ended. */
const [dataDir, replications] = [process.argv[2]!, process.argv[3]!];
const request = requestOf(dataDir, { planText: PLAN.replace('400', replications) });
const fresh = prepareRun(request);
const isBegun = (await new RunFolder(dataDir, fresh.manifest.runId).state()) !== 'absent';
const prepared = isBegun ? await reopenRun(dataDir, fresh.manifest.runId, request) : fresh;
process.stdout.write('started\n');
const signal = new AbortController().signal;
await completeRun(prepared, { clock: systemClock, progress: silentProgress, signal, commitEveryMs: 0 });
process.stdout.write(`${fresh.manifest.runId}\n`);
