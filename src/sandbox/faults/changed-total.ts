import type { Fault } from './fault.ts';
import { changedPage } from './listing-body.ts';

export const changedTotal: Fault = {
  summary: 'a total_count that is smaller by one on this page',
  sites: ['artstation'],
  answer: (scene) =>
    changedPage(
      scene,
      (rows) => rows,
      ({ total_count }) => ({ total_count: Number(total_count) - 1 }),
    ),
};
