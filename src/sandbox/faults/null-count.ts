import type { Fault } from './fault.ts';

export const nullCount: Fault = {
  summary: '{"counts":{"posts":null}}, as when counting took too long',
  sites: ['danbooru'],
  on: 'count',
  answer: ({ c }) => c.json({ counts: { posts: null } }),
};
