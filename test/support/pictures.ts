import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { createRng } from '../../src/core/rng.ts';

const COLOURS = { blue: '#2040c0', red: '#c03020' } as const;

/** A folder of red and blue squares with noise on them, captioned: 12 of each to train on and 3 held out. */
export async function pictureFolder(path: string): Promise<string> {
  for (const [split, count] of [
    ['train', 12],
    ['test', 3],
  ] as const) {
    const rows: string[] = [];
    for (const [name, colour] of Object.entries(COLOURS)) {
      await mkdir(join(path, split, name), { recursive: true });
      for (let i = 0; i < count; i++) {
        await noisySquare(colour, `${split}/${name}/${i}`).toFile(join(path, split, name, `${i}.png`));
        rows.push(`${name}/${i}.png,a ${name} square`);
      }
    }
    await writeFile(join(path, split, 'metadata.csv'), `file_name,text\n${rows.join('\n')}\n`);
  }
  await writeFile(join(path, 'SOURCE.txt'), 'Invented for a test; free for any use.\n');
  return path;
}

function noisySquare(colour: string, seed: string) {
  const rng = createRng(seed);
  const size = 16;
  const noise = Uint8Array.from({ length: size * size * 4 }, (_, i) => (i % 4 === 3 ? 60 : 256 * rng.uniform()));
  const overlay = { input: Buffer.from(noise), raw: { width: size, height: size, channels: 4 as const } };
  return sharp({ create: { width: size, height: size, channels: 3, background: colour } })
    .composite([overlay])
    .png();
}

/** The keys of a plan that every kind has, small enough for a test: 12 steps on the CPU, an evaluation after every 4. */
const TINY_PLAN = `
name = "tiny"
data = "pictures"
size = 8

[training]
batch = 6
steps = 12

[machine]
providers = ["cpu"]
threads = 1
`;

/** The model of each kind, small, with its samples. */
const TINY_MODELS = {
  diffusion: `
[model]
widths = [4, 8]
depth = 1
[samples]
columns = 2
rows = 2
steps = 2`,
  'conditional-diffusion': `
[model]
condition = "caption"
widths = [4, 8]
depth = 1
heads = 2
condition_width = 8
text_width = 8
length = 6
[samples]
columns = 2
rows = 2
steps = 2`,
  captioner: `
[model]
widths = [4, 8]
width = 8
heads = 2
layers = 1
length = 6`,
  classifier: `
[model]
widths = [4, 8]`,
  'image-text': `
[model]
widths = [4, 8]
embedding = 8
text_width = 8
heads = 2
layers = 1
length = 6`,
} as const;

export function tinyPlan(kind: keyof typeof TINY_MODELS, evaluation = 'every = 4'): string {
  return `kind = "${kind}"\n${TINY_PLAN}\n[evaluation]\n${evaluation}\n${TINY_MODELS[kind]}\n`;
}
