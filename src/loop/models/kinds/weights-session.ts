import { openSession, type Session } from '../../onnx/session.ts';
import { inferenceModel } from '../inference.ts';
import type { Program } from '../scope.ts';
import type { Look } from './kind.ts';

/** A session of one of a model's programs with some weights inside. */
export function openWeights(program: Program, { weights, providers, threads }: Look): Promise<Session> {
  return openSession(inferenceModel(program, weights), { providers, threads });
}
