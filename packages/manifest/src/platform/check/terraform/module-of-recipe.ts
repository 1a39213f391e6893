import { dirname, resolve } from "node:path";
import type { Files } from "@towpath/core";
import { pathFlaw } from "../../../document/paths.ts";
import { shown } from "../../../finding.ts";
import { type ModuleFlaw, readModule, type TerraformModule } from "../../../terraform/index.ts";
import type { ResourceTypeModel } from "../../platform-model.ts";
import type { Report } from "../reporter.ts";
import { inModule, inRecipe, type PlacedRecipe } from "./placed-recipe.ts";

/** More modules than anyone nests. */
const MOST_CALLED = 200;
/** A password or a token before the host, or among the parameters that Terraform's getters take. */
const CREDENTIAL =
  /https?:\/\/[^/\s@]+@|:\/\/[^/\s:@]*:[^/\s@]+@|[?&](?:sshkey|aws_access_key_secret|aws_access_token|access_token|password|private_token|sig|token)=/i;
const LOCAL = /^\.\.?(?:\/|$)/;

/** The module of a recipe, where it is a folder that can be read; says what is wrong with it and with those that it calls. */
export function moduleOfRecipe(
  { type, recipe }: Pick<PlacedRecipe, "type" | "recipe">,
  files: Files,
  report: Report,
): TerraformModule | undefined {
  const { module: source } = recipe;
  if (source === undefined) {
    report({
      code: "manifest/missing-key",
      message: "The recipe for terraform says not what makes it.",
      at: inRecipe(type, [], "key"),
      suggestions: ["Add `module:` with a path or an address."],
    });
    return undefined;
  }
  if (!LOCAL.test(source)) {
    checkAddress(source, recipe.version, type, report);
    return undefined;
  }
  if (!type.home) return undefined;
  const folder = dirname(type.home.path);
  const at = inRecipe(type, ["module"], "value");
  const flaw = pathFlaw(source, folder, type.home.boundary, files);
  if (flaw !== undefined) {
    report({ code: "manifest/path", message: `The path ${shown(source)} ${flaw}.`, at });
    return undefined;
  }
  const module = readModule(resolve(folder, source), type.home.boundary, files);
  if (module.files.length === 0 && module.flaws.length === 0) {
    report({
      code: "manifest/not-found",
      message: `There is no module at ${shown(source)}.`,
      at,
      suggestions: ["The path is relative to this file, and leads to a folder with *.tf files."],
    });
    return undefined;
  }
  const flaws = [...module.flaws, ...flawsOfCalled(module, resolve(folder, source), type.home.boundary, files)];
  for (const one of flaws.slice(0, 20))
    report({
      code: "manifest/module",
      message: `The module ${shown(source)} cannot be used: ${one.message}.`,
      at,
      places: [inModule(type, one, "in the module")],
    });
  return flaws.length === 0 ? module : undefined;
}

/** A module from elsewhere is fetched when something is made: what it then is should be known now. */
function checkAddress(source: string, version: string | undefined, type: ResourceTypeModel, report: Report): void {
  const at = inRecipe(type, ["module"], "value");
  if (/^(?:[/\\~]|[A-Za-z]:[/\\])|^(?:[a-z]+::)?file:/i.test(source)) {
    report({
      code: "manifest/path",
      message: `The path ${shown(source)} is absolute; write it relative to the document.`,
      at,
    });
    return;
  }
  if (CREDENTIAL.test(source)) {
    report({
      code: "manifest/secret-exposed",
      message: "The module's address holds a credential, which everybody would read here.",
      at,
      isSecret: true,
      suggestions: ["Take it out: git asks its credential helper, or the key agent of an address of ssh."],
    });
    return;
  }
  const isRegistry = /^(?:[A-Za-z0-9.-]+\.[A-Za-z]+(?::\d+)?\/)?[\w-]+\/[\w-]+\/[a-z0-9]+(?:\/\/.*)?$/.test(source);
  const isKnown = isRegistry ? version !== undefined : /[?&]ref=[^&]/.test(source) || !/git|hg::/.test(source);
  if (isKnown || /^(?:github\.com|bitbucket\.org)\/.*[?&]ref=/.test(source)) return;
  report({
    code: "manifest/missing-key",
    message: `The module ${shown(source)} is named in no version: what it makes could change from one run to the next.`,
    at,
    level: "advisory",
    suggestions: [isRegistry ? 'Add `version: "~> 1.2"`, as its registry has it.' : "Add ?ref=TAG to its address."],
  });
}

/** What keeps the modules that a module calls from being used; those from elsewhere are not looked into. */
function flawsOfCalled(module: TerraformModule, folder: string, boundary: string, files: Files): readonly ModuleFlaw[] {
  const flaws: ModuleFlaw[] = [];
  const seen = new Set([folder]);
  const walk = (from: TerraformModule, at: string, above: readonly string[]): void => {
    for (const { name, source, version, at: place } of from.calls.values()) {
      const flaw = (message: string): void => {
        flaws.push({ ...place, message: `the module call ${name} ${message}` });
      };
      if (source === undefined) flaw("names no source, or one that is no plain text");
      if (source === undefined || !LOCAL.test(source)) continue;
      const target = resolve(at, source);
      const leaves = pathFlaw(source, at, boundary, files);
      if (leaves !== undefined) flaw(`leads to ${shown(source)}, which ${leaves}`);
      else if (above.includes(target)) flaw(`leads back to ${shown(source)}, so that it would call itself without end`);
      else if (version !== undefined) flaw("has a version, which a folder cannot have");
      if (leaves !== undefined || seen.has(target) || seen.size > MOST_CALLED) continue;
      seen.add(target);
      const called = readModule(target, boundary, files);
      if (called.files.length === 0 && called.flaws.length === 0) flaw(`leads to ${shown(source)}, where no module is`);
      flaws.push(...called.flaws);
      walk(called, target, [...above, target]);
    }
  };
  walk(module, folder, [folder]);
  return flaws;
}
