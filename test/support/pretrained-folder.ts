import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AttributeProto_AttributeType, TensorProto_DataType } from 'onnx-buf';
import type { Rng } from '../../src/core/rng.ts';
import { encodeModel, type GraphInit, type NodeInit, valueInfo } from '../../src/loop/onnx/protos.ts';
import { sizeOf } from '../../src/loop/onnx/shapes.ts';
import { emptyFolder } from './cli.ts';

/** Words of the tiny models; a word's id is its place. */
export const VOCABULARY = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'red', 'cat', 'dog'];
export const WIDTH = 8;

const SPECIAL = VOCABULARY.slice(0, 5);

const TOKENIZER = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: SPECIAL.map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(VOCABULARY.map((word, id) => [word, id])),
  },
};

const TOKENIZER_CONFIG = {
  tokenizer_class: 'BertTokenizer',
  model_max_length: 32,
  pad_token: '[PAD]',
  cls_token: '[CLS]',
  sep_token: '[SEP]',
  unk_token: '[UNK]',
  mask_token: '[MASK]',
};

/** As for DINOv2: 28 pixels a side, normalised as ImageNet. */
const PREPROCESSOR_CONFIG = {
  image_processor_type: 'BitImageProcessor',
  do_resize: true,
  size: { height: 28, width: 28 },
  do_rescale: true,
  rescale_factor: 1 / 255,
  do_normalize: true,
  image_mean: [0.485, 0.456, 0.406],
  image_std: [0.229, 0.224, 0.225],
};

/** Writes a folder as the hub has it: the tokenizer, the image processor and the models named. @returns its path */
export function pretrainedFolder(models: Readonly<Record<string, Uint8Array>>): string {
  const folder = emptyFolder();
  mkdirSync(join(folder, 'onnx'));
  const json = {
    'config.json': { decoder_start_token_id: 2, eos_token_id: 3 },
    'tokenizer.json': TOKENIZER,
    'tokenizer_config.json': TOKENIZER_CONFIG,
    'preprocessor_config.json': PREPROCESSOR_CONFIG,
  };
  for (const [name, value] of Object.entries(json)) writeFileSync(join(folder, name), JSON.stringify(value));
  for (const [name, model] of Object.entries(models)) writeFileSync(join(folder, 'onnx', `${name}.onnx`), model);
  return folder;
}

export function randomTable(rows: number, rng: Rng): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: rows * WIDTH }, () => rng.normal());
}

/** Each token is its row of a table, [9, 8]. */
export function embeddingModel(table: Float32Array<ArrayBuffer>): Uint8Array {
  return encodeModel({
    name: 'tiny text encoder',
    node: [gather('table', 'input_ids', 'last_hidden_state')],
    initializer: [constant('table', table, [VOCABULARY.length, WIDTH])],
    input: [tokens('input_ids'), tokens('attention_mask')],
    output: [hidden('last_hidden_state')],
  });
}

/** A text is the greatest of its tokens' rows, as an embedding of its own beside the tokens. */
export function embeddingOfTextModel(table: Float32Array<ArrayBuffer>): Uint8Array {
  const keepdims = { name: 'keepdims', type: AttributeProto_AttributeType.INT, i: 0n };
  return encodeModel({
    name: 'tiny text encoder with an embedding',
    node: [
      gather('table', 'input_ids', 'last_hidden_state'),
      { opType: 'ReduceMax', input: ['last_hidden_state', 'axes'], output: ['text_embeds'], attribute: [keepdims] },
    ],
    initializer: [
      constant('table', table, [VOCABULARY.length, WIDTH]),
      { name: 'axes', dims: [1n], dataType: TensorProto_DataType.INT64, int64Data: [1n] },
    ],
    input: [tokens('input_ids')],
    output: [hidden('last_hidden_state'), valueInfo('text_embeds', { shape: ['batch', WIDTH], type: 'float32' })],
  });
}

/** Patches of 14 pixels are tokens: a convolution by kernels of [8, 3, 14, 14]. */
export function patchModel(kernels: Float32Array<ArrayBuffer>): Uint8Array {
  const perm = { name: 'perm', type: AttributeProto_AttributeType.INTS, ints: [0n, 2n, 1n] };
  const strides = { name: 'strides', type: AttributeProto_AttributeType.INTS, ints: [14n, 14n] };
  return encodeModel({
    name: 'tiny image encoder',
    node: [
      { opType: 'Conv', input: ['pixel_values', 'kernels'], output: ['patches'], attribute: [strides] },
      { opType: 'Reshape', input: ['patches', 'flat'], output: ['columns'] },
      { opType: 'Transpose', input: ['columns'], output: ['last_hidden_state'], attribute: [perm] },
    ],
    initializer: [
      constant('kernels', kernels, [WIDTH, 3, 14, 14]),
      { name: 'flat', dims: [3n], dataType: TensorProto_DataType.INT64, int64Data: [0n, BigInt(WIDTH), -1n] },
    ],
    input: [valueInfo('pixel_values', { shape: ['batch', 3, 'height', 'width'], type: 'float32' })],
    output: [hidden('last_hidden_state')],
  });
}

/**
 * What comes after a word is its row of a table, [9, 9], and what the image adds: the mean of its hidden states times
 * `seen`, [9].
 */
export function followingModel(table: Float32Array<ArrayBuffer>, seen: Float32Array<ArrayBuffer>): Uint8Array {
  const words = VOCABULARY.length;
  return encodeModel({
    name: 'tiny decoder',
    node: [
      gather('table', 'input_ids', 'following'),
      { opType: 'ReduceMean', input: ['encoder_hidden_states', 'axes'], output: ['mean'] },
      { opType: 'Mul', input: ['mean', 'seen'], output: ['added'] },
      { opType: 'Add', input: ['following', 'added'], output: ['logits'] },
    ],
    initializer: [
      constant('table', table, [words, words]),
      constant('seen', seen, [words]),
      { name: 'axes', dims: [2n], dataType: TensorProto_DataType.INT64, int64Data: [1n, 2n] },
    ],
    input: [tokens('input_ids'), hidden('encoder_hidden_states')],
    output: [valueInfo('logits', { shape: ['batch', 'tokens', words], type: 'float32' })],
  });
}

function gather(table: string, ids: string, to: string): NodeInit {
  return { opType: 'Gather', input: [table, ids], output: [to] };
}

function tokens(name: string) {
  return valueInfo(name, { shape: ['batch', 'tokens'], type: 'int64' });
}

function hidden(name: string) {
  return valueInfo(name, { shape: ['batch', 'tokens', WIDTH], type: 'float32' });
}

function constant(name: string, values: Float32Array<ArrayBuffer>, shape: readonly number[]) {
  if (values.length !== sizeOf(shape)) throw new RangeError(`${name} needs ${sizeOf(shape)} values`);
  const rawData = new Uint8Array(values.buffer);
  return { name, dims: shape.map(BigInt), dataType: TensorProto_DataType.FLOAT, rawData } satisfies NonNullable<
    GraphInit['initializer']
  >[number];
}
