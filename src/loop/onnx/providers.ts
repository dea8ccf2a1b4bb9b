/** Every provider that onnxruntime-node has on some platform. */
export const PROVIDERS = ['cuda', 'webgpu', 'dml', 'coreml', 'cpu'] as const;

/** A way to execute a model, by ONNX Runtime's name for it. */
export type Provider = (typeof PROVIDERS)[number];

/** Why a provider was passed over, and what would help. */
export interface Refusal {
  readonly provider: Provider;
  readonly reason: string;
}

/** The providers that onnxruntime-node may have on a platform, in the order to try them; the CPU is last everywhere. */
export function providersHere(platform: string = process.platform, arch: string = process.arch): readonly Provider[] {
  switch (`${platform}/${arch}`) {
    case 'linux/x64':
      return ['cuda', 'webgpu', 'cpu'];
    case 'win32/x64':
    case 'win32/arm64':
      return ['webgpu', 'dml', 'cpu'];
    case 'darwin/arm64':
      return ['webgpu', 'coreml', 'cpu'];
    default:
      return ['cpu'];
  }
}
