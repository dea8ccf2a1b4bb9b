import type { DuckDBListVector } from '@duckdb/node-api';
import type { Activity } from '../core/activity.ts';
import type { QueryColumns } from './columns.ts';
import { numbersOf } from './vectors.ts';

/** Months before 1970 are negative; a SMALLINT holds none below this. */
const FIRST_MONTH = -(2 ** 15);

/**
 * Counts how often each month stands in each artist's list.
 *
 * @param result two columns without nulls: an artist's number, INTEGER, rising; and the months of the artist's uploads,
 *   SMALLINT[], in any order
 * @returns artist-months, sorted by artist, then month
 */
export function countMonths(result: QueryColumns): Pick<Activity, 'artist' | 'month' | 'uploads'> {
  const most = result.chunks.reduce((sum, chunk) => sum + monthsOf(chunk).numbers.length, 0);
  const artist = new Uint32Array(most);
  const month = new Int32Array(most);
  const uploads = new Uint32Array(most);
  const counts = new Uint32Array(2 ** 16);
  let rows = 0;
  for (const chunk of result.chunks) {
    const artists = numbersOf(chunk.getColumnVector(0));
    const { lists, numbers } = monthsOf(chunk);
    for (let list = 0; list < chunk.rowCount; list++) {
      const start = lists.getEntryOffset(list);
      const end = start + lists.getEntryLength(list);
      let [low, high] = [counts.length, -1];
      for (let i = start; i < end; i++) {
        const place = numbers[i]! - FIRST_MONTH;
        counts[place]!++;
        if (place < low) low = place;
        if (place > high) high = place;
      }
      for (let place = low; place <= high; place++) {
        if (counts[place] === 0) continue;
        artist[rows] = artists[list] as number; // INTEGER
        month[rows] = place + FIRST_MONTH;
        uploads[rows++] = counts[place]!;
        counts[place] = 0;
      }
    }
  }
  return { artist: artist.slice(0, rows), month: month.slice(0, rows), uploads: uploads.slice(0, rows) };
}

function monthsOf(chunk: QueryColumns['chunks'][number]): { lists: DuckDBListVector; numbers: Int16Array } {
  const lists = chunk.getColumnVector(1) as DuckDBListVector; // the column is SMALLINT[]
  return { lists, numbers: numbersOf(lists.childVector) as Int16Array };
}
