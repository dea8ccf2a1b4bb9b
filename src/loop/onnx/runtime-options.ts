import type { InferenceSession } from 'onnxruntime-node';
import type { Provider } from './providers.ts';

/**
 * How ONNX Runtime executes a model, wherever one is opened.
 *
 * Measured on training steps of the U-Net of 1.95 million parameters (32 × 32, batch 64, two threads): threads that spin
 * for 0.1 ms before they sleep save 8 % of the time for 2 % more processor time; those that spin on, as ONNX Runtime has
 * them by default, are no faster and burn 8 % more. Planning memory ahead takes 1.7 times the memory and saves no time.
 * Without an arena a step takes 8 % less memory and 5 % more time.
 */
export function runtimeOptions(provider: Provider, threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableMemPattern: false,
    logSeverityLevel: 4,
    extra: { session: { intra_op: { allow_spinning: '1', spin_duration_us: '100' } } },
  };
}
