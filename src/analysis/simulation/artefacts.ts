import { monthFromText } from '../../core/month.ts';
import type { World } from './world.ts';

export const WORLD_END = monthFromText('2023-10');
const BASE = { rate: 0.6, months: 180, to: WORLD_END } as const;
/** A planted change: seniors of January 2022 upload in a fifth fewer months from August 2022 on. */
export const PLANTED_CUT = { cutoff: monthFromText('2022-01'), from: monthFromText('2022-08'), share: 0.2 } as const;

/** A world with the words that name it in a table. */
export interface NamedWorld {
  readonly name: string;
  readonly world: World;
  /** The rule of the analysis, re-evaluated as of each window's own end. */
  readonly leastUploads: number;
}

/** Worlds in which nobody changes, and the slopes that a split of their artists shows all the same. */
export function artefactWorlds(entryPerMonth: number): NamedWorld[] {
  const exp24 = { kind: 'exponential', mean: 24 } as const;
  const whole = (name: string, world: Pick<World, 'careers' | 'growthPerYear'>): NamedWorld => ({
    name,
    world: { ...BASE, entryPerMonth, ...world },
    leastUploads: 0,
  });
  return [
    whole('careers exp(24)', { careers: exp24 }),
    whole('careers exp(60)', { careers: { kind: 'exponential', mean: 60 } }),
    whole('careers Weibull(0.6, 36)', { careers: { kind: 'weibull', shape: 0.6, scale: 36 } }),
    whole('nobody ever leaves', { careers: { kind: 'endless' } }),
    whole('exp(24), entry +15 % a year', { careers: exp24, growthPerYear: 1.15 }),
    {
      name: 'exp(24), 250 artists with 12 uploads at the end',
      world: { ...BASE, entryPerMonth, careers: exp24, sample: { size: 250, leastUploads: 12 } },
      leastUploads: 12,
    },
  ];
}
