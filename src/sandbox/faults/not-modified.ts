import type { Fault } from './fault.ts';

export const notModified: Fault = {
  summary: '304, whatever the request names: a cache on the way that takes the list for unchanged',
  answer: () => new Response(null, { status: 304 }),
};
