import { SMALL_MODELS } from './small-models.ts';
import { startOf, stepByHand } from './steps-by-hand.ts';

/*
 * A program: trains one of the small models, named by its argument, five steps on the CPU and on WebGPU, and prints the
 * losses of both as JSON. The log of the session on WebGPU, which says where each node was placed, goes to stderr. Steps
 * are taken by hand: in a Loop the log would prove nothing, because the Loop itself counts on the CPU.
 */
const start = startOf(SMALL_MODELS.get(process.argv[2]!)!(), 5, 'CPU and WebGPU');
const cpu = await stepByHand(start, { executionProviders: ['cpu'], intraOpNumThreads: 1, logSeverityLevel: 3 });
const webgpu = await stepByHand(start, { executionProviders: ['webgpu'], logSeverityLevel: 0, logVerbosityLevel: 1 });
const losses = { cpu: cpu.losses, webgpu: webgpu.losses };
process.stdout.write(JSON.stringify(losses), () => process.exit(0));
