import { nearest } from "@towpath/core";
import type { PlatformModel } from "@towpath/manifest";
import { OperationError } from "../../errors.ts";
import { type Given, nameFlaw, portFlaw } from "./answers.ts";
import { isName } from "./service-name.ts";
import type { NamedResource } from "./wanted-resources.ts";

/** Refuses what no manifest may hold. @throws {OperationError} `operation/bad-answer` */
export function refuseFlaws({ name, port, owner }: Given): void {
  const flaws = [
    ["--name", name, nameFlaw],
    ["--owner", owner, nameFlaw],
    ["--port", port, portFlaw],
  ] as const;
  for (const [flag, value, flawOf] of flaws) {
    const flaw = value === undefined ? undefined : flawOf(value);
    if (flaw !== undefined) throw badAnswer(`${flag} got "${value}".`, flaw);
  }
}

function badAnswer(message: string, hint: string): OperationError {
  return new OperationError({ code: "operation/bad-answer", message, hint });
}

/** The resources that the user named, as `db=postgres:17`. @throws {OperationError} `operation/bad-answer` */
export function namedResources(given: readonly string[], platform: PlatformModel): readonly NamedResource[] {
  return given.map((text) => {
    const [, name = "", type = "", version] = /^([^=]*)=([^:]*)(?::(.+))?$/.exec(text) ?? [];
    if (!isName(name) || type === "")
      throw badAnswer(`--resource got "${text}".`, "It takes NAME=TYPE, as db=postgres, or NAME=TYPE:VERSION.");
    if (platform.types.has(type)) return { name, type, version };
    const types = [...platform.types.keys()];
    const near = nearest(type, types);
    throw badAnswer(
      `--resource got "${text}": platform "${platform.name}" has no type "${type}".`,
      near ? `Did you mean "${near}"?` : `It has ${types.join(", ") || "none"}.`,
    );
  });
}

/** Refuses an owner that is no team of a platform that has teams. @throws {OperationError} `operation/bad-answer` */
export function refuseUnknownOwner(owner: string | undefined, platform: PlatformModel): void {
  const teams = Object.keys(platform.document.teams ?? {});
  if (owner === undefined || teams.length === 0 || teams.includes(owner)) return;
  const near = nearest(owner, teams);
  throw badAnswer(
    `--owner got "${owner}", which is no team of platform "${platform.name}".`,
    near ? `Did you mean "${near}"?` : `Its teams are ${teams.join(", ")}.`,
  );
}
