import { monthFromText } from '../../core/month.ts';

/** Stable Diffusion was released on 22 August 2022: the first month after, where a model takes a single date. */
export const RELEASE = monthFromText('2022-08');
