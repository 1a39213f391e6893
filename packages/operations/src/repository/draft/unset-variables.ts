import type { AddressForm } from "../detect/application.ts";
import { type Found, formatEvidence } from "../detect/evidence.ts";
import type { DraftVariable } from "./draft.ts";
import type { WantedResource } from "./wanted-resources.ts";
import { NOT_MEANT, wiring } from "./wired-variables.ts";

/** Names that every process has, and those that Towpath or a framework sets by itself. */
const USUAL =
  /^(?:PORT|HOST|HOSTNAME|HOME|PATH|PWD|USER|SHELL|LANG|TZ|TMPDIR|CI|DEBUG|NODE_ENV|NODE_OPTIONS|npm_.*|JAVA_.*|GO.*|PYTHON.*|VIRTUAL_ENV|DOTNET_.*|ASPNETCORE_.*|SERVER_PORT|DJANGO_SETTINGS_MODULE|NEXT_RUNTIME|VERCEL.*|VITE_.*|NEXT_PUBLIC_.*|TOWPATH_.*|COMPOSE_.*|GITHUB_.*)$/;
const SECRET = /KEY|SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|PRIVATE|_DSN$/i;
const MOST = 12;

/** Lines for the variables that are read and have no value yet. */
export function unsetVariables(
  listed: readonly Found<string>[],
  read: readonly Found<string>[],
  wired: readonly DraftVariable[],
  resources: readonly WantedResource[],
  form: AddressForm,
): readonly string[] {
  const set = new Set(wired.map(({ name }) => name));
  const names = new Map((listed.length > 0 ? listed : read).map(({ value, at }) => [value, at]));
  const isAbout = (name: string): boolean => resources.some((resource) => wiring(name, resource, form) !== undefined);
  const open = [...names].filter(
    ([name]) => !set.has(name) && !USUAL.test(name) && !NOT_MEANT.test(name) && !isAbout(name),
  );
  const lines = open.slice(0, MOST).map(([name, at]) => {
    const label = name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "")
      .slice(0, 60);
    const from = formatEvidence(at);
    if (!SECRET.test(name)) return `${name}: "" # ${from}`;
    return `${name}: \${secrets.${label}} # ${from}; with secrets: { ${label}: { from: SOURCE:KEY } }`;
  });
  return open.length > MOST ? [...lines, `… and ${open.length - MOST} more`] : lines;
}
