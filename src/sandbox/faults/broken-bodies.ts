import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { Fault } from './fault.ts';

export const bodyCutShort: Fault = {
  summary: 'the connection closes in the middle of the body',
  answer: async ({ c, honest }) => {
    const text = await (await honest()).text();
    const outgoing = outgoingOf(c);
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    outgoing.write(text.slice(0, text.length / 2), () => outgoing.destroy());
    return RESPONSE_ALREADY_SENT;
  },
};

export const jsonCutShort: Fault = {
  summary: '200 with the first half of the JSON',
  answer: async ({ c, honest }) => {
    const text = await (await honest()).text();
    return c.body(text.slice(0, text.length / 2), 200, { 'content-type': 'application/json' });
  },
};

export const connectionReset: Fault = {
  summary: 'the connection is reset before any answer',
  answer: ({ c }) => {
    outgoingOf(c).socket?.resetAndDestroy();
    return RESPONSE_ALREADY_SENT;
  },
};

export const html200: Fault = {
  summary: '200 with a web page',
  answer: ({ c }) => c.html('<!DOCTYPE html><html><head><title>Explore</title></head></html>'),
};

/** The reply of Node's own server, which every site here runs on. */
function outgoingOf(c: Context): HttpBindings['outgoing'] {
  return (c.env as HttpBindings).outgoing;
}
