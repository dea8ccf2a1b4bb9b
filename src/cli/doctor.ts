import { existsSync } from 'node:fs';
import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findChromium } from '../config/chromium.ts';
import { loadConfig, SITES } from '../config/config.ts';

export interface Finding {
  readonly check: string;
  /** `warning`: Tidemark runs, but something it can do is out of reach. */
  readonly state: 'good' | 'warning' | 'bad';
  readonly found: string;
  /** What to do about it; null where nothing is wrong. */
  readonly mend: string | null;
}

interface Circumstances {
  readonly dataDir: string;
  readonly configFile: string | null;
  readonly env: NodeJS.ProcessEnv;
}

const LEAST_NODE: readonly [number, number] = [24, 12];
const LEAST_FREE_BYTES = 2 * 1024 ** 3;

/** Looks at everything Tidemark needs, one finding a check, in a fixed order. Changes nothing but an absent data folder. */
export async function examine(circumstances: Circumstances): Promise<Finding[]> {
  return [
    node(),
    chromium(circumstances.env),
    await disk(circumstances.dataDir),
    await duckdb(),
    await onnx(),
    config(circumstances),
  ];
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isNew = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  if (isNew) return good('Node', process.versions.node);
  return {
    check: 'Node',
    state: 'bad',
    found: process.versions.node,
    mend: 'run npm ci: it brings Node 24 on Linux; elsewhere install Node 24.12 or newer',
  };
}

function chromium(env: NodeJS.ProcessEnv): Finding {
  const path = findChromium(env);
  if (path !== null) return good('Chromium', path);
  const named = env.CHROMIUM_PATH;
  return {
    check: 'Chromium',
    state: 'warning',
    found: named ? `CHROMIUM_PATH names ${named}, which is not there` : 'not found; only the browser tests need it',
    mend: named ? 'set CHROMIUM_PATH to the program' : 'apt-get install chromium, or set CHROMIUM_PATH',
  };
}

async function disk(dataDir: string): Promise<Finding> {
  const folder = resolve(dataDir);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    return {
      check: 'Disk',
      state: 'bad',
      found: `cannot write to ${folder}: ${(error as Error).message}`,
      mend: 'give --data-dir a folder you may write to',
    };
  }
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const found = `${(free / 1024 ** 3).toFixed(1)} GiB free in ${folder}`;
  if (free >= LEAST_FREE_BYTES) return good('Disk', found);
  return {
    check: 'Disk',
    state: 'warning',
    found,
    mend: 'free some space, or give --data-dir a folder on a larger disk',
  };
}

async function duckdb(): Promise<Finding> {
  try {
    const { version } = await import('@duckdb/node-api');
    const { Store } = await import('../store/store.ts');
    await using _ = await Store.open(':memory:');
    return good('DuckDB', version());
  } catch (error) {
    return {
      check: 'DuckDB',
      state: 'bad',
      found: (error as Error).message,
      mend: 'run npm ci again: the database library did not load',
    };
  }
}

async function onnx(): Promise<Finding> {
  const check = 'ONNX Runtime';
  try {
    const { probeProviders } = await import('../loop/onnx/probe.ts');
    const { provider, refusals } = await probeProviders();
    const reasons = refusals.map((refusal) => `${refusal.provider}: ${refusal.reason}`);
    if (provider === 'cpu' && reasons.length > 0) {
      return { check, state: 'warning', found: 'models run on the CPU, no GPU can be used', mend: reasons.join('; ') };
    }
    return good(check, [`models run on ${provider}`, ...reasons].join('; '));
  } catch (error) {
    return { check, state: 'bad', found: (error as Error).message, mend: 'run npm ci again: its library did not load' };
  }
}

function config({ configFile, env }: Circumstances): Finding {
  try {
    const { sites } = loadConfig(configFile, env);
    const live = SITES.filter((site) => sites[site].isLive);
    const where = configFile !== null && existsSync(configFile) ? configFile : 'no tidemark.toml: defaults';
    return good(
      'Configuration',
      `${where}; ${live.length === 0 ? 'all sites are stand-ins on this machine' : `live: ${live.join(', ')}`}`,
    );
  } catch (error) {
    return {
      check: 'Configuration',
      state: 'bad',
      found: (error as Error).message,
      mend: 'see docs/reference/configuration.md for every key',
    };
  }
}

function good(check: string, found: string): Finding {
  return { check, state: 'good', found, mend: null };
}
