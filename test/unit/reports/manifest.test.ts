import { expect, test } from 'vitest';
import { configurationHash, reportManifest } from '../../../src/reports/manifest.ts';
import { analysisOf } from '../../support/analysis.ts';

const PROVENANCE = {
  runId: 'run',
  createdAt: Date.UTC(2026, 0, 2),
  gitCommit: null,
  configHash: 'c',
  dataHash: 'd',
  seed: 1,
};

test('the manifest says why there is no commit, counts coverage and names exact package versions', () => {
  const entry = {
    site: 'a',
    artist: 'x',
    artistId: '1',
    reason: null,
    uploads: 1,
    worksClaimed: null,
    hidden: 0,
    rereadings: 0,
    withdrawn: 0,
    withdrawnAfter: null,
    withdrawnBy: null,
  };
  const coverage = [
    { ...entry, state: 'complete' as const },
    { ...entry, state: 'partial' as const },
    { ...entry, state: 'complete' as const },
  ];
  const manifest = reportManifest({
    provenance: PROVENANCE,
    analysis: analysisOf(['a']),
    origins: [{ site: 'a', origin: 'stand-in' }],
    coverage,
    samples: [],
    loops: [{ runId: 'loop-1' }],
  });
  expect(manifest.createdAt).toBe('2026-01-02T00:00:00.000Z');
  expect(manifest.git).toEqual({ commit: null, reason: 'Tidemark does not run from a git checkout' });
  expect(manifest.origins).toEqual([{ site: 'a', origin: 'stand-in' }]);
  expect(manifest.loops).toEqual(['loop-1']);
  expect(manifest.coverage).toEqual({ a: { complete: 2, partial: 1 } });
  expect(manifest.analysis).toMatchObject({ from: '2021-01', to: '2023-10', cutoff: '2022-01', seed: 1 });
  for (const version of Object.values(manifest.packages)) expect(version).toMatch(/^\d+\.\d+\.\d+/);
});

test('the configuration hash sees every setting except secrets, in any order', () => {
  const config = { sites: { a: { rate: 1, secret: 's' } }, file: 'x' };
  const hash = configurationHash(config);
  expect(configurationHash({ file: 'x', sites: { a: { secret: 'other', rate: 1 } } })).toBe(hash);
  expect(configurationHash({ ...config, file: 'y' })).not.toBe(hash);
});
