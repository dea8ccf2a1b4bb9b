import { z } from 'zod';
import { LABEL_REGIMES } from '../core/label-regimes.ts';
import type { Audit } from '../core/shares.ts';

/** What is known about labels beyond what the store holds. */
export interface SharesConfig {
  /** By site, then label regime: which share of generated works carries the label, and how many works were audited. */
  readonly sensitivity: Readonly<Record<string, Readonly<Record<string, Audit>>>>;
  /** By site: what one of its works counts in a scrape of all sites. */
  readonly scrapeWeights: Readonly<Record<string, number>>;
}

const auditSchema = z.strictObject({
  value: z.number().positive().max(1),
  audited: z.int().min(1).optional(),
});

export const sharesSchema = z.strictObject({
  sensitivity: z
    .record(z.string(), z.record(z.string(), auditSchema))
    .superRefine((sites, context) => {
      for (const [site, regimes] of Object.entries(sites)) {
        const known = LABEL_REGIMES.filter((regime) => regime.site === site).map(({ id }) => id);
        const stray = Object.keys(regimes).find((id) => !known.includes(id));
        if (stray === undefined) continue;
        const expected = known.length === 0 ? `${site} has no label regime` : `expected ${known.join(' or ')}`;
        context.addIssue({ code: 'custom', path: [site, stray], message: `no such label regime: ${expected}` });
      }
    })
    .optional(),
  scrape_weights: z.record(z.string(), z.number().min(0)).optional(),
});

export function sharesConfig(settings: z.infer<typeof sharesSchema> = {}): SharesConfig {
  const sites = Object.entries(settings.sensitivity ?? {}).map(([site, regimes]) => {
    const audits = Object.entries(regimes).map(([regime, { value, audited }]): [string, Audit] => [
      regime,
      { value, audited: audited ?? null },
    ]);
    return [site, Object.fromEntries(audits)] as const;
  });
  return Object.freeze({
    sensitivity: Object.freeze(Object.fromEntries(sites)),
    scrapeWeights: Object.freeze(settings.scrape_weights ?? {}),
  });
}
