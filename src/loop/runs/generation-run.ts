import { join } from 'node:path';
import type { Progress } from '../../core/progress.ts';
import { type Chain, type ChainItems, chainItems, type ItemRef } from './chains.ts';
import type { Draw, Engine, EngineMeasure, EngineStep, LoopImage } from './engine.ts';
import { type GenerationRecord, GenerationStore } from './generation-store.ts';
import type { LoopItemRow, MeasuredChain } from './generation-tables.ts';
import type { ImageStore } from './images.ts';
import type { Weights } from './safetensors.ts';
import { itemSeed } from './seeds.ts';

/** The real images that a plan begins with; they stay where they are. */
export interface RealImages {
  /** SHA-256 of each, and its caption if it has one. */
  readonly images: readonly { readonly image: string; readonly caption: string | null }[];
  read(item: number): Promise<Uint8Array>;
}

export interface GenerationWork {
  readonly chains: readonly Chain[];
  readonly real: RealImages;
  readonly engine: Engine;
}

export interface GenerationPorts {
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Called with the number of loops that are complete: before any work, and after every commit. */
  readonly onOpen: (chains: number) => Promise<void>;
  readonly onCommit: (chains: number) => Promise<void>;
}

/** A loop with all of its generations. */
export interface CompleteChain extends MeasuredChain {
  readonly records: readonly GenerationRecord[];
  readonly items: readonly LoopItemRow[];
}

const TASK = 'loop';

/**
 * Runs every generation of every loop that is not committed yet: trains on its set, draws what later sets take of its model
 * and what is measured, measures, commits. Wherever it was cut, it ends with the same files if its engine keeps its word.
 *
 * @param folder of the run; generations are committed below it
 * @throws the signal's reason if aborted, with all whole generations committed
 * @throws RangeError if the engine draws more or fewer images than asked, or measures what is no number
 */
export async function runGenerations(
  folder: string,
  images: ImageStore,
  { chains, real, engine }: GenerationWork,
  { progress, signal, onOpen, onCommit }: GenerationPorts,
): Promise<CompleteChain[]> {
  const loops = chains.map((chain) => new Loop(folder, chain, images, real, engine));
  for (const loop of loops) await loop.open();
  await onOpen(loops.filter((loop) => loop.isComplete()).length);
  progress.start(
    TASK,
    loops.reduce((sum, loop) => sum + loop.imagesLeft(), 0),
  );
  for (const [index, loop] of loops.entries()) {
    while (!loop.isComplete()) {
      signal.throwIfAborted();
      const before = loop.imagesLeft();
      await loop.advance(signal);
      progress.advance(TASK, before - loop.imagesLeft());
      await onCommit(loop.isComplete() ? index + 1 : index);
    }
  }
  progress.end(TASK);
  return loops.map((loop) => loop.result());
}

/** One loop: its committed generations, and the next one. */
class Loop {
  readonly #chain: Chain;
  readonly #items: ChainItems;
  readonly #generations: GenerationStore;
  readonly #images: ImageStore;
  readonly #real: RealImages;
  readonly #engine: Engine;
  readonly #records: GenerationRecord[] = [];
  #weights: Weights | null = null;

  constructor(folder: string, chain: Chain, images: ImageStore, real: RealImages, engine: Engine) {
    this.#chain = chain;
    this.#items = chainItems(chain);
    this.#generations = new GenerationStore(join(folder, 'generations', chain.arm, `seed-${chain.seed}`));
    this.#images = images;
    this.#real = real;
    this.#engine = engine;
  }

  /** Takes up what was committed. */
  async open(): Promise<void> {
    for (let generation = 0; generation < this.#chain.sets.length; generation++) {
      const record = await this.#generations.read(generation);
      if (record === undefined) break;
      this.#records.push(record);
    }
    if (this.#records.length > 0) this.#weights = await this.#generations.readWeights(this.#records.length - 1);
  }

  isComplete(): boolean {
    return this.#records.length === this.#chain.sets.length;
  }

  /** Images to be trained on or drawn until the end. */
  imagesLeft(): number {
    const { sets, drawn } = this.#items;
    return sets.reduce(
      (sum, set, generation) => sum + (generation < this.#records.length ? 0 : set.length + drawn[generation]!),
      0,
    );
  }

  async advance(signal: AbortSignal): Promise<void> {
    const generation = this.#records.length;
    const { arm, seed, measured: measuredCount } = this.#chain;
    const set = this.#items.sets[generation]!.map((ref) => this.#imageOf(ref));
    const step: EngineStep = { arm, seed, generation, set };
    const weights = await this.#engine.train(step, this.#weights, signal);
    const drawn = await this.#draw(step, weights, signal);
    const measurable = drawn
      .slice(0, measuredCount)
      .map((image, item) => this.#loopImage({ source: generation, item }, image));
    const measured = requireNumbers(await this.#engine.measure(step, measurable, signal), generation);
    await this.#images.sync();
    await this.#generations.commit(generation, { drawn, measured: [...measured] }, weights);
    this.#records.push({ drawn, measured: [...measured], hasWeights: weights !== null });
    this.#weights = weights;
  }

  result(): CompleteChain {
    const { arm, measured } = this.#chain;
    const items = this.#items.sets.flatMap((set, generation) => {
      const own = Array.from({ length: measured }, (_, item): ItemRef => ({ source: generation, item }));
      return [
        ...set.map((ref) => this.#rowOf(generation, 'trained', ref)),
        ...own.map((ref) => this.#rowOf(generation, 'measured', ref)),
      ];
    });
    return { arm, records: this.#records, items };
  }

  async #draw(step: EngineStep, weights: Weights | null, signal: AbortSignal): Promise<GenerationRecord['drawn']> {
    const { generation, seed } = step;
    const length = this.#items.drawn[generation]!;
    if (length === 0) return [];
    const draws = Array.from({ length }, (_, item): Draw => ({ item, seed: itemSeed(seed, item, generation) }));
    const drawn: GenerationRecord['drawn'] = [];
    for await (const { bytes, caption, prompt } of this.#engine.sample(step, weights, draws, signal)) {
      const draw = draws[drawn.length];
      if (draw === undefined) throw new RangeError(`generation ${generation}: expected ${length} images, got more`);
      drawn.push({ seed: draw.seed, image: await this.#images.put(bytes), caption, prompt });
    }
    if (drawn.length < length) {
      throw new RangeError(`generation ${generation}: expected ${length} images, got ${drawn.length}`);
    }
    return drawn;
  }

  #imageOf(ref: ItemRef): LoopImage {
    return this.#loopImage(ref, this.#known(ref));
  }

  #loopImage(ref: ItemRef, { image, caption }: Pick<LoopImage, 'image' | 'caption'>): LoopImage {
    const read = () => (ref.source === 'real' ? this.#real.read(ref.item) : this.#images.read(image));
    return { ...ref, image, caption, read };
  }

  /** Sets are made of real items and of what earlier generations drew. */
  #known({ source, item }: ItemRef) {
    if (source !== 'real') return this.#records[source]!.drawn[item]!;
    return { ...this.#real.images[item]!, seed: null, prompt: null };
  }

  #rowOf(generation: number, use: LoopItemRow['use'], ref: ItemRef): LoopItemRow {
    const { arm, seed: runSeed } = this.#chain;
    const { seed, image, caption, prompt } = this.#known(ref);
    const sourceGeneration = ref.source === 'real' ? null : ref.source;
    return { arm, runSeed, generation, use, sourceGeneration, item: ref.item, seed, image, caption, prompt };
  }
}

function requireNumbers(measures: readonly EngineMeasure[], generation: number): readonly EngineMeasure[] {
  const wrong = measures.find(({ measured, standardError }) => !Number.isFinite(measured + standardError));
  if (wrong !== undefined) {
    const { metric, measured, standardError } = wrong;
    throw new RangeError(
      `generation ${generation}: expected ${metric} to be a number, got ${measured} ± ${standardError}`,
    );
  }
  return measures;
}
