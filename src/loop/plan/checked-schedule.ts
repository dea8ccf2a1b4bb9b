import type { TomlPath } from '../../core/toml.ts';
import type { PolicyOptions } from '../policies/options.ts';
import { needsStock } from '../schedules/mapping.ts';
import { MAPPING_POLICIES } from '../schedules/options.ts';
import type { Schedule, ScheduleTable } from './schedule.ts';

/** Says what is wrong with the value at a place of a plan. */
export type Refuse = (path: TomlPath, problem: string) => never;

/** The largest training set a plan may ask for. */
export const MAX_ITEMS = 1_000_000_000;

interface Scheduling {
  readonly policy: PolicyOptions['policy'];
  readonly samples: number;
  readonly schedule: ScheduleTable;
}

/** The schedule that a plan's keys add up to. @throws as `refuse` does, if they contradict each other or the policy */
export function checkedSchedule({ policy, samples, schedule }: Scheduling, refuse: Refuse): Schedule {
  const { shares, ...constants } = schedule;
  const fail = (key: string, problem: string): never => refuse(['schedule', ...key.split('.')], problem);
  if (shares !== undefined) {
    const [stray] = Object.keys(constants);
    if (stray !== undefined) fail(stray, 'expected either shares or constants, got both');
    requireMeasured(shares, policy, fail);
    return { kind: 'shares', ...shares };
  }

  const generations = constants.generations ?? fail('generations', 'expected a whole number from 1 to 200, or shares');
  const grows = policy === 'accumulate' || policy === 'accumulate-subsample';
  if (constants.alpha !== undefined) {
    const alphas = [constants.alpha].flat();
    if (!grows) fail('alpha', `only policies that accumulate grow by alpha, got ${policy}`);
    if (constants.synthetic !== undefined) fail('synthetic', 'expected either alpha or synthetic, got both');
    if (constants.real !== undefined) fail('real', 'expected either alpha or real, got both');
    if (new Set(alphas).size < alphas.length) fail('alpha', 'expected each alpha once');
    if (samples * (1 + Math.max(...alphas)) ** generations > MAX_ITEMS) {
      fail('generations', `sets would grow beyond ${MAX_ITEMS} items: expected a smaller alpha or fewer generations`);
    }
    return { kind: 'growth', generations, alphas };
  }
  const real = constants.real ?? 0;
  if (real > 0 && (policy === 'replace' || policy === 'augment')) {
    fail('real', `policy ${policy} takes no new real items, got ${real}`);
  }
  const synthetic =
    constants.synthetic ?? (policy === 'replace' ? samples : fail('synthetic', 'expected a whole number'));
  if ((policy === 'replace' || policy === 'fresh') && real + synthetic < 2) {
    fail('synthetic', `a generation needs at least 2 items, got ${real} real + ${synthetic} synthetic`);
  }
  return { kind: 'constant', generations, real, synthetic };
}

function requireMeasured(
  shares: NonNullable<ScheduleTable['shares']>,
  policy: PolicyOptions['policy'],
  fail: (key: string, problem: string) => never,
): void {
  const { mapping, source } = shares;
  const policies = MAPPING_POLICIES[mapping];
  if (!policies.includes(policy)) {
    fail('shares.mapping', `${mapping} drives policy ${policies.join(' or ')}, got ${policy}`);
  }
  if (shares.to < shares.from) fail('shares.to', 'expected a month not before schedule.shares.from');
  if (shares.stock !== undefined && source === 'labels' && !needsStock(shares)) {
    fail('shares.stock', 'only mapping M2, M4 with lambda_of = "stock", and the bounds of a posterior have a stock');
  }
  if (shares.lambda_of !== 'flow' && mapping !== 'M4')
    fail('shares.lambda_of', `only mapping M4 has it, got ${mapping}`);
  if (source === 'labels' && shares.forecast !== undefined) {
    fail('shares.forecast', 'only source = "posterior" can be forecast');
  }
  if (source === 'labels' && shares.assisted_weight !== 0) {
    fail('shares.assisted_weight', 'only source = "posterior" counts assisted works');
  }
}
