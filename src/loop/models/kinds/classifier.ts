import type { TrainPlan } from '../../plan/train-plan.ts';
import { accuracy, classifierProgram, classifierTraining, classify } from '../classifier.ts';
import type { ImageSplit, TrainingData } from '../training-data.ts';
import { heldOutOf } from './held-out.ts';
import type { ModelKind } from './kind.ts';
import { classesOf } from './labels.ts';
import { CHANNELS, groupsOf } from './sizes.ts';
import { openWeights } from './weights-session.ts';

export function classifierKind(plan: Extract<TrainPlan, { kind: 'classifier' }>, data: TrainingData): ModelKind {
  const { widths, depth, dropout } = plan.model;
  const { batch } = plan.training;
  const { train, heldOut } = data;
  const labelled = (split: ImageSplit) => ({ images: split.images, labels: classesOf(split, data) });
  const config = {
    size: plan.size,
    channels: CHANNELS,
    widths,
    depth,
    groups: groupsOf(widths),
    classes: data.folder.classNames.length,
  };
  const program = classifierProgram(config, batch);
  return {
    training: classifierTraining(config, labelled(train), {
      batch,
      dropout,
      views: plan.model.views,
    }),
    heldOut: heldOutOf(data, batch, (split, own) =>
      classifierTraining(config, labelled(split), { batch: own, dropout: 0 }),
    ),
    programs: { model: program },
    files: {},
    facts: { config, batch },
    look:
      heldOut === null
        ? null
        : async (look) => {
            await using session = await openWeights(program, look);
            const { logits } = await classify(session, config, batch, heldOut.images, look.signal);
            return { metrics: { accuracy: accuracy(logits, classesOf(heldOut, data)) }, shown: null };
          },
  };
}
