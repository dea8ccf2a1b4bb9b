import { blockedPage, challengePage } from '../challenge.ts';
import type { Fault } from './fault.ts';

export const challenge403: Fault = {
  summary: "403 with Cloudflare's bot check",
  answer: challengePage,
};

export const cloudfront403: Fault = {
  summary: '403 with CloudFront\'s page "Request blocked."',
  answer: blockedPage,
};

/** Without the marks of a bot check: the page says no, and nothing about what would help. */
export const danbooru403: Fault = {
  summary: '403 with a web page that carries no mark of a bot check, as Danbooru refuses clients',
  answer: ({ c }) => c.html('<!DOCTYPE html><html><head><title>Access denied</title></head></html>', 403),
};
