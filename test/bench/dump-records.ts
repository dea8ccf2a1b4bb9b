import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { createRng } from '../../src/core/rng.ts';

const START = Date.UTC(2019, 0, 1);
const SPAN_MS = 5 * 365 * 86_400_000;
const GENERAL_TAGS = 25;

/** Writes invented records in the form of the yearly metadata dumps, in the order of their ids from `firstId` on. */
export async function writeDumpRecords(file: string, count: number, artists: number, firstId = 1): Promise<void> {
  const source = Readable.from(recordLines(count, artists, firstId));
  if (file.endsWith('.gz')) await pipeline(source, createGzip({ level: 6 }), createWriteStream(file));
  else await pipeline(source, createWriteStream(file));
}

function* recordLines(count: number, artists: number, firstId: number): Generator<Buffer> {
  const rng = createRng(`bench import ${firstId}`);
  let lines: string[] = [];
  for (let id = 1; id <= count; id++) {
    lines.push(recordLine(firstId - 1 + id, START + Math.floor((SPAN_MS * id) / count), artists, () => rng.uniform()));
    if (lines.length < 1000 && id < count) continue;
    yield Buffer.from(lines.join(''));
    lines = [];
  }
}

function recordLine(id: number, at: number, artists: number, uniform: () => number): string {
  const whole = (below: number) => Math.floor(below * uniform());
  const artist = whole(artists);
  const tags = Array.from({ length: GENERAL_TAGS }, () => {
    const tag = whole(3000);
    return `{"id":"${1000 + tag}","name":"general_tag_${tag}","category":"0"}`;
  });
  tags.push(`{"id":"${500_000 + artist}","name":"artist_${artist}","category":"1"}`);
  tags.push('{"id":"5","name":"highres","category":"5"}');
  if (uniform() < 0.01) tags.push('{"id":"7","name":"ai-generated","category":"5"}');
  const time = `${new Date(at).toISOString().slice(0, 23).replace('T', ' ')}11 UTC`;
  const digest = (at * 7919 + id).toString(16).padStart(32, '0');
  return `{"id":"${id}","created_at":"${time}","uploader_id":"${whole(9999)}","score":"${whole(50)}","source":"","md5":"${digest}","last_commented_at":"1970-01-01 00:00:00 UTC","rating":"s","image_width":"797","image_height":"794","is_note_locked":false,"file_ext":"jpg","parent_id":"0","has_children":false,"file_size":"110256","is_deleted":${uniform() < 0.05},"updated_at":"${time}","is_banned":false,"pixiv_id":"0","tags":[${tags.join(',')}],"pools":[],"favs":["15115","159766"]}\n`;
}
