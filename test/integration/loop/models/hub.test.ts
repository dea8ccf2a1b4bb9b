import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HubError } from '../../../../src/loop/errors.ts';
import { fetchPretrained } from '../../../../src/loop/models/pretrained/hub.ts';
import { emptyFolder } from '../../../support/cli.ts';

/** A hub that has these files of the model someone/tiny. @returns its address and the paths it was asked for */
async function hub(files: Readonly<Record<string, string>>): Promise<{ host: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url!.replace('/someone/tiny/resolve/main/', '');
    asked.push(path);
    const content = files[path];
    if (content === 'cut') {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setTimeout(() => response.destroy(), 10);
    } else response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return { host: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const TEXT = { 'tokenizer.json': '{}', 'tokenizer_config.json': '{"a": 1}' };

test('what a model needs is fetched once, the first of its names that the hub has', async () => {
  const folder = emptyFolder();
  const { host, asked } = await hub({ ...TEXT, 'onnx/model.onnx': 'bytes' });
  writeFileSync(join(folder, 'tokenizer.json'), 'mine');
  await fetchPretrained('text', 'someone/tiny', folder, { host });
  expect(asked).toEqual(['tokenizer_config.json', 'onnx/text_model.onnx', 'onnx/model.onnx']);
  expect(readFileSync(join(folder, 'onnx/model.onnx'), 'utf8')).toBe('bytes');
  expect(readFileSync(join(folder, 'tokenizer.json'), 'utf8')).toBe('mine');
});

test('a file that the hub does not have, or only in part, is an error and is not left', async () => {
  const folder = emptyFolder();
  const lacking = await hub(TEXT);
  await expect(fetchPretrained('text', 'someone/tiny', folder, lacking)).rejects.toThrow(
    /has no onnx\/text_model.onnx and no onnx\/model.onnx/,
  );
  const cut = await hub({ 'preprocessor_config.json': 'cut' });
  await expect(fetchPretrained('image', 'someone/tiny', folder, cut)).rejects.toThrow(HubError);
  expect(readdirSync(folder)).not.toContain('preprocessor_config.json');
  const gone = fetchPretrained('caption', 'someone/tiny', folder, { host: 'http://127.0.0.1:1' });
  await expect(gone).rejects.toThrow(/cannot be fetched/);
});

test('fetching is given up when aborted', async () => {
  const { host } = await hub(TEXT);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(fetchPretrained('text', 'someone/tiny', emptyFolder(), { host, signal })).rejects.toThrow('enough');
});
