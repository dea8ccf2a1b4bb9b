import type { Options, Params, SingleBar } from 'cli-progress';
import cliProgress from 'cli-progress';
import type { Progress } from '../core/progress.ts';
import { barSizes } from './bar-sizes.ts';
import { wrap } from './wrap.ts';

/** Bars on a terminal, plain lines elsewhere; always on stderr, so that results on stdout stay clean. */
export function createProgress(stream: NodeJS.WriteStream): Progress & { stop(): void } {
  return stream.isTTY ? new Bars(stream) : new Lines(stream);
}

/** Bars are drawn again below a note, wherever it ends. */
const CLEAR_BELOW = '\u001b[J';

class Bars implements Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #bars: cliProgress.MultiBar;
  readonly #open = new Map<string, SingleBar>();
  readonly #done = new Map<string, number>();

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#bars = new cliProgress.MultiBar(
      {
        stream,
        format: lineOf,
        hideCursor: true,
        autopadding: true,
        linewrap: true,
        forceRedraw: true,
        gracefulExit: false,
        stopOnComplete: false,
        emptyOnZero: true,
      },
      cliProgress.Presets.shades_grey,
    );
  }

  start(task: string, total: number, done = 0): void {
    const bar = this.#open.get(task) ?? this.#begin(task, total, done);
    bar.setTotal(total);
    this.#open.set(task, bar);
  }

  #begin(task: string, total: number, done: number): SingleBar {
    this.#done.set(task, done);
    return this.#bars.create(total, done, { task, detail: '' });
  }

  advance(task: string, by: number, detail = ''): void {
    this.#done.set(task, (this.#done.get(task) ?? 0) + by);
    this.#open.get(task)?.increment(by, { detail });
  }

  note(text: string): void {
    const lines = `${wrap(text, this.#stream.columns)}\n`;
    if (this.#open.size > 0) this.#bars.log(CLEAR_BELOW + lines);
    else this.#stream.write(lines);
  }

  /** A finished task leaves a line and gives its bar's place away. */
  end(task: string): void {
    const bar = this.#open.get(task);
    if (!bar) return;
    this.note(`${task}: ${this.#done.get(task) ?? 0} of ${bar.getTotal()}`);
    this.#done.delete(task);
    this.#bars.remove(bar);
    this.#open.delete(task);
  }

  stop(): void {
    this.#bars.stop();
    this.#open.clear();
  }
}

/** One bar's line, no wider than the terminal. */
function lineOf(
  options: Options,
  { progress, value, total, eta, maxWidth }: Params,
  { task, detail }: { readonly task: string; readonly detail: string },
): string {
  const { BarFormat, TimeFormat } = cliProgress.Format;
  const done = String(value).padStart(String(total).length);
  const left = Number.isFinite(eta) ? TimeFormat(eta, options, 5) : '–';
  const words = `${done}/${total}  ${left} left  ${detail}`;
  const sizes = barSizes(task, words, maxWidth);
  return `${task.padEnd(sizes.name)} ${BarFormat(progress, { ...options, barsize: sizes.bar })} ${words}`;
}

interface LineState {
  readonly total: number;
  /** Done before the start. */
  readonly before: number;
  done: number;
  quarter: number;
  readonly startedAt: number;
}

class Lines implements Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #tasks = new Map<string, LineState>();

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  start(task: string, total: number, done = 0): void {
    this.#tasks.set(task, { total, before: done, done, quarter: quarterOf(done, total), startedAt: performance.now() });
    this.note(`${task}: ${done} of ${total}`);
  }

  advance(task: string, by: number, detail?: string): void {
    const state = this.#tasks.get(task);
    if (!state) return;
    state.done += by;
    const quarter = quarterOf(state.done, state.total);
    if (quarter <= state.quarter || quarter >= 4) return;
    state.quarter = quarter;
    const secondsLeft =
      ((performance.now() - state.startedAt) / 1000) * ((state.total - state.done) / (state.done - state.before));
    const words = detail === undefined ? '' : `; ${detail}`;
    this.note(`${task}: ${state.done} of ${state.total}, about ${Math.ceil(secondsLeft)} s left${words}`);
  }

  note(text: string): void {
    this.#stream.write(`${text}\n`);
  }

  end(task: string): void {
    const state = this.#tasks.get(task);
    if (state) this.note(`${task}: ${state.done} of ${state.total}`);
    this.#tasks.delete(task);
  }

  stop(): void {}
}

function quarterOf(done: number, total: number): number {
  return Math.floor((4 * done) / Math.max(1, total));
}
