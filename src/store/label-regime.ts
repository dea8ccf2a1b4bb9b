import { LABEL_REGIMES, NO_REGIME } from '../core/label-regimes.ts';

/**
 * SQL for the regime in force when a work was published, as `labelRegimeAt` tells it. Takes the column `published_at`.
 *
 * @param site SQL for the name of the site
 */
export const labelRegime = (site: string) => `
  CASE
    ${LABEL_REGIMES.toReversed()
      .map(({ id, site: own, since }) => `WHEN ${site} = '${own}' AND published_at >= epoch_ms(${since}) THEN '${id}'`)
      .join('\n    ')}
    ELSE '${NO_REGIME}'
  END`;
