import type { Rng } from '../../core/rng.ts';
import type { SandboxSite } from './sites.ts';

const FIRST_WORDS = (
  'amber ash birch blue bramble cedar cinder cloud copper coral crimson dawn dusk ember fern flint fog frost glass ' +
  'gold grey harbour hazel indigo ink iron ivory jade juniper lark linen lunar maple marble mint mist moss night oak ' +
  'ochre olive onyx opal paper pearl pine plum quiet rain raven river rose rust sable salt shadow silk silver slate ' +
  'snow solar spruce stone storm tide umber velvet willow winter'
).split(' ');
const SECOND_WORDS = (
  'anchor arrow badger bell bird brush canvas cat cliff comet crane crow deer draws easel fable falcon field finch fox ' +
  'garden ghost hare heron hollow ink island kite lantern lark leaf letter lynx meadow moth mountain needle orchard ' +
  'otter owl painter pencil petal pixel prism quill raven reed river robin sketch smith song sparrow spirit stag ' +
  'studio thorn thread tiger trail vale weaver whale wing wolf wren'
).split(' ');

const GIVEN_NAMES =
  'Mira Tomás Zoë Aiko Lena Ngozi Søren Ivana Chidi Élodie Ravi Anouk Jun Petra Oluwaseun Marta Yuki Björn'.split(' ');
const FAMILY_NAMES =
  'Okonkwo Ångström Vale Nakamura O’Neil García Müller Novák Duarte Iyer Lindqvist Mensah Rossi Tanaka Weiß'.split(' ');

export interface ArtistName {
  /** As it stands in the site's addresses. */
  readonly name: string;
  readonly fullName: string;
}

/** Draws a name in the site's fashion that is not in `taken`, and adds it there in lower case. */
export function drawName(site: SandboxSite, rng: Rng, taken: Set<string>): ArtistName {
  const fullName = `${drawOne(GIVEN_NAMES, rng)} ${drawOne(FAMILY_NAMES, rng)}`;
  for (;;) {
    const name = WRITERS[site](drawOne(FIRST_WORDS, rng), drawOne(SECOND_WORDS, rng), rng.integer(1000));
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return { name, fullName };
  }
}

type NameWriter = (first: string, second: string, number: number) => string;

const WRITERS: Readonly<Record<SandboxSite, NameWriter>> = {
  artstation: (first, second, number) =>
    number < 300 ? `${first}${second}` : number < 500 ? `${first}_${second}` : `${first}-${second}${number % 100}`,
  deviantart: (first, second, number) =>
    number < 300
      ? `${capital(first)}${capital(second)}`
      : number < 500
        ? `${first}-${second}`
        : `${capital(first)}${capital(second)}${number % 100}`,
  danbooru: (first, second, number) =>
    number < 300
      ? `${first}_${second}`
      : number < 350
        ? `${first}_${second}_(artist)`
        : number < 370
          ? `${first}'s_${second}`
          : `${first}_${second}_${number % 100}`,
};

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}

function drawOne<T>(options: readonly T[], rng: Rng): T {
  return options[rng.integer(options.length)]!;
}
