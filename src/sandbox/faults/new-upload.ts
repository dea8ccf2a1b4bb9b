import type { Fault } from './fault.ts';

/** Until it strikes, the artist's newest work is not published; see catalogue-now.ts. */
export const newUpload: Fault = {
  summary: 'the artist publishes a work just before this page is answered',
  answer: ({ honest }) => honest(),
};
