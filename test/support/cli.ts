import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const BIN = resolve(import.meta.dirname, '../../bin/tidemark.mjs');

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments for Node itself, before the program. */
  readonly nodeArguments?: readonly string[];
}

/** Starts `tidemark` as a process of its own; `finished` resolves when it ends, however it ends. */
export function startTidemark(
  words: readonly string[],
  options: CliOptions,
): { child: ChildProcess; finished: Promise<Finished> } {
  const child = spawn(process.execPath, [...(options.nodeArguments ?? []), BIN, ...words], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const finished = new Promise<Finished>((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => done({ code, signal, stdout, stderr }));
  });
  return { child, finished };
}

export function tidemark(words: readonly string[], options: CliOptions): Promise<Finished> {
  return startTidemark(words, options).finished;
}

/** A new empty folder for one test. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'tidemark-'));
}
