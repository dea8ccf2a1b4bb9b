import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is gone at the end of the test: `using folder = temporaryFolder()`. */
export function temporaryFolder() {
  return mkdtempDisposableSync(join(tmpdir(), 'tidemark-store-'));
}
