import { monthFromText, textFromMonth } from '../core/month.ts';
import type { MonthlyShare } from '../core/shares.ts';
import { computeShares } from '../jobs/shares.ts';
import type { CommonOptions } from './options.ts';
import { openExistingStore } from './wire.ts';

export interface SharesOptions extends CommonOptions {
  readonly from: string;
  readonly to: string;
}

export async function printShares(options: SharesOptions): Promise<void> {
  await using store = await openExistingStore(options);
  const rows = await computeShares({ store, from: monthFromText(options.from), to: monthFromText(options.to) });
  if (options.json) {
    console.log(
      JSON.stringify(
        rows.map((row) => ({ ...row, month: textFromMonth(row.month) })),
        null,
        2,
      ),
    );
    return;
  }
  console.log(`${'site'.padEnd(12)} month    share  95 % interval   labelled of uploads  regime`);
  for (const row of rows) console.log(line(row));
}

function line({ site, month, share, low, high, labelled, uploads, labelRegime }: MonthlyShare): string {
  const value = share === null ? '    –' : share.toFixed(3);
  const interval = `[${low.toFixed(3)}, ${high.toFixed(3)}]`;
  return `${site.padEnd(12)} ${textFromMonth(month)}  ${value}  ${interval}  ${String(labelled).padStart(8)} of ${String(uploads).padEnd(7)}  ${labelRegime}`;
}
