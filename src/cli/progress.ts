import type { SingleBar } from 'cli-progress';
import cliProgress from 'cli-progress';
import type { Progress } from '../core/progress.ts';

/** Bars on a terminal, plain lines elsewhere; always on stderr, so that results on stdout stay clean. */
export function createProgress(stream: NodeJS.WriteStream): Progress & { stop(): void } {
  return stream.isTTY ? new Bars(stream) : new Lines(stream);
}

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
        format: '{task} {bar} {value}/{total}  {eta_formatted} left  {detail}',
        barsize: 28,
        hideCursor: true,
        autopadding: true,
        gracefulExit: false,
        stopOnComplete: false,
        emptyOnZero: true,
      },
      cliProgress.Presets.shades_grey,
    );
  }

  start(task: string, total: number): void {
    const bar = this.#open.get(task) ?? this.#bars.create(total, 0, { task: task.padEnd(30), detail: '' });
    bar.setTotal(total);
    this.#open.set(task, bar);
  }

  advance(task: string, by: number, detail = ''): void {
    this.#done.set(task, (this.#done.get(task) ?? 0) + by);
    this.#open.get(task)?.increment(by, { detail });
  }

  note(text: string): void {
    if (this.#open.size > 0) this.#bars.log(`${text}\n`);
    else this.#stream.write(`${text}\n`);
  }

  /** A finished task leaves a line and gives its bar's place away. */
  end(task: string): void {
    const bar = this.#open.get(task);
    if (!bar) return;
    this.#bars.log(`${task}: ${this.#done.get(task) ?? 0} of ${bar.getTotal()}\n`);
    this.#done.delete(task);
    this.#bars.remove(bar);
    this.#open.delete(task);
  }

  stop(): void {
    this.#bars.stop();
    this.#open.clear();
  }
}

class Lines implements Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #tasks = new Map<string, { total: number; done: number; quarter: number; startedAt: number }>();

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  start(task: string, total: number): void {
    this.#tasks.set(task, { total, done: 0, quarter: 0, startedAt: performance.now() });
    this.note(`${task}: 0 of ${total}`);
  }

  advance(task: string, by: number, detail?: string): void {
    const state = this.#tasks.get(task);
    if (!state) return;
    state.done += by;
    const quarter = Math.floor((4 * state.done) / Math.max(1, state.total));
    if (quarter <= state.quarter || quarter >= 4) return;
    state.quarter = quarter;
    const secondsLeft = ((performance.now() - state.startedAt) / 1000) * (state.total / state.done - 1);
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
