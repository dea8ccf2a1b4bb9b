/** Months since January 1970 of the column `month`, the first day of a month. */
export const MONTH_NUMBER = "datediff('month', DATE '1970-01-01', month)::INTEGER";
