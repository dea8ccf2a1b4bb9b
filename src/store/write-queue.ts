/** Runs pieces of work one after another, in the order they came. A failed piece does not stop the next. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }

  /** Resolves once all work that was given so far has ended. */
  async drain(): Promise<void> {
    await this.#last;
  }
}

interface Waiting<T> {
  readonly item: T;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Group commit: items that come while a commit is under way wait and go into the next one together, because a commit
 * costs about the same for one page as for ten. Items of the same key never share a commit and keep their order.
 */
export class GroupCommit<T> {
  readonly #queue: SerialQueue;
  readonly #keyOf: (item: T) => string;
  readonly #commit: (items: readonly T[]) => Promise<void>;
  #waiting: Waiting<T>[] = [];

  constructor(queue: SerialQueue, keyOf: (item: T) => string, commit: (items: readonly T[]) => Promise<void>) {
    this.#queue = queue;
    this.#keyOf = keyOf;
    this.#commit = commit;
  }

  /** Resolves once the item is committed; rejects if the commit it was part of failed. */
  add(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      // One turn in the queue for each item: a turn that finds nothing left to do is free.
      this.#queue.run(() => this.#commitWaiting()).catch(reject);
    });
  }

  async #commitWaiting(): Promise<void> {
    const group = this.#takeGroup();
    if (group.length === 0) return;
    try {
      await this.#commit(group.map(({ item }) => item));
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    for (const { resolve } of group) resolve();
  }

  #takeGroup(): Waiting<T>[] {
    const keys = new Set<string>();
    const group: Waiting<T>[] = [];
    const rest: Waiting<T>[] = [];
    for (const waiting of this.#waiting) {
      const key = this.#keyOf(waiting.item);
      (keys.has(key) ? rest : group).push(waiting);
      keys.add(key);
    }
    this.#waiting = rest;
    return group;
  }
}
