import type { GraphGates } from "@towpath/manifest";
import type { Approval } from "./approvals.ts";
import { allow, deny, type GateAnswer, unknown } from "./gate.ts";
import { isSamePerson, personKey } from "./person.ts";

/** Who may not approve, because it is their own work. */
export interface Involved {
  /** Who deploys. */
  readonly actor: string;
  /** Accounts of who wrote the commits that this release brings; undefined where that is not known. */
  readonly authors: readonly string[] | undefined;
}

/** Accounts of a team's members; undefined where they are not known. What it throws counts as not known. */
export type TeamMembers = (team: string) => readonly string[] | undefined;

/**
 * Whether enough people have agreed: distinct accounts, each of one of the teams, none of them who deploys or has written
 * what is deployed.
 *
 * @param asked as the environment asks for; nothing is asked where it is undefined
 * @param approvals of the digest that is to be brought out, by `approvalsOf`
 */
export function approvalsGate(
  asked: GraphGates["approvals"],
  approvals: readonly Pick<Approval, "by">[],
  who: Involved,
  members: TeamMembers,
): GateAnswer {
  if (!asked || asked.count <= 0) return allow("approvals", "No approvals are asked for.");
  const { count, by } = asked;
  const team = by.length === 0 ? "" : ` of ${by.join(" or ")}`;
  if (who.authors === undefined) {
    const todo = "Deploy from a pipeline that sees the commits since the last deployment.";
    return unknown(
      "approvals",
      "Who wrote what is deployed is not known, so nobody can be said to be somebody else.",
      todo,
    );
  }
  const authors = who.authors;
  const teams = by.map((name) => membersOf(name, members));
  const known = teams.flatMap((found) => found ?? []);
  const counted: string[] = [];
  const others: string[] = [];
  for (const person of distinct(approvals.map((approval) => approval.by))) {
    const why = isSamePerson(person, who.actor)
      ? "deploys it"
      : authors.some((author) => isSamePerson(author, person))
        ? "wrote some of it"
        : by.length > 0 && !known.some((member) => isSamePerson(member, person))
          ? `is not known to be one${team}`
          : undefined;
    if (why === undefined) counted.push(person);
    else others.push(`${person} ${why}`);
  }
  const notCounted = others.length === 0 ? "" : ` Not counted: ${others.join("; ")}.`;
  if (counted.length >= count) return allow("approvals", `Approved by ${counted.join(", ")}.`);

  const missing = count - counted.length;
  const so = counted.length === 0 ? "nobody" : counted.join(", ");
  const reason = `${count} ${count === 1 ? "approval is" : "approvals are"} asked for; so far ${so}.${notCounted}`;
  const todo = `${missing} more ${missing === 1 ? "person" : "people"}${team} who neither wrote it nor ${missing === 1 ? "deploys" : "deploy"} it: towpath approve.`;
  const unread = by.filter((_, index) => teams[index] === undefined);
  if (unread.length === 0) return deny("approvals", reason, todo);
  return unknown("approvals", `${reason} Who is in ${unread.join(", ")} is not known.`, todo);
}

function membersOf(team: string, members: TeamMembers): readonly string[] | undefined {
  try {
    return members(team);
  } catch {
    return undefined;
  }
}

function distinct(names: readonly string[]): readonly string[] {
  const seen = new Map<string, string>();
  for (const name of names) {
    const key = personKey(name);
    if (key !== "" && !seen.has(key)) seen.set(key, name);
  }
  return [...seen.values()];
}
