import { systemClock } from '../../../src/core/clock.ts';
import { silentProgress } from '../../../src/core/progress.ts';
import { importDump } from '../../../src/jobs/import-dump.ts';
import { Store } from '../../../src/store/store.ts';

/** A process that imports a dump in small batches until it is ended. It prints how many posts are committed. */
const [path, file, scratch] = process.argv.slice(2) as [string, string, string];
await using store = await Store.open(path);
const save = store.saveDumpBatch.bind(store);
store.saveDumpBatch = async (...batch) => {
  const done = await save(...batch);
  process.stdout.write(`${done.records}\n`);
  return done;
};
process.stdout.write('0\n');
await importDump({
  store,
  clock: systemClock,
  progress: silentProgress,
  signal: new AbortController().signal,
  runId: `import-${process.pid}`,
  file,
  isPartial: false,
  scratch,
  batchBytes: 100_000,
});
