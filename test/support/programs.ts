import { findChromium } from '../../src/config/chromium.ts';

/** Null where no Chromium is installed; then tests that need one are skipped under `CHROMIUM_NEED`. */
export const CHROMIUM: string | null = findChromium(process.env);
export const CHROMIUM_NEED: string = CHROMIUM === null ? ' (skipped: apt-get install chromium)' : '';
