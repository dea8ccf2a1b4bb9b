import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { exists, jsonText, readJson, readWhole, syncFolder, writeWhole } from './files.ts';
import { parseSafetensors, safetensorsBytes, type Weights } from './safetensors.ts';

const RECORD = 'generation.json';
const WEIGHTS = 'model.safetensors';

const recordSchema = z.object({
  /** By item, from 0. */
  drawn: z.array(
    z.object({
      seed: z.string(),
      /** SHA-256 of the image. */
      image: z.string(),
      caption: z.string().nullable(),
      prompt: z.string().nullable(),
    }),
  ),
  measured: z.array(z.object({ metric: z.string(), measured: z.number(), standardError: z.number() })),
  /** Whether there is a model beside it: a relay has none. */
  hasWeights: z.boolean(),
});

/** What one generation of one loop drew and measured. */
export type GenerationRecord = Readonly<z.infer<typeof recordSchema>>;

/** The committed generations of one loop: a folder each, that is renamed into place with everything in it. */
export class GenerationStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns undefined if the generation was not committed */
  async read(generation: number): Promise<GenerationRecord | undefined> {
    const folder = this.#folderOf(generation);
    return (await exists(folder)) ? readJson(join(folder, RECORD), recordSchema) : undefined;
  }

  /** Of a committed generation; null if its models are frozen. */
  async readWeights(generation: number): Promise<Weights | null> {
    const folder = this.#folderOf(generation);
    const { hasWeights } = await readJson(join(folder, RECORD), recordSchema);
    if (!hasWeights) return null;
    const file = join(folder, WEIGHTS);
    return parseSafetensors(await readWhole(file), file);
  }

  /** All of a generation or, if killed, nothing of it. */
  async commit(
    generation: number,
    record: Omit<GenerationRecord, 'hasWeights'>,
    weights: Weights | null,
  ): Promise<void> {
    const folder = this.#folderOf(generation);
    const partial = `${folder}.partial`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    if (weights !== null) await writeWhole(join(partial, WEIGHTS), safetensorsBytes(weights));
    await writeWhole(join(partial, RECORD), jsonText({ ...record, hasWeights: weights !== null }));
    await rename(partial, folder);
    await syncFolder(dirname(folder));
  }

  #folderOf(generation: number): string {
    return join(this.#folder, `generation-${String(generation).padStart(4, '0')}`);
  }
}
