import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** Mean advance of a character of DejaVu Sans in English text, in em, a little on the wide side. */
const ADVANCE = 0.54;
const BOLD_ADVANCE = 0.62;

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

// Without a canvas Vega takes 0.8 em a character and leaves figures half empty. Its own types lack both names.
const { textMetrics, resetSVGDefIds } = vega as unknown as {
  textMetrics: { width: (item: TextItem, text: unknown) => number };
  resetSVGDefIds: () => void;
};
textMetrics.width = ({ fontSize = 11, fontWeight }, text) =>
  String(text ?? '').length * fontSize * (fontWeight === 'bold' || Number(fontWeight) >= 600 ? BOLD_ADVANCE : ADVANCE);

/** Draws a figure as SVG text, without a browser or a canvas. The same spec gives the same text. */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none', logLevel: vega.Error });
  try {
    await view.runAsync();
    resetSVGDefIds(); // else clip paths are numbered on from the figure before
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
