import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The Chromium to use: the one CHROMIUM_PATH names, else an installed one. @returns null if there is none */
export function findChromium(env: NodeJS.ProcessEnv): string | null {
  const candidates = env.CHROMIUM_PATH ? [env.CHROMIUM_PATH] : PLACES;
  return candidates.find((path) => existsSync(path)) ?? null;
}
