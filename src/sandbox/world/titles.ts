import { mix, pick } from './mix.ts';

const SUBJECTS = (
  'Harbour|Fog|The old bridge|Dragon|Red fox|Night market|Portrait|Robot|Forest spirit|Castle|Winter road|Lighthouse|' +
  'Sleeping giant|Café at dawn|Ñandú|雨の街|Étude|Город|Space whale|Tea house|Paladin|Witch|Deep sea|Clockwork bird'
).split('|');
const PATTERNS: readonly ((subject: string, other: string, number: number) => string)[] = [
  (subject) => subject,
  (subject, other) => `${subject} & ${other}`,
  (subject, _other, number) => `${subject} study #${number}`,
  (subject) => `"${subject}"`,
  (subject, other) => `It's only ${subject}, <${other}>`,
  (subject, _other, number) => `${subject} ${number} ✨`,
  (subject, other) => `${subject} 🐉 ${other}`,
  (subject, _other, number) => `${subject}; part ${number} – 100 % done`,
];

/** A title with whatever people put in titles: quotes, angle brackets, accents, kana, emoji. */
export function titleOf(uploadId: number): string {
  const write = pick(PATTERNS, uploadId, 1);
  return write(pick(SUBJECTS, uploadId, 2), pick(SUBJECTS, uploadId, 3), (mix(uploadId, 4) % 40) + 1);
}
