import type { Fault } from './fault.ts';

export const renamed: Fault = {
  summary: 'the artist takes another name just before this page is answered',
  answer: ({ listing, controls, honest }) => {
    controls.rename(listing.artist);
    return honest();
  },
};
