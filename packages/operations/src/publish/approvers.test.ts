import type { Review } from "@towpath/github";
import { expect, test } from "vitest";
import { approving } from "./approvers.ts";

const HEAD = "a".repeat(40);
const OLD = "b".repeat(40);

function reviews(
  ...said: readonly (readonly [author: string | undefined, state: string, commit?: string])[]
): readonly Review[] {
  return said.map(([author, state, commit = HEAD], id) => ({
    id,
    author,
    state,
    commit,
    body: "",
    submitted: undefined,
  }));
}

test.each([
  ["an approval of what is checked", reviews(["alice", "APPROVED"]), ["alice"]],
  ["an approval of an earlier commit", reviews(["alice", "APPROVED", OLD]), []],
  ["an approval that was dismissed", reviews(["alice", "APPROVED"], ["alice", "DISMISSED"]), []],
  ["an approval that was taken back", reviews(["alice", "APPROVED"], ["alice", "CHANGES_REQUESTED"]), []],
  ["a comment after an approval", reviews(["alice", "APPROVED"], ["alice", "COMMENTED"]), ["alice"]],
  ["a change of mind", reviews(["alice", "CHANGES_REQUESTED"], ["alice", "APPROVED"]), ["alice"]],
  ["an approval again of an older commit", reviews(["alice", "APPROVED"], ["alice", "APPROVED", OLD]), []],
  ["comments alone", reviews(["alice", "COMMENTED"], ["alice", "PENDING"]), []],
  ["an account that is gone", reviews([undefined, "APPROVED"]), []],
  ["a state to come", reviews(["alice", "BLESSED"]), []],
  ["several", reviews(["alice", "APPROVED"], ["bob", "APPROVED", OLD], ["carol", "APPROVED"]), ["alice", "carol"]],
])("%s", (_, of, expected) => expect(approving(of, HEAD)).toEqual(expected));
