/**
 * Makes a folder of captioned emoji for trials of conditional models: images of @lobehub/fluent-emoji-3d and names of
 * emojibase-data, joined on the code point. Run by `npm run data:emoji -- <folder>`; the folder must not be there yet.
 */
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fluent from '@lobehub/fluent-emoji-3d/package.json' with { type: 'json' };
import emoji from 'emojibase-data/en/data.json' with { type: 'json' };
import meta from 'emojibase-data/meta/groups.json' with { type: 'json' };
import emojibase from 'emojibase-data/package.json' with { type: 'json' };
import { createRng } from '../../src/core/rng.ts';

const HELD_OUT_SHARE = 0.1;
/** Joiners, the sign that asks for a picture, and who is shown: a person, a woman or a man. */
const VARIANTS = new Set(['200D', 'FE0F', '2640', '2642', '1F468', '1F469', '1F9D1']);

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('expected a folder to make: npm run data:emoji -- <folder>');

const images = dirname(fileURLToPath(import.meta.resolve('@lobehub/fluent-emoji-3d/package.json')));
const groups: Readonly<Record<string, string>> = meta.groups;
const byCode = new Map(
  (await readdir(join(images, 'assets'))).map((name) => [codeOf(name.replace('.webp', '')), name]),
);

const rows = { train: [] as string[], test: [] as string[] };
await mkdir(folder);
for (const { hexcode, label, group } of emoji) {
  const image = byCode.get(codeOf(hexcode));
  if (group === undefined || image === undefined) continue;
  const isHeldOut = createRng('emoji').fork(kindOf(hexcode)).uniform() < HELD_OUT_SHARE;
  const split = isHeldOut ? 'test' : 'train';
  const className = groups[group]!;
  await mkdir(join(folder, split, className), { recursive: true });
  await copyFile(join(images, 'assets', image), join(folder, split, className, image));
  rows[split].push(`${className}/${image},"${label.replaceAll('"', '""')}"`);
}
for (const [split, lines] of Object.entries(rows)) {
  await writeFile(join(folder, split, 'metadata.csv'), ['file_name,text', ...lines, ''].join('\n'));
}
await writeFile(
  join(folder, 'SOURCE.txt'),
  `Emoji with their English names, ${rows.train.length} to train on and ${rows.test.length} held out; variants of one emoji, such as a woman and a man
doing the same, are on the same side. One folder a group of Unicode's.

Images: Fluent Emoji by Microsoft, from the npm package @lobehub/fluent-emoji-3d ${fluent.version}, MIT licence.
Names and groups: the npm package emojibase-data ${emojibase.version} by Miles Johnson, MIT licence.
`,
);
console.log(`${rows.train.length} emoji to train on, ${rows.test.length} held out, in ${folder}`);

/** Code points without the sign that asks for a picture, which the two packages put in different places. */
function codeOf(hexcode: string): string {
  const points = hexcode.toUpperCase().split('-');
  return points
    .filter((point) => point !== 'FE0F')
    .map((point) => point.padStart(4, '0'))
    .join('-');
}

function kindOf(hexcode: string): string {
  return hexcode
    .split('-')
    .filter((point) => !VARIANTS.has(point))
    .join('-');
}
