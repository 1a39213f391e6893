import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestBytes } from "@towpath/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { IDENTITY, PASSWORD, type RunningRegistry, registryHere, startRegistry } from "../../testing/registry.ts";
import { bytes, NOBODY, read, registryStores, unique } from "./testing/registry-store.ts";

const program = registryHere();
const stores = registryStores();

// Without the program of a registry there is nobody to ask for a password or a token.
describe.skipIf(program === undefined)("a real registry that wants to know who it is", () => {
  let token: RunningRegistry;
  let basic: RunningRegistry;
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), "towpath registry "));
    token = await startRegistry(program ?? "", join(scratch, "token"), { access: "token" });
    basic = await startRegistry(program ?? "", join(scratch, "basic"), { access: "basic" });
  });
  afterAll(async () => {
    await Promise.all([token.stop(), basic.stop()]);
    await rm(scratch, { recursive: true, force: true });
  });

  const which = () => ({ token, basic });
  const auth = Buffer.from(`ann:${PASSWORD}`).toString("base64");

  async function dockerConfig(config: unknown): Promise<Record<string, string>> {
    const folder = join(stores.home, "docker");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "config.json"), typeof config === "string" ? config : JSON.stringify(config));
    return { DOCKER_CONFIG: folder, PATH: `${folder}:${process.env["PATH"]}` };
  }

  async function roundTrip(host: string, variables: Record<string, string>): Promise<void> {
    const content = unique();
    const { digest } = await (await stores.open({ host, variables })).put(bytes(content));
    expect(await read((await stores.open({ host, variables })).open(digest))).toEqual(content);
  }

  test.each(["token", "basic"] as const)("is told by variables (%s)", async (access) => {
    await roundTrip(which()[access].host, {
      ...NOBODY,
      TOWPATH_ARTIFACTS_USER: "ann",
      TOWPATH_ARTIFACTS_PASSWORD: PASSWORD,
    });
  });

  test.each(["token", "basic"] as const)("is told by what docker login wrote (%s)", async (access) => {
    const { host } = which()[access];
    await roundTrip(host, await dockerConfig({ auths: { [`https://${host}/v1/`]: { auth } } }));
  });

  test("is told by an identity token", async () => {
    const { host } = token;
    await roundTrip(host, await dockerConfig({ auths: { [host]: { auth, identitytoken: IDENTITY } } }));
    expect(token.tokenRequests.at(-1)?.authorization).toBe("");
  });

  test("is told by a credential helper", async () => {
    const { host } = basic;
    const variables = await dockerConfig({ credHelpers: { [host]: "towpath-test" }, credsStore: "not-there" });
    const program = join(stores.home, "docker", "docker-credential-towpath-test");
    await writeFile(
      program,
      `#!/bin/sh\nread host\n[ "$1 $host" = "get ${host}" ] || exit 1\necho '{"Username":"ann","Secret":"${PASSWORD}"}'\n`,
    );
    await chmod(program, 0o755);
    await roundTrip(host, variables);
  });

  const actionsIn = (scope: string | null) => scope?.split(":").at(-1)?.split(",").sort().join();

  test("asks for what it needs, and no more", async () => {
    const variables = { ...NOBODY, TOWPATH_ARTIFACTS_USER: "ann", TOWPATH_ARTIFACTS_PASSWORD: PASSWORD };
    const before = token.tokenRequests.length;
    const store = await stores.open({ host: token.host, variables });
    const { digest } = await store.put(bytes(unique()));
    await read((await stores.open({ host: token.host, variables })).open(digest));
    const scopes = token.tokenRequests.slice(before).map(({ url }) => actionsIn(url.searchParams.get("scope")));
    expect(scopes).toEqual(["pull", "pull,push", "pull"]);
  });

  test.each([
    ["nobody", "token", {}, "It was shown no credentials: run docker login"],
    ["nobody", "basic", {}, "It was shown no credentials: run docker login"],
    ["a wrong password", "token", { TOWPATH_ARTIFACTS_PASSWORD: "wrong-password" }, "may not do that"],
    ["a wrong password", "basic", { TOWPATH_ARTIFACTS_PASSWORD: "wrong-password" }, "may not do that"],
  ] as const)("refuses %s (%s), and no password is said", async (_, access, variables, hint) => {
    const { host } = which()[access];
    const store = await stores.open({ host, variables: { ...NOBODY, TOWPATH_ARTIFACTS_USER: "ann", ...variables } });
    const failed = store.put(bytes(unique())).catch((error: unknown) => error);
    expect(await failed).toMatchObject({
      code: "delivery/artifact-store-denied",
      message: expect.stringContaining(`The registry ${host} does not allow`),
      hint: expect.stringContaining(hint),
    });
    expect(JSON.stringify(await failed)).not.toContain("wrong-password");
  });

  test.each([
    ["no JSON", '{"auths":{"x":{"auth":"c2VjcmV0', "is no JSON object"],
    ["a helper by a path", { credsStore: "../../bin/sh" }, "by no name of a program"],
    ["a helper that is not there", { credsStore: "surely-not-there" }, "is not on the PATH"],
  ])("says that Docker's configuration is of no use: %s", async (_, config, part) => {
    const store = await stores.open({ host: basic.host, variables: await dockerConfig(config) });
    const failed = await store.has(digestBytes("x")).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: "delivery/artifact-store-denied", message: expect.stringContaining(part) });
    expect(String(failed)).not.toContain("c2VjcmV0");
  });
});
