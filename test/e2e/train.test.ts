import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { emptyFolder, type Finished, startTidemark, tidemark } from '../support/cli.ts';
import { pictureFolder, tinyPlan } from '../support/pictures.ts';

const STEPS = 60;
const PLAN = tinyPlan('diffusion', 'every = 10').replace('steps = 12', `steps = ${STEPS}`);

let whole: Finished;
let wholeFolder: string;
beforeAll(async () => {
  const cwd = await folderWithPlan();
  whole = await tidemark(['train', 'plan.toml'], { cwd });
  wholeFolder = await modelFolder(cwd);
});

test('training prints how it went, where the model lies, and on stderr how far it is', async () => {
  expect(whole.code, whole.stderr).toBe(0);
  expect(whole.stdout).toMatch(/^step {2}training loss {2}held-out loss$/m);
  expect(whole.stdout).toMatch(/^ {2}60 +\d\.\d{4} +\d\.\d{4}$/m);
  expect(whole.stdout).toMatch(/trained in \d+ s on cpu: \d+ images\/s, at most \d+\.\d MB of memory/);
  expect(whole.stdout).toMatch(/^done: data\/models\/tiny-[0-9a-f]{16}\/$/m);
  expect(whole.stdout).toMatch(/^ {2}weights\.safetensors, model\.onnx, card\.json, samples\/$/m);
  expect(whole.stderr).toMatch(/^tiny on cpu: \d+ of 60, about \d+ s left; loss \d\.\d{4}, \d+ images\/s$/m);
  expect(whole.stderr).toMatch(/^the model's folder: data\/models\/tiny-[0-9a-f]{16}$/m);
  expect(whole.stderr).toMatch(/^step 20: training loss [^/]*; samples\/step-000020\.png$/m);
});

test('killed again and again, it ends with the bytes of a training that never was', async () => {
  const cwd = await folderWithPlan();
  for (const least of [1, 20, 40]) {
    const { child, finished } = startTidemark(['train', 'plan.toml'], { cwd });
    await reached(cwd, least);
    child.kill('SIGKILL');
    expect((await finished).signal).toBe('SIGKILL');
  }
  const { code, stderr } = await tidemark(['train', 'plan.toml'], { cwd });
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/^goes on from step [4-6]\d of 60$/m);
  await expectSameModel(await modelFolder(cwd));
});

test('interrupted, it says so with 130, keeps what it did, and goes on with the same command', async () => {
  const cwd = await folderWithPlan();
  const { child, finished } = startTidemark(['train', 'plan.toml'], { cwd });
  await reached(cwd, 10);
  child.kill('SIGINT');
  const { code, stderr } = await finished;
  expect(code).toBe(130);
  expect(stderr).toContain('the same command goes on from there');
  expect((await tidemark(['train', 'plan.toml'], { cwd })).code).toBe(0);
  await expectSameModel(await modelFolder(cwd));
});

test('what one process trains another leaves to it; killed, it is trained by the next', async () => {
  const cwd = await folderWithPlan();
  const { child, finished } = startTidemark(['train', 'plan.toml'], { cwd });
  await reached(cwd, 0);
  child.kill('SIGSTOP');
  const { code, stderr } = await tidemark(['train', 'plan.toml'], { cwd });
  child.kill('SIGKILL');
  expect((await finished).signal).toBe('SIGKILL');
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`process ${child.pid} trains data/models/tiny-\\S+ already.*training\\.lock`));
  const next = await tidemark(['train', 'plan.toml'], { cwd });
  expect(next.code, next.stderr).toBe(0);
  expect(await readdir(await modelFolder(cwd))).not.toContain('training.lock');
});

test('a model that is complete is not trained again', async () => {
  const { code, stdout, stderr } = await tidemark(['train', 'plan.toml', '--json'], {
    cwd: join(wholeFolder, '../../..'),
  });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ alreadyComplete: true, card: { steps: STEPS } });
  expect(stderr).toBe('');
});

test.each([
  ['size = 8', 'size = 9', /plan\.toml: line 5: size: expected a multiple of 2/],
  ['data = "pictures"', 'data = "paintings"', /paintings: cannot be read; expected a folder of images/],
])('with %s changed to %s it is refused, and nothing is written', async (from, to, problem) => {
  const cwd = await folderWithPlan(PLAN.replace(from, to));
  const { code, stderr } = await tidemark(['train', 'plan.toml'], { cwd });
  expect(stderr).toMatch(problem);
  expect(code).toBe(1);
  expect(existsSync(join(cwd, 'data'))).toBe(false);
});

async function folderWithPlan(plan = PLAN): Promise<string> {
  const cwd = emptyFolder();
  await pictureFolder(join(cwd, 'pictures'));
  await writeFile(join(cwd, 'plan.toml'), plan);
  return cwd;
}

async function modelFolder(cwd: string): Promise<string> {
  const [name] = await readdir(join(cwd, 'data', 'models'));
  return join(cwd, 'data', 'models', name!);
}

/** Resolves once a checkpoint of so many steps is on disk. */
async function reached(cwd: string, step: number): Promise<void> {
  for (;;) {
    await setTimeout(10);
    if (!existsSync(join(cwd, 'data', 'models'))) continue;
    const log = join(await modelFolder(cwd), 'log.jsonl');
    if (!existsSync(log)) continue;
    const lines = (await readFile(log, 'utf8')).matchAll(/"committed","done":(\d+)/g);
    if ([...lines].some(([, done]) => Number(done) >= step)) return;
  }
}

async function expectSameModel(folder: string): Promise<void> {
  const names = ['weights.safetensors', 'model.onnx', 'losses.parquet', 'card.json', `samples/step-0000${STEPS}.png`];
  for (const name of names) {
    expect(await readFile(join(folder, name)), name).toEqual(await readFile(join(wholeFolder, name)));
  }
}
