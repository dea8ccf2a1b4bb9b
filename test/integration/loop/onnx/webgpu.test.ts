import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { VULKAN_NEEDS, vulkanEnvironment } from '../../../support/vulkan-driver.ts';

const PROGRAM = fileURLToPath(new URL('../../../support/webgpu-ops.ts', import.meta.url));
const env = vulkanEnvironment();

// A process of its own: the runtime logs to the process' stderr, and a driver that fails takes its process with it.
test.skipIf(env === null)(
  `on WebGPU every op, gradient and a loop of steps give what they give on the CPU, and no op falls back to the CPU (${VULKAN_NEEDS})`,
  async () => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM], {
      env: env!,
      maxBuffer: 2 ** 28,
    });
    const distances = Object.entries(JSON.parse(stdout) as Record<string, number>);
    expect(distances.length).toBeGreaterThan(100);
    // SwiftShader computes sines to about 2e-4; five steps of descent agree to 4e-5, every other op to 1e-6.
    expect(distances.filter(([, distance]) => !(distance < 1e-3))).toEqual([]);
    const placements = stderr.matchAll(/(All nodes|Node\(s\)) placed on \[(\w+)\]/g);
    expect([...placements].map(([, which, provider]) => [which, provider])).toEqual([
      ['All nodes', 'WebGpuExecutionProvider'],
    ]);
    expect(stderr.match(/Add Memcpy.*/g)).toBeNull();
  },
);
