/** What a loop needs of the world. */
export interface LoopParts {
  readonly now: () => Date;
  /** Calls back once, after so many milliseconds. @returns ends the waiting */
  readonly wait: (milliseconds: number, then: () => void) => () => void;
  readonly nextDue: (schedule: string, after: Date) => Date | undefined;
  /** It is time. @param due when it was to be; long ago where the machine slept */
  readonly onDue: (due: Date) => void;
}

/** Says when it is time, again and again. */
export interface ScheduleLoop {
  /** Goes by this schedule from now on; by none when undefined. */
  follow(schedule: string | undefined): void;
  /** When it is due next. */
  next(): Date | undefined;
}

/** It looks at the clock this often, in milliseconds: timers stand still while a machine sleeps, and clocks are set. */
const LOOK_MS = 10_000;

/**
 * A loop over a schedule. What was due several times while the machine slept is due once, at once; a clock that is set back
 * makes nothing due again before its time.
 */
export function createScheduleLoop({ now, wait, nextDue, onDue }: LoopParts): ScheduleLoop {
  let schedule: string | undefined;
  let due: Date | undefined;
  let seen = now();
  let stopWaiting = () => {};

  const look = () => {
    const at = now();
    const wentBack = at.getTime() < seen.getTime();
    seen = at;
    if (schedule !== undefined && due && at.getTime() >= due.getTime()) {
      const was = due;
      due = nextDue(schedule, at);
      onDue(was);
    } else if (schedule !== undefined && wentBack) {
      due = nextDue(schedule, at);
    }
    rest();
  };
  const rest = () => {
    stopWaiting();
    if (!due) return;
    stopWaiting = wait(Math.min(Math.max(due.getTime() - now().getTime(), 0), LOOK_MS), look);
  };
  return {
    follow(next) {
      if (next === schedule) return;
      schedule = next;
      seen = now();
      due = schedule === undefined ? undefined : nextDue(schedule, seen);
      rest();
    },
    next: () => due,
  };
}
