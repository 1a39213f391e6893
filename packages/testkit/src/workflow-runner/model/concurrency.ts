import { WorkflowError } from "../workflow-error.ts";

/** Who wants into a group: a run or a job of it. */
export interface Entrant {
  /** What it is, for messages: `job 'deploy'`. */
  readonly what: string;
  readonly group: string;
  readonly cancelsOthers: boolean;
  /** `max`: all wait; `single`: only the newest does. */
  readonly queue: "single" | "max";
  /** Those that it is a part of: a group that one of them holds would never be free. */
  readonly within: readonly object[];
  /** Aborts its signal, whether it runs or waits. */
  cancel(reason: string): void;
}

/** A place in a group that was given. */
export interface Place {
  leave(): void;
}

/** The concurrency groups of a repository. Names are compared without regard to case. */
export interface ConcurrencyGroups {
  /** Waits until it may run; undefined where it is cancelled while it waits. */
  enter(entrant: Entrant, signal: AbortSignal): Promise<Place | undefined>;
}

const MOST_WAITING = 100;

interface Waiting {
  readonly entrant: Entrant;
  readonly answer: (place: Place | undefined) => void;
}

interface Group {
  running: Entrant | undefined;
  waiting: Waiting[];
}

/**
 * Groups as GitHub keeps them: one runs, the newest waits, and an older one that waits is cancelled.
 *
 * Rules: https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency
 */
export function concurrencyGroups(): ConcurrencyGroups {
  const groups = new Map<string, Group>();

  const admit = (group: Group, { entrant, answer }: Waiting): void => {
    group.running = entrant;
    let hasLeft = false;
    answer({
      leave: () => {
        if (hasLeft) return;
        hasLeft = true;
        group.running = undefined;
        const next = group.waiting.shift();
        if (next) admit(group, next);
      },
    });
  };

  return {
    enter: async (entrant, signal) => {
      if (signal.aborted) return undefined;
      const name = entrant.group.toLowerCase();
      const group = groups.get(name) ?? { running: undefined, waiting: [] };
      groups.set(name, group);
      if (group.running && entrant.within.includes(group.running))
        throw new WorkflowError(
          `Canceling since a deadlock for concurrency group '${entrant.group}' was detected between '${group.running.what}' and '${entrant.what}'`,
        );
      const { promise, resolve } = Promise.withResolvers<Place | undefined>();
      const waiting: Waiting = { entrant, answer: resolve };
      if (!group.running) admit(group, waiting);
      else {
        const reason = `Canceling since a higher priority waiting request for ${entrant.group} exists`;
        const most = entrant.queue === "max" ? MOST_WAITING - 1 : 0;
        while (group.waiting.length > most) {
          const [older] = group.waiting.splice(0, 1);
          older?.entrant.cancel(reason);
        }
        group.waiting.push(waiting);
        if (entrant.cancelsOthers) group.running.cancel(reason);
        const giveUp = () => {
          group.waiting = group.waiting.filter((one) => one !== waiting);
          resolve(undefined);
        };
        signal.addEventListener("abort", giveUp, { once: true });
      }
      return await promise;
    },
  };
}
