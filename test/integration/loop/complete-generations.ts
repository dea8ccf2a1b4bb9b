import { systemClock } from '../../../src/core/clock.ts';
import { silentProgress } from '../../../src/core/progress.ts';
import { completeGenerations } from '../../../src/loop/runs/complete-generations.ts';
import { prepareGenerations } from '../../../src/loop/runs/prepare-generations.ts';
import { gaussianEngine, RETRAIN_PLAN, realDots } from './gaussian-engine.ts';
import { requestOf } from './loop-setup.ts';

/** A process that runs a plan of trained models, or goes on with its run, until it is ended. */
const request = requestOf(process.argv[2]!, { planText: RETRAIN_PLAN });
const prepared = prepareGenerations(request, gaussianEngine, realDots(6));
process.stdout.write('started\n');
const signal = new AbortController().signal;
await completeGenerations(prepared, { clock: systemClock, progress: silentProgress, signal });
process.stdout.write(`${prepared.manifest.runId}\n`);
