import { z } from 'zod';
import type { SiteConfig, SiteName } from '../../config/config.ts';

const runRecordSchema = z.object({
  site: z.string(),
  baseUrl: z.string(),
  isLive: z.boolean(),
  robotsExempt: z.array(z.string()),
  isRendered: z.boolean(),
  parameters: z.record(z.string(), z.unknown()),
});

/** What a run was asked to do, as its archive tells: enough to do it again. It holds no secret. */
export type RunRecord = z.infer<typeof runRecordSchema>;

const FIELD = 'tidemark-run';

export function runRecord(
  { site, baseUrl, isLive, robotsExempt, browser }: SiteConfig,
  parameters: RunRecord['parameters'],
): RunRecord {
  return { site, baseUrl, isLive, robotsExempt: [...robotsExempt], isRendered: browser !== undefined, parameters };
}

/** The configuration of a replay. No secret was recorded and none is needed: nobody checks these. */
export function siteConfigFromRunRecord(run: RunRecord, site: SiteName, chromium: string | null): SiteConfig {
  const { baseUrl, isLive, robotsExempt, isRendered } = run;
  return {
    site,
    baseUrl,
    isLive,
    robotsExempt,
    contact: null,
    requestsPerSecond: 1000,
    ...CREDENTIALS,
    ...(isRendered ? { browser: { executable: chromium } } : {}),
  };
}

const CREDENTIALS = { clientId: 'replay', secret: 'replay' };

/** Fields of a WARC's `warcinfo` record that tell of the run. */
export function fieldsFromRunRecord(runId: string, run: RunRecord): Readonly<Record<string, string>> {
  return { isPartOf: runId, [FIELD]: JSON.stringify(runRecordSchema.parse(run)) };
}

/** @returns undefined if the `warcinfo` record tells of no run */
export function runRecordFromFields(text: string): RunRecord | undefined {
  const line = text.split('\r\n').find((field) => field.startsWith(`${FIELD}: `));
  if (line === undefined) return undefined;
  return runRecordSchema.safeParse(JSON.parse(line.slice(FIELD.length + 2))).data;
}
