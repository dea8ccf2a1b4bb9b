const DAY = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const HOUR_MINUTE = '([01][0-9]|2[0-3]):[0-5][0-9]';
const TIME = `${HOUR_MINUTE}(:[0-9]{2}([.][0-9]+)?)?`;
/** No place on Earth is further from UTC than 14 hours. */
const OFFSET = '[+-](0[0-9]|1[0-3])(:?[0-5][0-9])?|[+-]14(:?00)?';

const zone = (text: string) => `regexp_extract(${text}, '[+-][0-9:]+$')`;

/**
 * DuckDB's cast to TIMESTAMP overlooks an offset, and its cast to TIMESTAMPTZ costs more than the rest of a record, so
 * the offset of a text that has one is taken off here.
 */
const instant = (text: string) => `
      date_trunc('milliseconds', TRY_CAST(${text} AS TIMESTAMP) - to_minutes(CASE
        WHEN ${zone(text)} = '' THEN 0
        ELSE TRY_CAST(left(${zone(text)}, 1) || '1' AS INTEGER) * (
          60 * TRY_CAST(substr(${zone(text)}, 2, 2) AS INTEGER)
          + CASE WHEN len(${zone(text)}) > 3 THEN TRY_CAST(right(${zone(text)}, 2) AS INTEGER) ELSE 0 END
        )
      END))`;

/**
 * The commonest form, told without a regular expression, which costs as much as the cast. Of what has its shape the cast
 * refuses all but signed years and the hours ` 1` and `24`.
 */
const IS_ISO_MILLISECONDS = `
      date_text LIKE '____-__-__T__:__:__.___Z' AND date_text >= '0' AND substr(date_text, 12, 2) BETWEEN '00' AND '23'`;

/**
 * SQL that reads the text column `date_text` as an instant in UTC, cut to milliseconds: a date alone is midnight UTC, a
 * date and time without a zone is UTC, a number of 9 or 10 digits is unix seconds. Null if it is none of these.
 */
export const PUBLISHED_AT = `
  CASE
    WHEN ${IS_ISO_MILLISECONDS}
      THEN TRY_CAST(date_text AS TIMESTAMP)
    WHEN strlen(date_text) = 10 AND regexp_full_match(date_text, '${DAY}')
      THEN TRY_CAST(date_text AS DATE)::TIMESTAMP
    WHEN regexp_full_match(date_text, '${DAY}[T ]${TIME} ?(Z|UTC)?')
      THEN date_trunc('milliseconds', TRY_CAST(date_text AS TIMESTAMP))
    WHEN regexp_full_match(date_text, '${DAY}[T ]${TIME} ?(${OFFSET})')
      THEN ${instant('date_text')}
    WHEN regexp_full_match(date_text, '[0-9]{9,10}([.][0-9]+)?')
      THEN epoch_ms(floor(date_text::DOUBLE * 1000)::BIGINT)
  END`;

/**
 * The same for the dumps of a site: a time needs its zone, and one that is missing is written as the first second of
 * 1970.
 */
export const DUMPED_AT = `
  CASE
    WHEN starts_with(date_text, '1970-01-01 00:00:00') THEN NULL
    WHEN regexp_full_match(date_text, '${DAY}[T ]${HOUR_MINUTE}:[0-9]{2}([.][0-9]{1,9})? ?(Z|UTC|${OFFSET})')
      THEN ${instant('date_text')}
    WHEN regexp_full_match(date_text, '[0-9]{9,10}') THEN epoch_ms(date_text::BIGINT * 1000)
  END`;
