import { bodyCutShort, connectionReset, html200, jsonCutShort } from './broken-bodies.ts';
import { changedTotal } from './changed-total.ts';
import { emptyPage } from './empty-page.ts';
import { endsEarly } from './ends-early.ts';
import type { Fault } from './fault.ts';
import { challenge403, cloudfront403, danbooru403 } from './forbidden.ts';
import { foreignWorks } from './foreign-works.ts';
import { missingDate } from './missing-date.ts';
import type { FaultName } from './names.ts';
import { newUpload } from './new-upload.ts';
import { notModified } from './not-modified.ts';
import { nullCount } from './null-count.ts';
import { renamed } from './renamed.ts';
import { repeatedRows } from './repeated-rows.ts';
import { status500, status502Text, status503 } from './statuses.ts';
import { stuckPage } from './stuck-page.ts';
import {
  throttledAsctimeDate,
  throttledDigits,
  throttledImfDate,
  throttledMalformed,
  throttledRfc850Date,
  throttledSilent,
} from './throttled.ts';
import { tokenExpired } from './token-expired.ts';

export const FAULTS: Readonly<Record<FaultName, Fault>> = {
  'token-expired': tokenExpired,
  'challenge-403': challenge403,
  'cloudfront-403': cloudfront403,
  'danbooru-403': danbooru403,
  'throttled-digits': throttledDigits,
  'throttled-imf-date': throttledImfDate,
  'throttled-rfc850-date': throttledRfc850Date,
  'throttled-asctime-date': throttledAsctimeDate,
  'throttled-malformed': throttledMalformed,
  'throttled-silent': throttledSilent,
  'status-500': status500,
  'status-502-text': status502Text,
  'status-503': status503,
  'not-modified': notModified,
  'body-cut-short': bodyCutShort,
  'json-cut-short': jsonCutShort,
  'connection-reset': connectionReset,
  'html-200': html200,
  'empty-page': emptyPage,
  'ends-early': endsEarly,
  'stuck-page': stuckPage,
  'repeated-rows': repeatedRows,
  'new-upload': newUpload,
  'missing-date': missingDate,
  'foreign-works': foreignWorks,
  renamed,
  'changed-total': changedTotal,
  'null-count': nullCount,
};
