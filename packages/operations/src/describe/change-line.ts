import { compareText } from "@towpath/core";
import { type GraphAction, RISKS, type Risk } from "@towpath/manifest/difference";
import type { Action, Change } from "@towpath/provisioning";
import type { ChangeLine } from "@towpath/report";
import { differenceLine } from "./difference-line.ts";

/** A change of a plan, or of a difference of graphs. */
export interface DescribedChange extends Omit<Change, "action" | "engine"> {
  readonly action: Action | GraphAction;
  readonly engine?: string | undefined;
}

const SIGNS = {
  create: "+",
  update: "~",
  upgrade: "~",
  migrate: "~",
  move: "~",
  replace: "!",
  delete: "-",
  retain: "=",
  adopt: ">",
  none: "=",
} as const satisfies Record<Action | GraphAction, ChangeLine["sign"]>;

const WORDS: Partial<Readonly<Record<Action | GraphAction, string>>> = {
  upgrade: "upgrade, its data stays",
  replace: "replace, a new one in its place",
  move: "move, the thing stays",
  retain: "retain, it and its data stay as an orphan",
  adopt: "adopt, the thing that is there is taken over",
  none: "stays as it is",
};

const RISK_WORDS = {
  none: "",
  restart: ", restarts it",
  downtime: ", interrupts it",
  unknown: ", with a risk that is not known yet",
  "data-loss": ", LOSES DATA",
} as const satisfies Record<Risk, string>;

const WEIGHTS = {
  none: undefined,
  restart: undefined,
  downtime: "medium",
  unknown: "medium",
  "data-loss": "heavy",
} as const satisfies Record<Risk, ChangeLine["weight"]>;

/** One change with its risk, its reasons and what differs. */
export function changeLine(change: DescribedChange): ChangeLine {
  const { address, type, engine, risk } = change;
  const action = actionOf(change);
  const what = engine === undefined ? type : `${type} on ${engine}`;
  const head = what === address ? address : `${address} (${what})`;
  const weight = WEIGHTS[risk];
  return {
    sign: SIGNS[action],
    text: `${head}: ${wordsOf(change, action)}${RISK_WORDS[risk]}`,
    details: [...change.reasons, ...writtenFirst(change.diff).map(differenceLine)],
    ...(weight === undefined ? {} : { weight }),
  };
}

/** What stands in a document comes before what an engine makes of it. */
function writtenFirst(diff: DescribedChange["diff"]): DescribedChange["diff"] {
  const { written = [], made = [] } = Object.groupBy(diff, ({ origin, path }) =>
    origin || path === "address" ? "written" : "made",
  );
  return [...written, ...made];
}

function wordsOf({ address }: DescribedChange, action: Action | GraphAction): string {
  if (action === "delete" && isKept(address)) return "delete, what an upgrade kept of it goes";
  return WORDS[action] ?? action;
}

/** What a change is to a person: an update in which nothing differs but the name is a move. */
export function actionOf({ action, diff }: Pick<DescribedChange, "action" | "diff">): Action | GraphAction {
  return action === "update" && diff.length > 0 && diff.every(({ path }) => path === "address") ? "move" : action;
}

/** Whether an address is that of what an upgrade kept: `resources.db@17`. */
export function isKept(address: string): boolean {
  return address.includes("@");
}

/** Every action, what ends before what begins. */
export const ACTIONS: readonly (Action | GraphAction)[] = [
  "delete",
  "replace",
  "upgrade",
  "migrate",
  "update",
  "move",
  "adopt",
  "create",
  "retain",
  "none",
];

/** The order in which a person should read changes: the worst risk first, then what ends before what begins. */
export function worstFirst<T extends DescribedChange>(changes: readonly T[]): readonly T[] {
  return changes.toSorted(
    (a, b) =>
      RISKS.indexOf(b.risk) - RISKS.indexOf(a.risk) ||
      ACTIONS.indexOf(actionOf(a)) - ACTIONS.indexOf(actionOf(b)) ||
      compareText(a.address, b.address),
  );
}
