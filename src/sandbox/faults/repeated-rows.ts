import type { Fault } from './fault.ts';
import { changedPage, rowsOf } from './listing-body.ts';

const REPEATED = 3;

export const repeatedRows: Fault = {
  summary: 'the last rows of the page before stand on this page again',
  answer: (scene) => {
    const { site, previous } = scene;
    const before = previous === undefined ? [] : rowsOf(site, previous).slice(-REPEATED);
    return changedPage(scene, (rows) => [...before, ...rows]);
  },
};
