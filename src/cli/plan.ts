import { readFileSync } from 'node:fs';
import { InputError } from '../core/errors.ts';
import type { LoopRunJob } from '../jobs/loop-run.ts';
import { parsePlan } from '../loop/plan.ts';

/** Reads a loop plan and checks it, before anything is opened or made for it. @throws InputError */
export function loadPlan(file: string): LoopRunJob['plan'] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InputError(file, 'cannot be read; expected a loop plan in TOML', { cause });
  }
  parsePlan(text, file);
  return { name: file, text };
}
