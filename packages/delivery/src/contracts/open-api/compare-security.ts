import { canonicalJson, own } from "@towpath/core";
import { items, type Located, member, members, type OpenApiDocument, objectOf } from "./open-api-document.ts";
import type { Operation } from "./operation.ts";
import type { OperationReporter } from "./operation-reporter.ts";

/** One way to be let in: schemes by what they are, each with the scopes that it asks for. Nothing: anybody. */
type Way = ReadonlyMap<string, ReadonlySet<string>>;

/** Compares who is let in: each way that was enough must still be. */
export function compareSecurity(pair: OperationReporter): void {
  const { before, after, documents } = pair;
  if (before.isOutgoing) return;
  const [was, is] = [waysOf(documents.before, before), waysOf(documents.after, after)];
  const path = { before: pathOf(documents.before, before), after: pathOf(documents.after, after) };
  const lost = was.filter((way) => !is.some((later) => isEnough(way, later)));
  if (lost.length > 0) {
    const [first] = lost;
    pair.report({
      ...path,
      kind: "breaking",
      code: "security-tightened",
      message: `${first && first.size > 0 ? `${shown(first)} is not enough any more` : "Not everybody is let in any more"}: ${is.map(shown).join(", or ")}.`,
    });
    return;
  }
  const gained = is.filter((way) => !was.some((former) => isEnough(former, way) && isEnough(way, former)));
  if (gained.length > 0)
    pair.report({
      ...path,
      kind: "safe",
      code: "security-loosened",
      message: `${shown(gained[0] ?? new Map())} is enough now.`,
    });
}

/** Whether who has what one way asks for has what another one asks for. */
function isEnough(has: Way, asked: Way): boolean {
  return [...asked].every(([scheme, scopes]) => {
    const mine = has.get(scheme);
    return mine !== undefined && [...scopes].every((scope) => mine.has(scope));
  });
}

function securityOf(document: OpenApiDocument, { at }: Operation): Located | undefined {
  return member(at, "security") ?? member(document.root, "security");
}

function pathOf(document: OpenApiDocument, operation: Operation): readonly string[] {
  return securityOf(document, operation)?.path ?? operation.at.path;
}

function waysOf(document: OpenApiDocument, operation: Operation): readonly Way[] {
  const ways = items(securityOf(document, operation)).map(
    (way): Way =>
      new Map(
        members(way).map(([name, scopes]) => [
          schemeText(document, name),
          new Set(items(scopes).flatMap(({ value }) => (typeof value === "string" ? [value] : []))),
        ]),
      ),
  );
  return ways.length === 0 ? [new Map()] : ways;
}

/** What a scheme is, whatever it is called: two names for the same key in the same header are one. */
function schemeText(document: OpenApiDocument, name: string): string {
  const schemes = member(member(document.root, "components") ?? document.root, "securitySchemes");
  const at = schemes && member(schemes, name);
  const scheme = objectOf(at && document.follow(at));
  if (!scheme) return name;
  const text = (key: string): string => {
    const value = own(scheme, key);
    return typeof value === "string" ? value : "";
  };
  switch (text("type")) {
    case "apiKey":
      return `the key ${text("name")} in the ${text("in")}`;
    case "http":
      return `HTTP ${text("scheme").toLowerCase()}`;
    case "mutualTLS":
      return "a client certificate";
    case "openIdConnect":
      return `OpenID Connect of ${text("openIdConnectUrl")}`;
    case "oauth2": {
      const flows = members({ value: own(scheme, "flows") ?? {}, path: [] }).map(([flow, of]) => {
        const { tokenUrl = "", authorizationUrl = "" } = objectOf(of) ?? {};
        return `${flow} ${String(authorizationUrl)} ${String(tokenUrl)}`.trim();
      });
      return `OAuth 2 (${flows.sort().join("; ")})`;
    }
    default:
      return canonicalJson(scheme);
  }
}

function shown(way: Way): string {
  if (way.size === 0) return "nothing is asked for";
  return [...way]
    .map(([scheme, scopes]) => (scopes.size > 0 ? `${scheme} with ${[...scopes].join(", ")}` : scheme))
    .join(" and ");
}
