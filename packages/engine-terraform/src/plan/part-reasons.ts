import { reasonWords } from "./action-words.ts";
import type { ThingChange } from "./terraform-plan.ts";

/** Parts that are named. */
const MOST = 10;
const GONE_FROM_MODULE = reasonWords("delete_because_no_resource_config");

/** What becomes of the parts of a resource that is there, part by part where it is more than a change in place. */
export function partReasons(things: readonly ThingChange[]): readonly string[] {
  const there = things.filter(({ action }) => action !== "create").length;
  const isMixed = there > 0 && there < things.length;
  const count = isMixed ? [`${there} of ${things.length} parts are there already.`] : [];
  const said = things.flatMap((thing) => [...sentence(thing), ...renameHint(thing, things)]);
  return [...count, ...said.slice(0, MOST), ...(said.length > MOST ? [`And ${said.length - MOST} more.`] : [])];
}

function sentence({ action, local, reason, importing, runsCommands }: ThingChange): readonly string[] {
  const why = reason === undefined ? "" : `: ${/^(?:is|was|has|belongs) /.test(reason) ? "it " : ""}${reason}`;
  const commands = runsCommands ? " Its module runs commands for that." : "";
  if (action === "replace") return [`${local} is made anew${why}.${commands}`];
  if (action === "delete") return [`${local} goes${why}.${commands}`];
  if (action === "forget") return [`${local} is left where it is, and minded no longer.`];
  return importing === undefined ? [] : [`${local} is there and is taken over by its id.`];
}

/** A module that calls its part by another name has Terraform make it again, unless it says so. */
function renameHint(gone: ThingChange, things: readonly ThingChange[]): readonly string[] {
  if (gone.action !== "delete" || gone.reason !== GONE_FROM_MODULE) return [];
  const [made, ...others] = things.filter(({ action, type }) => action === "create" && type === gone.type);
  if (!made || others.length > 0) return [];
  return [`Where ${made.local} is the same thing by another name, a moved block in the module keeps it.`];
}
