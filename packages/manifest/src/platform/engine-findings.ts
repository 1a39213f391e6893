import { shown } from "../finding.ts";
import type { PlatformEnvironment } from "../generated/platform.ts";
import { terraformEngineFlaws } from "./terraform-engine-flaws.ts";

type Engine = NonNullable<PlatformEnvironment["engines"]>[string];

/** What is wrong with an environment's engines that their schema cannot say. */
export interface EngineFlaw {
  readonly code:
    | "manifest/invalid-value"
    | "manifest/missing-key"
    | "manifest/placeholder"
    | "manifest/secret-exposed"
    | "manifest/unknown-key";
  /** Below the environment. */
  readonly path: readonly string[];
  readonly message: string;
  readonly suggestions: readonly string[];
  readonly isKey: boolean;
  /** What stands there must not be shown. */
  readonly isSecret?: true;
}

const FORMS =
  "Write a path to a module (./drivers/dns.ts), or an npm package in one version (@acme/towpath-dns@1.2.3).";
const MODULE = /\.[cm]?[jt]s$/i;
const PACKAGE =
  /^(?:npm:)?(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*@\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/;

/** Says what is wrong with an environment's engines: what they are given that is not for their kind, and what a kind needs. */
export function engineFlaws({ engines = {}, values = {} }: PlatformEnvironment): readonly EngineFlaw[] {
  return Object.entries(engines).flatMap(([name, engine]) => [
    ...driverFlaws(name, engine),
    ...(engine.kind === "terraform" ? terraformEngineFlaws(name, engine, values) : foreignFlaws(name, engine)),
  ]);
}

/** What only Terraform takes, at an engine of another kind: it would have no effect, and nobody would hear of it. */
function foreignFlaws(name: string, engine: Engine): readonly EngineFlaw[] {
  return ["backend", "providers", "program", "lock", "risks"]
    .filter((option) => Object.hasOwn(engine, option))
    .map((option) => ({
      code: "manifest/unknown-key",
      path: ["engines", name, option],
      message: `An engine of kind ${engine.kind} takes no ${option}.`,
      suggestions: ["Engines of kind terraform do."],
      isKey: true,
    }));
}

/** What is wrong with the `drivers` of an engine: where there may be none, where there must be some, their names. */
function driverFlaws(name: string, { kind, drivers }: Engine): readonly EngineFlaw[] {
  const path = ["engines", name];
  if (kind === "drivers" && drivers === undefined)
    return [
      {
        code: "manifest/missing-key",
        path,
        message: `The engine ${name} is one of drivers, and names none.`,
        suggestions: ["Add `drivers:` with what makes its resources, such as [./drivers/dns.ts]."],
        isKey: true,
      },
    ];
  if (drivers === undefined) return [];
  if (kind !== "drivers" && kind !== "local")
    return [
      {
        code: "manifest/unknown-key",
        path: [...path, "drivers"],
        message: `An engine of kind ${kind} takes no drivers.`,
        suggestions: ["Engines of kind local and drivers do."],
        isKey: true,
      },
    ];
  return drivers.flatMap((reference, index): readonly EngineFlaw[] => {
    const at = [...path, "drivers", String(index)];
    const flaw = (message: string) => [
      { code: "manifest/invalid-value", path: at, message, suggestions: [FORMS], isKey: false } as const,
    ];
    if (drivers.indexOf(reference) !== index) return flaw(`The drivers ${shown(reference)} are here twice.`);
    if (MODULE.test(reference) && !reference.startsWith("@") && !reference.includes(":")) return [];
    if (PACKAGE.test(reference)) return [];
    return flaw(`${shown(reference)} names no drivers.`);
  });
}
