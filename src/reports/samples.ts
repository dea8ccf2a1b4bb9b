import { siteName } from '../charts/words.ts';
import type { Table } from './csv.ts';
import { type Html, html } from './html.ts';
import type { SampleRecord } from './manifest.ts';

/** What each sample was drawn from, and why the frame lacks artists where it is known to. */
export function samplesTable(samples: readonly SampleRecord[]): Table {
  return {
    name: 'samples',
    columns: ['site', 'frame_size', 'sample_size', 'threshold', 'seed', 'frame_shortfall'],
    rows: samples.map((sample) => [
      sample.site,
      sample.frameSize,
      sample.sampleSize,
      sample.threshold,
      sample.seed,
      sample.frameShortfall,
    ]),
  };
}

/** A sentence for each sampling frame that is cut short; nothing where all are whole. */
export function frameShortfalls(samples: readonly SampleRecord[]): Html {
  const items = samples.flatMap(({ site, frameShortfall }) =>
    frameShortfall === null
      ? []
      : [
          html`<li>${siteName(site)}: the sampling frame is cut short: ${frameShortfall}. Artists it lacks could not be
drawn, so the sample does not stand for them.</li>`,
        ],
  );
  return items.length === 0 ? html`` : html`<ul>${items}</ul>`;
}
