import { DeviceMemoryError, ModelRunError } from '../errors.ts';
import type { Provider } from './providers.ts';

/** How ONNX Runtime 1.30 says that memory is lacking; the number, where there is one, is of bytes. */
const OUT_OF_MEMORY = [
  /Failed to allocate memory for requested buffer of size (\d+)/,
  /Buffer size \((\d+)\) exceeds the max buffer size limit/,
  // WebGPU hands out a buffer that is not one, and complains at its first use.
  /\[Invalid Buffer/,
  /bad_alloc|out of memory|Array buffer allocation failed/i,
];

/** The error of a call that failed in a session's thread. A RangeError stays one: the caller asked for the impossible. */
export function runError(provider: Provider, cause: Error): Error {
  for (const pattern of OUT_OF_MEMORY) {
    const match = pattern.exec(cause.message);
    if (match !== null) {
      return new DeviceMemoryError(provider, match[1] === undefined ? null : Number(match[1]), { cause });
    }
  }
  return cause instanceof RangeError ? cause : new ModelRunError(`${provider}: ${cause.message.trim()}`, { cause });
}
