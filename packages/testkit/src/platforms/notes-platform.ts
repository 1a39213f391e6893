/** Drivers for notes in files below the data folder: what a platform team could write in an hour. */
export const NOTE_DRIVERS = `import { defineDrivers, Secret } from "@towpath/provisioning";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const fileOf = ({ service, environment, name }: { service: string; environment: string; name: string }, variables: Record<string, string | undefined>): string =>
  join(variables["TOWPATH_HOME"] ?? "", "notes", service, environment, name);
const seen = (text: string, file: string) =>
  ({ want: { text }, have: { file }, status: "ready" as const, outputs: { file, text } });
const write = async (scope, want, { variables }) => {
  const file = fileOf(scope, variables);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, want.text);
  return { ...seen(want.text, file), outputs: { ...seen(want.text, file).outputs, token: new Secret("token of a note") } };
};
export default defineDrivers({
  name: "notes",
  drivers: {
    note: {
      want: ({ settings }) => ({ text: String(settings["text"]) }),
      read: async (scope, recorded, { variables }) => {
        const file = recorded?.have.file ?? fileOf(scope, variables);
        const text = await readFile(file, "utf8").catch(() => undefined);
        return text === undefined ? undefined : seen(text, file);
      },
      create: write,
      update: (scope, want, _have, step) => write(scope, want, step),
      delete: async (_scope, { have }) => rm(have.file, { force: true }),
    },
  },
});
`;

/** What they make. */
export const NOTE_TYPE = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: note }
settings: { text: { type: string, default: hello } }
outputs: { file: { type: string }, text: { type: string }, token: { type: string, secret: true } }
recipes: { local: { driver: note }, drivers: { driver: note } }
`;

/** A platform that has notes in these environments, each on drivers of its own. @param environments a line for each, with two blanks before it */
export function notesPlatform(...environments: readonly string[]): Readonly<Record<string, string>> {
  return {
    "platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
${environments.join("\n")}
resourceTypes: [./note.yaml]
`,
    "note.yaml": NOTE_TYPE,
    "notes.ts": NOTE_DRIVERS,
  };
}

/** The engine of such an environment, as the platform writes it. */
export const NOTES_ENGINE = "engines: { own: { kind: drivers, drivers: [./notes.ts] } }";
