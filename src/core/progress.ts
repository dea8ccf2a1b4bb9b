/** Where a job tells how far it is. A terminal draws bars from it, a log prints lines, a test keeps a list. */
export interface Progress {
  /**
   * A second start of the same task sets a new total.
   *
   * @param total units of work, or 0 where it is not known yet
   * @param done units that were done before @default 0
   */
  start(task: string, total: number, done?: number): void;
  /** @param detail a few words on how it is going, in the place of those before */
  advance(task: string, by: number, detail?: string): void;
  /** One line for a person. */
  note(text: string): void;
  end(task: string): void;
}

export const silentProgress: Progress = {
  start: () => {},
  advance: () => {},
  note: () => {},
  end: () => {},
};
