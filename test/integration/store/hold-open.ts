import { Store } from '../../../src/store/store.ts';

/** A process that keeps a database open until it is ended. */
await Store.open(process.argv[2]!);
process.stdout.write('open\n');
setInterval(() => {}, 60_000);
