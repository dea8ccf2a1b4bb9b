// Given to Node by --import: prints, when the process ends, the address of every module that was loaded.
import { registerHooks } from 'node:module';

const loaded = new Set();
registerHooks({
  load(url, context, next) {
    loaded.add(url);
    return next(url, context);
  },
});
process.on('exit', () => {
  for (const url of loaded) console.log(`loaded ${url}`);
});
