import { z } from 'zod';

const width = z.int().min(1).max(4096);
const share = z.number().min(0).lt(1);
const widths = z.array(width).min(1).max(8);
const depth = z.int().min(1).max(8);
const heads = z.int().min(1).max(64);
const layers = z.int().min(1).max(24);

const encoder = { widths: widths.default([32, 64, 128]), depth: depth.default(1) };
const unet = { widths: widths.default([32, 64, 96, 128]), depth: depth.default(2) };

/** How captions are read: words that occur at least so often have an id of their own, of each caption the first ids count. */
const words = {
  least_count: z.int().min(1).default(1),
  length: z.int().min(3).max(256).default(16),
};

/** How much training images are varied: parts of at least so long a side, mirrored or not. */
const views = z
  .strictObject({ least_side: z.number().positive().max(1).default(0.75), mirrored: z.boolean().default(true) })
  .prefault({})
  .transform(({ least_side: leastSide, mirrored }) => ({ leastSide, mirrored }));

/** The sizes of each kind of model: a width a resolution, the finest first, and `depth` blocks at each. */
export const modelSchemas = {
  /** Its defaults are the network of Béres, A. (2022). Denoising diffusion implicit models. Keras code examples. */
  diffusion: z.strictObject(unet).prefault({}),
  'conditional-diffusion': z.strictObject({
    condition: z.enum(['class', 'caption']),
    ...unet,
    heads: heads.default(4),
    /** Images look at their caption where they are at most as high. */
    attention_size: z.int().min(0).default(16),
    condition_width: width.default(128),
    text_width: width.default(64),
    /** Share of images that are trained without their condition. */
    dropped: share.default(0.1),
    ...words,
  }),
  captioner: z
    .strictObject({
      ...encoder,
      width: width.default(128),
      heads: heads.default(4),
      layers: layers.default(2),
      /** Captions that are followed at a time when one is looked for. */
      beams: z.int().min(1).max(64).default(1),
      views,
      ...words,
    })
    .prefault({}),
  classifier: z.strictObject({ ...encoder, dropout: share.default(0.1), views }).prefault({}),
  'image-text': z
    .strictObject({
      ...encoder,
      embedding: width.default(128),
      text_width: width.default(128),
      heads: heads.default(4),
      layers: layers.default(2),
      views,
      ...words,
    })
    .prefault({}),
};
