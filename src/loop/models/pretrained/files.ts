/**
 * What a folder holds for each kind of model, with the names that the hub has for them: for each model the names that it may
 * have, the first one there is taken.
 */
export const PRETRAINED_FILES = {
  text: { settings: ['tokenizer.json', 'tokenizer_config.json'], models: [['text_model', 'model']] },
  image: { settings: ['preprocessor_config.json'], models: [['vision_model', 'model']] },
  caption: {
    settings: ['config.json', 'preprocessor_config.json', 'tokenizer.json', 'tokenizer_config.json'],
    models: [['encoder_model'], ['decoder_model']],
  },
} as const satisfies Record<string, { readonly settings: readonly string[]; readonly models: readonly ModelNames[] }>;

export type PretrainedKind = keyof typeof PRETRAINED_FILES;

type ModelNames = readonly [string, ...string[]];

/** A model's file, below the folder. */
export function modelFile(name: string): string {
  return `onnx/${name}.onnx`;
}
