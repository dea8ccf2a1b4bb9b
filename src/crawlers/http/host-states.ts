import { blankHostState, type HostState } from '../../core/host-state.ts';

/** Where host states are kept. */
export interface HostStates {
  hostStates(): Promise<readonly HostState[]>;
  saveHostState(state: HostState): Promise<void>;
}

/** Host states in memory, read once from where they are kept and written there with every change. */
export class HostMemory {
  readonly #states: HostStates;
  #known: Promise<Map<string, HostState>> | undefined;

  constructor(states: HostStates) {
    this.#states = states;
  }

  async get(host: string): Promise<HostState> {
    return (await this.#load()).get(host) ?? blankHostState(host);
  }

  async update(host: string, change: Partial<Omit<HostState, 'host'>>): Promise<void> {
    const known = await this.#load();
    // Nothing is awaited between reading and setting: two changes at once are both kept.
    const state = { ...(known.get(host) ?? blankHostState(host)), ...change };
    known.set(host, state);
    await this.#states.saveHostState(state);
  }

  #load(): Promise<Map<string, HostState>> {
    this.#known ??= this.#states.hostStates().then((states) => new Map(states.map((state) => [state.host, state])));
    return this.#known;
  }
}
