import { bounded, type FailureRule, saidIn } from "./rule.ts";

/** A later release wrote it. */
export const stateNewer: FailureRule = {
  code: "engine-terraform/state-newer",
  rank: 5,
  signs: [
    /state file uses format version (\d+), which is not supported/i,
    /state snapshot was created by (?:Terraform|OpenTofu) v?([\w.-]+), which is newer/i,
    /Resource instance managed by newer provider version/,
    /schema version \d+ (?:is newer|for \S+ in state)|was created by a newer provider version/i,
  ],
  say: ({ text, program, subject }) => ({
    message: /newer provider/i.test(text)
      ? `A newer release of the provider has written the state of ${subject ?? /current state of (\S+) was created/.exec(text)?.[1] ?? "a resource"}.`
      : `A newer release of ${program} has written this state.`,
    hint: "Nothing was changed. Use that release here, too: of the provider in the platform's providers and lock file, of the program on this machine.",
  }),
};

/** It is no state. */
export const stateDamaged: FailureRule = {
  code: "engine-terraform/state-damaged",
  rank: 6,
  signs: [/Unsupported state file format|state data in \S+ does not have the expected content|checksum.{0,40}state/i],
  say: (found) => ({
    message: `The state that the backend gives is none: ${errorIn(found.text)}.`,
    hint: "Nothing was changed. Put an earlier version of it back in the backend, where it keeps versions (towpath state history shows those of Towpath's own stores).",
  }),
};

/** Somebody else is at it. */
export const stateLocked: FailureRule = {
  code: "engine-terraform/state-locked",
  kind: "fault",
  rank: 8,
  signs: [
    /Lock Info:|state blob is already locked|workspace is already locked|already locked: ID=/i,
    /(?:acquiring the state lock|locking state).*?(?:resource temporarily unavailable|PreconditionFailed|ConditionalCheckFailedException|LeaseAlreadyPresent)/i,
  ],
  say: ({ text }) => {
    const facts = ["Who", "Created", "Operation", "ID"].map((name) => lockFact(text, name));
    // Of an http backend's lock Terraform shows who asked for it, and of who has it only the id.
    const held = /already locked: ID=([\w.:/-]{1,200})/.exec(text)?.[1];
    const isOfAsker = held !== undefined && held !== facts[3];
    const [who, created, operation, id] = isOfAsker ? [undefined, undefined, undefined, held] : facts;
    const doing = operation?.replace(/^OperationType/, "").toLowerCase();
    const holder = [who && `by ${who}`, doing && `for ${doing}`, created && `since ${created}`]
      .filter(Boolean)
      .join(" ");
    return {
      message: holder ? `Terraform's state is locked ${holder}.` : `Terraform's state is locked: ${errorIn(text)}.`,
      hint: `Wait until that run has ended and run the command again.${
        id && /^[\w.:/-]{1,200}$/.test(id)
          ? ` If nothing holds it any more, have the platform team release it in its backend: the lock's id is ${id}.`
          : " If nothing holds it any more, have the platform team release it in its backend."
      }`,
    };
  },
};

/** What was done is done, and is not written down. */
export const stateUnwritten: FailureRule = {
  code: "engine-terraform/state-unwritten",
  rank: 1,
  signs: [
    /Failed to (?:persist|save|write|update) (?:the )?state|Error saving (?:the )?state|Failed to create local state file/i,
  ],
  say: (found) => ({
    message: `What was made is not in the state: the backend did not take it: ${saidIn(found)}.`,
    hint: "Run the command again once the backend answers, on the same machine: what Terraform could not write was kept and is written first.",
  }),
};

/** The backend does not answer, or is not what it was. */
export const backendUnreachable: FailureRule = {
  code: "engine-terraform/backend-unreachable",
  rank: 15,
  signs: [
    /(?:Error (?:refreshing|loading|retrieving|locking|acquiring the) state(?: lock)?|Failed to (?:get|read|load|lock) (?:existing )?(?:state|workspaces)|Failed to get existing workspaces|Error inspecting states in the).*?(?:dial tcp|no such host|refused|time(?:d )?out|reset by peer|\bEOF\b|certificate|giving up after|deadline exceeded|unexpected status|HTTP)/i,
    /Failed to get existing workspaces|Error inspecting states in the|Failed to request discovery document|Failed to initialize kubernetes configuration|storage\.NewClient\(\) failed/i,
    /\b(?:NoSuchBucket|ContainerNotFound)\b|(?:S3 bucket|storage account|container).{0,120}(?:does not exist|was not found|could not be found)/i,
    /Error (?:acquiring|releasing) the state lock|Error locking state/i,
  ],
  say: (found) => ({
    message: /releasing the state lock/i.test(found.text)
      ? `The backend did not take its lock back: ${errorIn(found.text)}.`
      : `The backend that keeps Terraform's state cannot be used: ${errorIn(found.text)}.`,
    hint: "See that the backend in the engine's options exists, can be reached from here, and lets this identity in; then run the command again.",
  }),
};

/** The backend of before is another one than that of now. */
export const backendChanged: FailureRule = {
  code: "engine-terraform/backend-options",
  kind: "user",
  rank: 9,
  signs: [
    /Backend configuration changed|Backend initialization required|Backend type changed|Unsetting the previously set backend/i,
    /Unsupported backend type|Invalid backend configuration|backend is not supported/i,
  ],
  say: (found) => ({
    message: `The backend in the engine's options cannot be used: ${saidIn(found)}.`,
    hint: "Have the platform team mend the option backend. Towpath moves no state from one backend to another: do that with Terraform itself, first.",
  }),
};

/** The plan is not of this state any more, or no plan. */
export const planStale: FailureRule = {
  code: "engine-terraform/plan-stale",
  rank: 7,
  signs: [
    /Saved plan is stale|Saved plan does not match the given state|saved plan.{0,40}(?:different|other) (?:state|workspace)|Can't change variable when applying a saved plan/i,
  ],
  say: () => ({
    message: "The state has changed since this plan was made.",
    hint: "Nothing was changed. Run the command again: it plans anew and shows what differs.",
  }),
};

/** A saved plan that cannot be read. */
export const planDamaged: FailureRule = {
  code: "engine-terraform/plan-damaged",
  rank: 7,
  signs: [
    /Failed to (?:load "[^"]*" as a plan|read the given file as a state or plan) file|Failed to read plan(?: from plan)? file|plan file (?:was created by|is not)/i,
  ],
  say: (found) => ({
    message: `The plan that Terraform saved cannot be read: ${saidIn(found)}.`,
    hint: "Nothing was changed. Run the command again; see that its disk is not full.",
  }),
};

function lockFact(text: string, name: string): string | undefined {
  // Path may be empty, Info mostly is: a value ends where the next name begins.
  const found = new RegExp(`\\b${name}:\\s+(.*?)\\s*(?=\\b(?:ID|Path|Operation|Who|Version|Created|Info):|$)`).exec(
    /Lock Info:(.*)$/s.exec(text)?.[1] ?? "",
  )?.[1];
  return found ? bounded(found) : undefined;
}

function errorIn(text: string): string {
  const said = /Error message: (.+?)(?: (?:Terraform|OpenTofu) acquires a (?:state )?lock|$)/s.exec(text)?.[1] ?? text;
  return bounded(said.replace(/^Error (?:refreshing|loading) state: /, ""));
}
