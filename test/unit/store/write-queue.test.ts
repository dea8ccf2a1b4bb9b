import { expect, test } from 'vitest';
import { GroupCommit, SerialQueue } from '../../../src/store/write-queue.ts';

function gated() {
  const commits: string[][] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const queue = new SerialQueue();
  const group = new GroupCommit<string>(
    queue,
    (item) => item[0]!,
    (items) => {
      commits.push([...items]);
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      return gate.promise;
    },
  );
  return { commits, gates, queue, group };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('items that come while a commit is under way share the next one', async () => {
  const { commits, gates, group } = gated();
  const first = group.add('a1');
  await turn();
  const others = [group.add('b1'), group.add('c1'), group.add('d1')];
  gates[0]!.resolve();
  await first;
  await turn();
  expect(commits).toEqual([['a1'], ['b1', 'c1', 'd1']]);
  gates[1]!.resolve();
  await Promise.all(others);
});

test('items of one key never share a commit and keep their order', async () => {
  const { commits, gates, group } = gated();
  const all = [group.add('a1'), group.add('a2'), group.add('b1'), group.add('a3')];
  for (let i = 0; i < 3; i++) {
    await turn();
    gates[i]!.resolve();
  }
  await Promise.all(all);
  expect(commits).toEqual([['a1', 'b1'], ['a2'], ['a3']]);
});

test('a failed commit fails its own items and no others', async () => {
  const { gates, group } = gated();
  const first = group.add('a1');
  await turn();
  const second = group.add('b1');
  gates[0]!.reject(new Error('disk'));
  await expect(first).rejects.toThrow('disk');
  await turn();
  gates[1]!.resolve();
  await second;
});

test('the queue runs pieces one after another and goes on after a failure', async () => {
  const queue = new SerialQueue();
  const seen: string[] = [];
  const slow = queue.run(async () => {
    await turn();
    seen.push('slow');
  });
  const failing = queue.run(async () => {
    seen.push('failing');
    throw new Error('no');
  });
  const last = queue.run(async () => void seen.push('last'));
  await expect(failing).rejects.toThrow('no');
  await Promise.all([slow, last]);
  expect(seen).toEqual(['slow', 'failing', 'last']);
});
