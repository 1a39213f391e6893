import {
  type Context,
  type Driver,
  type DriverScope,
  defineDrivers,
  makeFinding,
  type Observed,
  Secret,
  transient,
} from "@towpath/provisioning";

/** What a record is like. */
type Want = { readonly name: string; readonly target: string; readonly ttl: number };
/** What the name server calls it; stays when the record is changed or renamed. */
type Have = { readonly id: string };
/** A record as the name server tells it. */
type Answer = Want & Have & { readonly owner: string };

/** Records in Acme's internal name server, by its API: `ACME_DNS_URL`, `ACME_DNS_TOKEN`. */
const record: Driver<Want, Have> = {
  limits: { stepMs: 30_000, readMs: 10_000 },

  want: ({ settings }) => ({
    name: String(settings["name"]),
    target: String(settings["target"]),
    ttl: Number(settings["ttl"] ?? 300),
  }),

  async prepare({ variables }) {
    if (variables["ACME_DNS_URL"]) return [];
    return [
      makeFinding({
        code: "acme/dns-url",
        message: "Where the internal name server is, is not known: ACME_DNS_URL is not set.",
        docs: "https://platform.acme.example/dns",
        outcome: "fail",
        suggestions: ["Set ACME_DNS_URL, and ACME_DNS_TOKEN to a token of your team."],
      }),
    ];
  },

  // What is on record is found by its id. A run that was killed recorded nothing: then whose it is finds it.
  async read(scope, recorded, context) {
    const found = recorded
      ? await ask<Answer>(context, "GET", `/records/${recorded.have.id}`)
      : (await ask<Answer[]>(context, "GET", `/records?owner=${encodeURIComponent(ownerOf(scope))}`))?.[0];
    return found && observed(found);
  },

  // Called again after a kill: the record may be there already, and its key is not known to anybody.
  async create(scope, want, step) {
    const there = await record.read(scope, undefined, step);
    const path = there ? `/records/${there.have.id}` : "/records";
    const body = { ...want, owner: ownerOf(scope) };
    const made = await require<Answer>(ask(step, there ? "PUT" : "POST", path, body));
    const { key } = await require<{ key: string }>(ask(step, "POST", `/records/${made.id}/key`));
    return observed(made, new Secret(key));
  },

  // The owner is written, too: the resource may have been renamed.
  async update(scope, want, { have }, step) {
    return observed(await require<Answer>(ask(step, "PUT", `/records/${have.id}`, { ...want, owner: ownerOf(scope) })));
  },

  async delete(_scope, { have }, step) {
    await ask(step, "DELETE", `/records/${have.id}`);
  },
};

export default defineDrivers({ name: "acme-dns", drivers: { "dns-record": record } });

function ownerOf({ service, environment, address }: DriverScope): string {
  return `${service}/${environment}/${address}`;
}

function observed({ id, name, target, ttl }: Answer, key?: Secret): Observed<Want, Have> {
  const fqdn = `${name}.internal.acme.example`;
  return {
    want: { name, target, ttl },
    have: { id },
    status: "ready",
    // A key is given once; what is on record of it holds afterwards.
    outputs: { fqdn, ...(key ? { key } : {}) },
    details: { record: `${fqdn} to ${target}` },
  };
}

/** One call of the API; undefined where there is no such record. */
async function ask<T>(context: Context, method: string, path: string, body?: object): Promise<T | undefined> {
  const { ACME_DNS_URL: url = "", ACME_DNS_TOKEN: token = "" } = context.variables;
  const response = await fetch(new URL(path, url), {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: context.signal,
  });
  if (response.status === 404) return undefined;
  const text = await response.text();
  if (response.ok) return text === "" ? undefined : JSON.parse(text);
  const error = new Error(`The name server answers ${response.status} to ${method} ${path}: ${text.slice(0, 200)}`);
  throw response.status >= 500 ? transient(error) : error;
}

async function require<T>(answer: Promise<T | undefined>): Promise<T> {
  const given = await answer;
  if (given === undefined) throw new Error("The record is gone: someone else took it away. Run the command again.");
  return given;
}
