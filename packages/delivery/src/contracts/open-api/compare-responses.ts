import { compareContent } from "./compare-content.ts";
import { isTrueIn, type Located, member, members } from "./open-api-document.ts";
import { directionOf } from "./operation.ts";
import { type OperationReporter, schemaIn } from "./operation-reporter.ts";
import { pointerOf } from "./schema-comparison.ts";

/** Compares the body that is sent. */
export function compareRequestBody(pair: OperationReporter): void {
  const { before, after, documents } = pair;
  const isOutgoing = before.isOutgoing;
  const was = followed(member(before.at, "requestBody"), documents.before.follow);
  const is = followed(member(after.at, "requestBody"), documents.after.follow);
  if (!was && !is) return;
  const isRequired = isTrueIn(is, "required");
  if (!was && is) {
    const isBreaking = isRequired && !isOutgoing;
    pair.report({
      kind: isBreaking ? "breaking" : "safe",
      code: isBreaking ? "required-body-added" : "body-added",
      message: isBreaking ? "A body is new in requests and must be sent." : "A body is new in requests.",
      after: is.path,
    });
    return;
  }
  if (was && !is) {
    pair.report({
      kind: isOutgoing ? "breaking" : "risky",
      code: "body-removed",
      message: isOutgoing ? "No body is sent any more." : "A body is not taken from requests any more.",
      before: was.path,
      part: pointerOf(was.path),
      isGone: true,
    });
    return;
  }
  if (!was || !is) return;
  if (isTrueIn(was, "required") !== isRequired) {
    const isTighter = isRequired !== isOutgoing;
    pair.report({
      kind: isTighter ? "breaking" : "safe",
      code: isRequired ? "body-required" : "body-optional",
      message: `A body ${isRequired ? "must be sent now" : "need not be sent any more"}.`,
      before: was.path,
      after: is.path,
    });
  }
  compareContent(pair, member(was, "content"), member(is, "content"), "request", "the body of a request");
}

/** Compares the answers: their statuses, bodies and headers. */
export function compareResponses(pair: OperationReporter): void {
  const { before, after, documents } = pair;
  const was = responses(member(before.at, "responses"), documents.before.follow);
  const is = responses(member(after.at, "responses"), documents.after.follow);
  const compared = new Set<string>();
  for (const [status, old] of was) {
    const found = covering(status, is);
    const now = found === undefined ? undefined : is.get(found);
    if (found !== undefined && now) {
      compared.add(found);
      compareResponse(pair, status, old, now);
      continue;
    }
    const isSuccess = /^[123]/.test(status);
    pair.report({
      kind: isSuccess && !before.isOutgoing ? "breaking" : "risky",
      code: "status-removed",
      message: `It never answers ${status} any more.`,
      before: old.path,
      after: member(after.at, "responses")?.path,
    });
  }
  for (const [status, now] of is) {
    if (was.has(status) || compared.has(status)) continue;
    const found = covering(status, was);
    const old = found === undefined ? undefined : was.get(found);
    if (old) compareResponse(pair, status, old, now);
    else
      pair.report({
        // A client that goes by what it knows takes another success for a failure.
        kind: /^[123]/.test(status) ? "risky" : "safe",
        code: "status-added",
        message: `It may answer ${status} now.`,
        after: now.path,
      });
  }
}

function responses(
  at: Located | undefined,
  follow: (part: Located) => Located | undefined,
): ReadonlyMap<string, Located> {
  const found = members(at).filter(([status]) => /^(?:[1-5](?:\d\d|XX)|default)$/i.test(status));
  return new Map(
    found.flatMap(([status, part]) => {
      const target = follow(part);
      return target ? [[status.toLowerCase() === "default" ? "default" : status.toUpperCase(), target] as const] : [];
    }),
  );
}

/** The answer that says what a status is: its own, that of its class, or the one for all others. */
function covering(status: string, of: ReadonlyMap<string, Located>): string | undefined {
  return [status, `${status.charAt(0)}XX`, "default"].find((one) => of.has(one));
}

function compareResponse(pair: OperationReporter, status: string, was: Located, is: Located): void {
  const name = `the answer ${status}`;
  const [old, now] = [member(was, "content"), member(is, "content")];
  if (!old && now) {
    pair.report({
      kind: "safe",
      code: "answer-body-added",
      message: `The answer ${status} has a body now.`,
      after: now.path,
    });
  } else compareContent(pair, old, now, "response", name);
  const { follow } = pair.documents.after;
  const later = new Map(
    members(member(is, "headers")).map(([header, at]) => [header.toLowerCase(), followed(at, follow)]),
  );
  for (const [header, part] of members(member(was, "headers"))) {
    if (header.toLowerCase() === "content-type") continue;
    const at = followed(part, pair.documents.before.follow);
    if (!at) continue;
    const found = later.get(header.toLowerCase());
    const wasRequired = isTrueIn(at, "required");
    if (!found)
      pair.report({
        kind: wasRequired ? "breaking" : "risky",
        code: "answer-header-removed",
        message: `The answer ${status} has no header ${header} any more${wasRequired ? ", and always had it" : ""}.`,
        before: at.path,
        after: is.path,
      });
    else {
      if (wasRequired && !isTrueIn(found, "required"))
        pair.report({
          kind: "breaking",
          code: "answer-header-optional",
          message: `The header ${header} of the answer ${status} may be missing now.`,
          before: at.path,
          after: found.path,
        });
      pair.schemas(
        schemaIn(at, member(at, "schema")),
        schemaIn(found, member(found, "schema")),
        directionOf(pair.before, "response"),
      );
    }
  }
}

function followed(part: Located | undefined, follow: (part: Located) => Located | undefined): Located | undefined {
  return part && follow(part);
}
