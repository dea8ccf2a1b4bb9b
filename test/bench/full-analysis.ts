/** The whole analysis of a store in a process of its own, for its time and its greatest memory. */
import { analyze } from '../../src/jobs/analyze.ts';
import { Store } from '../../src/store/store.ts';

const [path, draws] = [process.argv[2]!, Number(process.argv[3])];
await using store = await Store.open(path);
let readSeconds = 0;
const start = performance.now();
const timed: Pick<Store, 'activity'> = {
  activity: async (options) => {
    const activity = await store.activity(options);
    readSeconds = (performance.now() - start) / 1000;
    return activity;
  },
};
const { cohorts } = await analyze({ store: timed, draws });
const seconds = (performance.now() - start) / 1000;
const peakGb = process.resourceUsage().maxRSS / 2 ** 20;
console.log(JSON.stringify({ seconds, readSeconds, peakGb, figures: cohorts.length }));
