import type { Fault } from './fault.ts';
import { changedPage, DATE_KEY } from './listing-body.ts';

export const missingDate: Fault = {
  summary: 'a row without its date',
  answer: (scene) =>
    changedPage(scene, (rows) =>
      rows.map((row, place) => {
        if (place > 0) return row;
        const { [DATE_KEY[scene.site]]: _date, ...rest } = row;
        return rest;
      }),
    ),
};
