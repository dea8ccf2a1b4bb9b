import { createHash } from 'node:crypto';
import pkg from '../../package.json' with { type: 'json' };
import type { Analysis } from '../analysis/analysis.ts';
import { LABEL_REGIMES, type LabelRegime } from '../core/label-regimes.ts';
import { VERSION } from '../core/version.ts';
import type { Coverage, Sample, SiteOrigin } from '../store/types.ts';

/** Where a report's numbers come from: enough to make it again, or to see why it cannot be. */
export interface Manifest {
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly tidemark: string;
  readonly node: string;
  readonly git: { readonly commit: string | null; readonly reason: string | null };
  /** SHA-256 of the configuration without secrets. */
  readonly configHash: string;
  /** SHA-256 of artists, uploads and coverage, without observation times. */
  readonly dataHash: string;
  readonly analysis: {
    readonly seed: number | string;
    readonly draws: number;
    readonly from: string;
    readonly to: string;
    readonly cutoff: string;
    readonly placeboCutoffs: readonly string[];
    readonly leastUploads: number;
    readonly isPooled: boolean;
  };
  /** Where the histories of each site came from: `stand-in`, the host of a live site, or `file`. */
  readonly origins: readonly SiteOrigin[];
  readonly samples: readonly SampleRecord[];
  readonly loops: readonly string[];
  /** Artists by site, then crawl state. */
  readonly coverage: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly labelRegimes: readonly (Omit<LabelRegime, 'since'> & { readonly since: string })[];
  readonly packages: Readonly<Record<string, string>>;
}

export interface SampleRecord {
  readonly site: string;
  readonly frameSize: number;
  readonly sampleSize: number;
  readonly threshold: number;
  readonly seed: number;
  readonly manifestHash: string;
  /** Why the frame lacks artists that the site has above the threshold; null where it is not known to. */
  readonly frameShortfall: string | null;
}

export interface Provenance {
  readonly runId: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly createdAt: number;
  /** The commit Tidemark runs from; null outside a git checkout. */
  readonly gitCommit: string | null;
  readonly configHash: string;
  readonly dataHash: string;
  readonly seed: number | string;
}

const PACKAGES = [
  '@duckdb/node-api',
  '@resvg/resvg-js',
  'dejavu-fonts-ttf',
  'vega',
  'vega-embed',
  'vega-lite',
] as const;

export interface ManifestSources {
  readonly provenance: Provenance;
  readonly analysis: Analysis;
  readonly origins: readonly SiteOrigin[];
  readonly coverage: readonly Coverage[];
  readonly samples: readonly Sample[];
  readonly loops: readonly { readonly runId: string }[];
}

export function reportManifest(sources: ManifestSources): Manifest {
  const { provenance, analysis, origins, coverage, samples, loops } = sources;
  const { runId, createdAt, gitCommit, configHash, dataHash, seed } = provenance;
  const { draws, from, to, cutoff, placeboCutoffs, leastUploads, isPooled } = analysis;
  return {
    runId,
    createdAt: new Date(createdAt).toISOString(),
    tidemark: VERSION,
    node: process.versions.node,
    git: { commit: gitCommit, reason: gitCommit === null ? 'Tidemark does not run from a git checkout' : null },
    configHash,
    dataHash,
    analysis: { seed, draws, from, to, cutoff, placeboCutoffs, leastUploads, isPooled },
    origins,
    samples: samples.map(
      ({ site, frameSize, sampleSize, threshold, seed: drawnWith, manifestHash, frameShortfall }) => ({
        site,
        frameSize,
        sampleSize,
        threshold,
        seed: drawnWith,
        manifestHash,
        frameShortfall,
      }),
    ),
    loops: loops.map(({ runId: loopRun }) => loopRun),
    coverage: countStates(coverage),
    labelRegimes: LABEL_REGIMES.map((regime) => ({ ...regime, since: new Date(regime.since).toISOString() })),
    packages: Object.fromEntries(PACKAGES.map((name) => [name, pkg.dependencies[name]])),
  };
}

/** SHA-256 over a configuration as JSON with sorted keys. Values under the key `secret` do not enter it. */
export function configurationHash(configuration: unknown): string {
  return createHash('sha256').update(sortedJson(configuration)).digest('hex');
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'secret') return undefined;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function countStates(coverage: readonly Coverage[]): Record<string, Record<string, number>> {
  const bySite = Map.groupBy(coverage, ({ site }) => site);
  const count = (entries: readonly Coverage[]) =>
    Object.fromEntries([...Map.groupBy(entries, ({ state }) => state)].map(([state, { length }]) => [state, length]));
  return Object.fromEntries([...bySite].map(([site, entries]) => [site, count(entries)]));
}
