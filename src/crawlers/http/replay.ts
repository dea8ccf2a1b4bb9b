import type { Clock } from '../../core/clock.ts';
import { TidemarkError } from '../../core/errors.ts';
import type { HostStates } from './host-states.ts';
import type { Recorded } from './replay-index.ts';
import { type RawReply, type RawRequest, Transport } from './transport.ts';
import { isConditional } from './validators.ts';

/** The recorded run went no further: it was killed, or its connection failed and it gave up. */
export class ArchiveEndsError extends TidemarkError {
  readonly code = 'REPLAY_ARCHIVE_ENDS';
  readonly remedy = 'skip';
  readonly url: string;
  constructor(url: string) {
    super(`the archive ends here: it holds no further reply of ${url}`);
    this.url = url;
  }
}

/** Time as a recorded run saw it: each reply brings its own, and waits are over at once. */
export class ReplayClock implements Clock {
  #now: number;

  constructor(startedAt: number) {
    this.#now = startedAt;
  }

  now(): number {
    return this.#now;
  }

  async sleepUntil(at: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.advanceTo(at);
  }

  /** Never goes back. */
  advanceTo(at: number): void {
    this.#now = Math.max(this.#now, at);
  }
}

/** Answers each request from what a crawl recorded, in that order, and never opens a connection. */
export class ReplayTransport extends Transport {
  readonly #recorded: Recorded;
  readonly #clock: ReplayClock;

  constructor(recorded: Recorded) {
    const clock = new ReplayClock(recorded.startedAt);
    super({ clock, seed: 'replay', hostStates: forgetful });
    this.#recorded = recorded;
    this.#clock = clock;
  }

  /** @throws ArchiveEndsError if the archive holds no further reply to this request */
  override async send(request: RawRequest, signal: AbortSignal, onSent: () => void = () => {}): Promise<RawReply> {
    signal.throwIfAborted();
    onSent();
    const recording = await this.#recorded.take(request);
    if (recording === undefined || isRobotsUnchanged(request, recording.reply)) return replyNeverRecorded(request);
    this.#clock.advanceTo(recording.at);
    return recording.reply;
  }
}

/** A replay is no visit: it neither heeds nor leaves any pause of a host. */
const forgetful: HostStates = {
  hostStates: async () => [],
  saveHostState: async () => {},
};

/** A recorded run may have known robots.txt from an earlier one; the archive does not hold what it knew. */
function isRobotsUnchanged({ url, headers }: RawRequest, { status }: RawReply): boolean {
  return status === 304 && !isConditional(headers) && new URL(url).pathname === '/robots.txt';
}

/** Tokens are kept out of archives, and a robots.txt that an earlier run had read is not sent again. */
function replyNeverRecorded({ url, body }: RawRequest): RawReply {
  if (new URL(url).pathname === '/robots.txt') return reply(404, 'text/plain', '');
  if (new URLSearchParams(body).get('grant_type') !== 'client_credentials') throw new ArchiveEndsError(url);
  // RFC 6749, section 5.1
  const token = { access_token: 'replay', token_type: 'Bearer', expires_in: 3600, status: 'success' };
  return reply(200, 'application/json', JSON.stringify(token));
}

function reply(status: number, type: string, text: string): RawReply {
  return { status, statusText: '', headers: [['content-type', type]], body: Buffer.from(text) };
}
