/** A model that cannot be fitted to these data, and why. */
export interface NoFit {
  readonly kind: 'no-fit';
  readonly cause: 'too-few-data' | 'no-events' | 'collinear' | 'separated' | 'not-converged' | 'not-overdispersed';
  /** Index of the column at fault, as the caller numbered them; null where it is no column's. */
  readonly column: number | null;
  /** For a reader. */
  readonly reason: string;
}

export function noFit(cause: NoFit['cause'], reason: string, column: number | null = null): NoFit {
  return { kind: 'no-fit', cause, column, reason };
}

export function collinear(column: number): NoFit {
  return noFit('collinear', `column ${column} is a linear combination of the others`, column);
}

export function separated(column: number): NoFit {
  return noFit(
    'separated',
    `column ${column} tells some of the zero counts exactly, so its coefficient has no finite value`,
    column,
  );
}
