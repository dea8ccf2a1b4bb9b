import type { TrainPlan } from '../plan/train-plan.ts';
import { captionerKind } from './kinds/captioner.ts';
import { classifierKind } from './kinds/classifier.ts';
import { conditionalDiffusionKind } from './kinds/conditional-diffusion.ts';
import { diffusionKind } from './kinds/diffusion.ts';
import { imageTextKind } from './kinds/image-text.ts';
import type { ModelKind } from './kinds/kind.ts';
import type { TrainingData } from './training-data.ts';

/** What a plan trains on its data, which has what its kind needs. */
export function modelKind(plan: TrainPlan, data: TrainingData): ModelKind {
  switch (plan.kind) {
    case 'diffusion':
      return diffusionKind(plan, data);
    case 'conditional-diffusion':
      return conditionalDiffusionKind(plan, data);
    case 'captioner':
      return captionerKind(plan, data);
    case 'classifier':
      return classifierKind(plan, data);
    case 'image-text':
      return imageTextKind(plan, data);
    default:
      return plan satisfies never;
  }
}
