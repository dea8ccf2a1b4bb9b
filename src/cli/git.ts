import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The commit Tidemark runs from, with `-modified` where its files differ. @returns null outside a git checkout */
export function gitCommit(): string | null {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const git = (...words: string[]) =>
    execFileSync('git', words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '-modified');
  } catch {
    return null;
  }
}
