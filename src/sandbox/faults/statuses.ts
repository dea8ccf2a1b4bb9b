import type { Fault } from './fault.ts';

const ERROR_JSON = JSON.stringify({ success: false, error: 'server_error', message: 'Internal Server Error' });

export const status500: Fault = {
  summary: '500 with an error in JSON',
  answer: () => new Response(ERROR_JSON, { status: 500, headers: { 'content-type': 'application/json' } }),
};

export const status502Text: Fault = {
  summary: '502 with a plain text page, as during maintenance',
  answer: ({ c }) => c.text('The site is down for maintenance.', 502),
};

export const status503: Fault = {
  summary: '503 without a Retry-After',
  answer: ({ c }) => c.text('Service Unavailable', 503),
};
