import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** A script to stand in the page, and the source expression that lets a content security policy allow it and no other. */
export interface InlineScript {
  readonly text: string;
  readonly allowed: string;
}

/** The bundles for browsers lie beside the main files of their packages. */
const BUNDLES = [
  new URL('vega.min.js', import.meta.resolve('vega')),
  new URL('vega-lite.min.js', import.meta.resolve('vega-lite')),
  new URL('vega-embed.min.js', import.meta.resolve('vega-embed')),
];

/**
 * Swaps each static figure for a live one. `ast` makes Vega interpret expressions instead of compiling them, so the
 * page needs no eval. A figure that cannot be drawn stays as it is: the static one is already in the page.
 */
const START = `
for (const figure of document.querySelectorAll('figure[data-spec]')) {
  const spec = JSON.parse(document.getElementById(figure.dataset.spec).textContent);
  const still = figure.querySelector('.still');
  const live = document.createElement('div');
  live.hidden = true;
  still.after(live);
  vegaEmbed(live, spec, { mode: 'vega-lite', renderer: 'svg', ast: true, actions: false, defaultStyle: false })
    .then(() => { live.hidden = false; still.hidden = true; })
    .catch((error) => { live.remove(); console.error(error); });
}
`;

/** All that makes the figures of a page live, in the order to stand in: Vega, Vega-Lite, vega-embed, start. */
export async function inlineScripts(): Promise<InlineScript[]> {
  const bundles = await Promise.all(BUNDLES.map(readBundle));
  return [...bundles, START].map((text) => ({
    text,
    allowed: `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  }));
}

/** Neither `</script` nor `<!--` may stand in an inline script. */
async function readBundle(bundle: URL): Promise<string> {
  const text = await readFile(bundle, 'utf8');
  return text
    .replace(/^\/\/# sourceMappingURL=.*$/gm, '')
    .replaceAll('</script', '<\\/script')
    .replaceAll('<!--', '<\\!--');
}
