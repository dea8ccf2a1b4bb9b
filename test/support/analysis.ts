import { type Analysis, analyzeActivity } from '../../src/analysis/analysis.ts';
import { monthFromText } from '../../src/core/month.ts';
import { createRng } from '../../src/core/rng.ts';
import { simulateWorlds } from './activity.ts';

/** The analysis of a small stationary world, 2014 to October 2023, one site for each name. */
export function analysisOf(sites: readonly string[], withTrends = false): Analysis {
  const to = monthFromText('2023-10');
  const from = monthFromText('2014-01');
  const worlds = sites.map((site) => ({ site, entryPerMonth: 3, exitHazard: 0.03, activity: 0.6, from, to }));
  return analyzeActivity(simulateWorlds(worlds, createRng('world')), {
    from: monthFromText('2021-01'),
    to,
    cutoff: monthFromText('2022-01'),
    placeboCutoffs: ['2018-01', '2019-01', '2020-01'].map(monthFromText),
    draws: 50,
    withTrends,
    rng: createRng('draws'),
  });
}
