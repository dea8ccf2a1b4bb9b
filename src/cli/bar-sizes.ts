/** What a wide terminal gives to a task's name and to its bar, and what a narrow one leaves of the bar where it can. */
const NAME = 30;
const BAR = 28;
const SMALL_BAR = 8;
/** The last columns stay empty: a terminal writes ^C there. */
const EMPTY = 3;

/**
 * How wide a bar's name and the bar itself are, so that the line ends before the terminal does: the bar gives way first, to
 * its small size, then the room after the name, then the rest of the bar.
 *
 * @param name of the task
 * @param words everything behind the bar
 * @param columns of the terminal
 */
export function barSizes(
  name: string,
  words: string,
  columns: number,
): { readonly name: number; readonly bar: number } {
  const free = columns - EMPTY - words.length - 2;
  const wanted = Math.min(BAR, Math.max(SMALL_BAR, free - NAME));
  const bar = Math.max(0, Math.min(wanted, free - name.length));
  return { name: Math.min(NAME, Math.max(0, free - bar)), bar };
}
