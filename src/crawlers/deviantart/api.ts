import type { SiteConfig } from '../../config/config.ts';
import { UsageError } from '../../core/errors.ts';
import type { Validator } from '../../core/validator.ts';
import type { HttpClient, RequestOptions } from '../http/client.ts';
import { StatusError } from '../http/errors.ts';
import type { Version } from '../http/validators.ts';
import { tokenFromBody } from './parse.ts';
import { tokenUrl } from './url.ts';

/** The oldest version of the API whose replies the parser knows. */
const API_VERSION = '20210526';
/** A token is renewed this long before it ends. */
const MARGIN_MS = 60_000;

interface Token {
  readonly text: string;
  readonly renewAt: number;
}

/** The OAuth2 API with its client-credentials token: one for all artists, renewed in time, and once on a 401. */
export class DeviantartApi {
  readonly #http: HttpClient;
  readonly #config: SiteConfig;
  readonly #client: string;
  #token: Promise<Token> | undefined;

  /** @throws UsageError if a live crawl has no client of its own */
  constructor(http: HttpClient, config: SiteConfig) {
    this.#http = http;
    this.#config = config;
    this.#client = clientFrom(config);
  }

  get(url: string, signal: AbortSignal, form?: string): Promise<unknown> {
    return this.#withToken((token) => this.#http.json(url, signal, optionsFor(token, form)), signal);
  }

  version(url: string, known: Validator | undefined, signal: AbortSignal): Promise<Version> {
    return this.#withToken((token) => this.#http.version(url, known, signal, optionsFor(token, undefined)), signal);
  }

  async #withToken<T>(ask: (token: Token) => Promise<T>, signal: AbortSignal): Promise<T> {
    const token = await this.#current(signal);
    try {
      return await ask(token);
    } catch (error) {
      if (!(error instanceof StatusError && error.status === 401)) throw error;
      return ask(await this.#renew(token, signal));
    }
  }

  async #current(signal: AbortSignal): Promise<Token> {
    this.#token ??= this.#fetch(signal);
    const token = await this.#token;
    return token.renewAt > this.#http.now() ? token : this.#renew(token, signal);
  }

  /** Renews once, however many requests found the same token spent. */
  async #renew(spent: Token, signal: AbortSignal): Promise<Token> {
    const held = this.#token;
    if ((await held) === spent && this.#token === held) this.#token = this.#fetch(signal);
    return this.#token ?? this.#fetch(signal);
  }

  #fetch(signal: AbortSignal): Promise<Token> {
    const token = this.#ask(signal);
    token.catch(() => {
      this.#token = undefined;
    });
    return token;
  }

  async #ask(signal: AbortSignal): Promise<Token> {
    const url = tokenUrl(this.#config.baseUrl);
    const body = await this.#http.json(url, signal, {
      method: 'POST',
      headers: { authorization: `Basic ${this.#client}` },
      form: 'grant_type=client_credentials',
      isSecret: true,
    });
    const { token, lifeMs } = tokenFromBody(body, url);
    return { text: token, renewAt: this.#http.now() + lifeMs - MARGIN_MS };
  }
}

function optionsFor({ text }: Token, form: string | undefined): RequestOptions {
  const headers = { authorization: `Bearer ${text}`, 'dA-minor-version': API_VERSION };
  return form === undefined ? { headers } : { headers, method: 'POST', form };
}

function clientFrom({ isLive, clientId, secret }: SiteConfig): string {
  if (isLive && (clientId === null || secret === null)) {
    throw new UsageError(
      'DeviantArt needs an application of your own (deviantart.com/developers): set sites.deviantart.client_id and TIDEMARK_DEVIANTART_CLIENT_SECRET',
    );
  }
  return Buffer.from(`${clientId ?? 'sandbox'}:${secret ?? 'sandbox'}`).toString('base64');
}
