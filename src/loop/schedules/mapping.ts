import { UsageError } from '../../core/errors.ts';
import type { Additions } from '../policies.ts';
import { flowAdditions } from './flow-mix.ts';
import type { Flow } from './flows.ts';
import { freshAdditions } from './fresh.ts';
import { matchedAdditions } from './matched.ts';
import type { Mapping, SharesOptions } from './options.ts';
import { stabilityAdditions } from './stability.ts';
import { stockAdditions } from './stock.ts';

/** How shares of uploads become items of a loop. */
export interface MappingInput {
  readonly mapping: Mapping;
  readonly lambdaOf: SharesOptions['lambda_of'];
  /** Items of D₀. */
  readonly size: number;
  /** Works before the first generation, in uploads; used where needsStock says so. */
  readonly stock: number;
}

/** Whether a mapping compares uploads with what was there before them. */
export function needsStock({ mapping, lambda_of }: Pick<SharesOptions, 'mapping' | 'lambda_of'>): boolean {
  return mapping === 'M2' || (mapping === 'M4' && lambda_of === 'stock');
}

/**
 * Items that every generation brings in.
 *
 * @returns one entry a flow
 * @throws UsageError if the mapping has no finite number of items for a share of 1
 */
export function mappedAdditions(flows: readonly Flow[], input: MappingInput): Additions[] {
  const { mapping, size, stock } = input;
  switch (mapping) {
    case 'M1':
      return flowAdditions(flows, size);
    case 'M2':
      return stockAdditions(flows, stock, size);
    case 'M3':
      requireBelowOne(flows, mapping);
      return matchedAdditions(flows, size);
    case 'M4':
      if (input.lambdaOf === 'stock') return stabilityAdditions(flows, size, { kind: 'stock', initialStock: stock });
      requireBelowOne(flows, mapping);
      return stabilityAdditions(flows, size, { kind: 'flow' });
    case 'M5':
      return freshAdditions(flows, size);
    default:
      return mapping satisfies never;
  }
}

/** Whether a loop of nothing but generated works has finite sets under this mapping. */
export function mapsShareOne({ mapping, lambdaOf }: MappingInput): boolean {
  return mapping !== 'M3' && !(mapping === 'M4' && lambdaOf === 'flow');
}

function requireBelowOne(flows: readonly Flow[], mapping: Mapping): void {
  const whole = flows.find((flow) => flow.share >= 1);
  if (whole !== undefined) {
    throw new UsageError(
      `mapping ${mapping} needs shares below 1, got ${whole.share} in generation ${whole.generation}`,
    );
  }
}
