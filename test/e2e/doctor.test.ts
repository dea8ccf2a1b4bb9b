import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, tidemark } from '../support/cli.ts';
import { VULKAN_NEEDS, vulkanEnvironment } from '../support/vulkan-driver.ts';

interface Finding {
  readonly check: string;
  readonly state: string;
  readonly found: string;
  readonly mend: string | null;
}

test('the doctor finds this machine fit to run Tidemark', async () => {
  const { code, stdout, stderr } = await tidemark(['doctor', '--json'], { cwd: emptyFolder() });
  const findings = JSON.parse(stdout) as Finding[];
  expect(findings.map(({ check }) => check)).toEqual([
    'Node',
    'Chromium',
    'Disk',
    'DuckDB',
    'ONNX Runtime',
    'Configuration',
  ]);
  expect(findings.filter(({ state }) => state === 'bad')).toEqual([]);
  expect(findings.find(({ check }) => check === 'ONNX Runtime')!.found).toMatch(/^models run on/);
  expect(stderr).toBe('');
  expect(code).toBe(0);
});

const env = vulkanEnvironment();
test.skipIf(env === null)(`the doctor names WebGPU where there is a driver for it (${VULKAN_NEEDS})`, async () => {
  const { stdout } = await tidemark(['doctor'], {
    cwd: emptyFolder(),
    env: { VK_ICD_FILENAMES: env!.VK_ICD_FILENAMES! },
  });
  expect(stdout).toMatch(/ok {4}ONNX Runtime {3}models run on webgpu/);
});

test('a Vulkan driver that is none is passed over in silence', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'driver.json'), '{ "file_format_version": "1.0.0" }');
  const driver = { VK_ICD_FILENAMES: join(cwd, 'driver.json') };
  const { stdout, stderr } = await tidemark(['doctor'], { cwd, env: driver });
  expect(stdout).toMatch(/note {2}ONNX Runtime {3}models run on the CPU/);
  expect(stderr).toBe('');
});

test('the doctor says how to mend a broken configuration', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'tidemark.toml'), '[sites.nowhere]\n');
  const { code, stdout } = await tidemark(['doctor'], { cwd });
  expect(stdout).toMatch(/BAD {3}Configuration .*nowhere.*\n\s+→ .*configuration\.md/);
  expect(code).toBe(1);
});

test('the doctor says how to get a Chromium that is not there', async () => {
  const cwd = emptyFolder();
  const { code, stdout } = await tidemark(['doctor'], { cwd, env: { CHROMIUM_PATH: join(cwd, 'absent') } });
  expect(stdout).toMatch(/note {2}Chromium .*absent.*\n\s+→ .*CHROMIUM_PATH/);
  expect(code).toBe(0);
});
