import { globSync } from 'node:fs';
import { sep } from 'node:path';
import { rateWords } from '../core/words.ts';
import type { TrainedModel } from '../loop/models/model-run.ts';
import { durationWords, sizeWords } from './amounts.ts';
import { table } from './table.ts';

export function trainedText({ directory, card, manifest, alreadyComplete }: TrainedModel): string {
  const metrics = Object.keys(card.evaluations[0]?.metrics ?? {});
  const rows = card.evaluations.map(({ step, trainingLoss, metrics: measured }) => [
    String(step),
    trainingLoss?.toFixed(4) ?? '–',
    ...metrics.map((name) => measured[name]?.toFixed(4) ?? '–'),
    step === card.chosenStep && step !== card.steps ? 'the best, and kept' : '',
  ]);
  const header = ['step', 'training loss', ...metrics.map((name) => `held-out ${name}`), ''];
  return [
    table(header, rows, [header.length - 1]),
    '',
    `${card.parameters.toLocaleString('en-US')} parameters, ${card.images.train} images to train on, ` +
      `${card.images.heldOut} held out`,
    ...speedWords(manifest),
    `${alreadyComplete ? 'already complete' : 'done'}: ${directory}${sep}`,
    `  ${filesOf(directory, card.files).join(', ')}`,
  ].join('\n');
}

/** What a person may want to open; only some kinds have samples. */
function filesOf(directory: string, ofModel: readonly string[]): string[] {
  const hasSamples = globSync('samples/*', { cwd: directory }).length > 0;
  return [...ofModel, 'card.json', ...(hasSamples ? [`samples${sep}`] : [])];
}

function speedWords({ sittings, speed }: TrainedModel['manifest']): string[] {
  if (speed === null) return [];
  const providers = [...new Set(sittings.map(({ provider }) => provider))].join(' and ');
  const { seconds, imagesPerSecond, peakMemoryBytes } = speed;
  return [
    `trained in ${durationWords(seconds)} on ${providers}: ${rateWords(imagesPerSecond)} images/s, ` +
      `at most ${sizeWords(peakMemoryBytes)} of memory`,
  ];
}
