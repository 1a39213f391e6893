import { readdirSync } from "node:fs";
import { Secret } from "@towpath/core";
import { processIdentity } from "@towpath/provisioning";
import { expect, test } from "vitest";
import { childVariables } from "./child-variables.ts";
import { fakeProgram, notices, temporaryFolder, testRun } from "./testing/test-run.ts";

test("messages come as they are printed, other lines are kept for people", async () => {
  const folder = temporaryFolder();
  const program = fakeProgram(`
printf '{"type":"version","terra'; sleep 0.2; printf 'form":"1.11.4","ui":"1.2"}\\n'
echo '{"type":"something_new","@message":"later"}'
echo '{"broken'
printf '\\033[31mpanic:\\033[0m no\\r\\n' >&2
printf 'without an end' >&2
exit 3`);
  const { result, messages } = await testRun(program, { folder });
  expect(messages).toEqual([
    { type: "version", product: "terraform", version: "1.11.4", ui: "1.2" },
    { type: "other", name: "something_new", message: "later" },
  ]);
  expect(result).toEqual({
    exitCode: 3,
    stdout: "",
    diagnostics: [],
    program: "Terraform",
    isCancelled: false,
    lines: ["later", '{"broken', "panic: no", "without an end"],
  });
  expect(readdirSync(folder)).toEqual([]);
});

test("no secret of the environment is in what is shown, whichever way it was printed", async () => {
  const variables = {
    ...childVariables(process.env, []),
    TF_VAR_password: "correct horse battery",
    TF_VAR_settings: JSON.stringify({ inner: ["staple staple"] }),
    ARM_CLIENT_SECRET: "clientsecret1",
    ARM_SUBSCRIPTION_ID: "subscription1",
    HTTPS_PROXY: "http://ann:proxysecret@127.0.0.1:1",
  };
  const program = fakeProgram(`
echo '{"type":"diagnostic","diagnostic":{"severity":"error","summary":"correct\\u0020horse battery","detail":"staple staple clientsecret1"}}'
printf 'correct \\033[1mhorse\\033[0m battery proxysecret givensecret subscription1\\n'
exit 1`);
  const { result, messages } = await testRun(program, { variables, secrets: [new Secret("givensecret")] });
  expect(result.diagnostics).toEqual([{ severity: "error", summary: "***", detail: "*** ***" }]);
  expect(result.lines).toEqual(["*** *** *** subscription1"]);
  expect(JSON.stringify([messages, result])).not.toMatch(/horse|staple|clientsecret|proxysecret|givensecret/);
});

test("a document is captured as it is, and its diagnostics are read when it failed", async () => {
  const good = await testRun(fakeProgram(`printf '{"a":"b\\303\\244"}'; echo warning >&2`), { captures: "stdout" });
  expect(good.result.stdout).toBe('{"a":"bä"}');
  expect(good.result.lines).toEqual(["warning"]);
  const bad = await testRun(fakeProgram(`echo '{"diagnostics":[{"severity":"error","summary":"No"}]}'; exit 1`), {
    captures: "stdout",
  });
  expect(bad.result.diagnostics).toEqual([{ severity: "error", summary: "No", detail: "" }]);
});

test("errors that are written for people are read where there are no others", async () => {
  const program = fakeProgram(
    `printf '\\033[31m╷\\033[0m\\n│ \\033[1mError: \\033[0mNo state file\\n│ \\n│ It is not\\n│ there.\\n╵\\n' >&2; exit 1`,
  );
  const { result } = await testRun(program, { captures: "stdout" });
  expect(result.diagnostics).toEqual([{ severity: "error", summary: "No state file", detail: "It is not\nthere." }]);
});

test("of an output without end only the end is kept", async () => {
  const program = fakeProgram(`
head -c 30000000 /dev/zero | tr '\\0' x
echo
i=0; while [ $i -lt 2000 ]; do echo "line $i"; i=$((i+1)); done`);
  const { result } = await testRun(program);
  expect(result.lines).toHaveLength(60);
  expect(result.lines.at(-1)).toBe("line 1999");
});

test("a document that is too large is refused, and the program is ended", async () => {
  const running = testRun(fakeProgram("exec yes"), {
    captures: "stdout",
    args: ["show"],
    limits: { stdoutBytes: 1_048_576 },
  });
  await expect(running).rejects.toMatchObject({
    code: "engine-terraform/output-too-large",
    message: expect.stringContaining("1 MiB for `show`"),
  });
});

test("an error of who listens stops the program gently and is thrown when it has ended", async () => {
  const folder = temporaryFolder();
  const program = fakeProgram(`
trap 'echo stopped >written; exit 1' INT
echo '{"type":"log","@message":"one"}'; echo '{"type":"log","@message":"two"}'
i=0; while [ $i -lt 100 ]; do sleep 0.1; i=$((i+1)); done`);
  let calls = 0;
  const running = testRun(program, {
    folder,
    onMessage() {
      calls++;
      throw new Error("mine");
    },
  });
  await expect(running).rejects.toThrow("mine");
  expect(calls).toBe(1);
  expect(readdirSync(folder)).toEqual(["written"]);
});

test("a program that is gone, or may not be run, says so", async () => {
  const gone = { path: `${temporaryFolder()}/gone`, product: "terraform", version: "1.11.4" } as const;
  await expect(testRun(gone)).rejects.toMatchObject({ code: "engine-terraform/program-missing" });
});

test("what does not fit into an environment is named, without its value", async () => {
  const variables = { PATH: "/bin", TF_VAR_small: "a", TF_VAR_huge: "x".repeat(10_000_000) };
  const running = testRun(fakeProgram("exit 0"), { variables });
  await expect(running).rejects.toMatchObject({
    code: "engine-terraform/module-refused",
    message: "What Terraform 1.11.4 is to be given does not fit into an environment; the largest is TF_VAR_huge.",
  });
});

test("an error that does not say whose it is, is that of the only thing that failed without one", async () => {
  const errored = (addr: string) => `echo '{"type":"apply_errored","hook":{"resource":{"addr":"${addr}"}}}'`;
  const error = `echo '{"type":"diagnostic","diagnostic":{"severity":"error","summary":"Plugin did not respond"}}'`;
  const one = await testRun(fakeProgram(`${errored("module.db.x_y.z")}\n${error}\nexit 1`));
  expect(one.result.diagnostics).toMatchObject([{ address: "module.db.x_y.z" }]);
  const two = await testRun(
    fakeProgram(`${errored("module.db.x_y.z")}\n${errored("module.db.x_y.a")}\n${error}\nexit 1`),
  );
  expect(two.result.diagnostics[0]?.address).toBe(undefined);
});

test("a stream of a later format is read as far as it is known, and that is said", async () => {
  const program = fakeProgram(`
echo '{"type":"version","terraform":"3.0.0","ui":"2.0"}'
echo '{"type":"apply_ended","@message":"module.db.x_y.z: made"}'
echo '{"type":"apply_complete","hook":"changed"}'`);
  const { result, messages, events } = await testRun(program);
  expect(result.exitCode).toBe(0);
  expect(messages.map(({ type }) => type)).toEqual(["version", "other", "other"]);
  expect(notices(events)).toEqual([
    "Terraform 1.11.4 speaks of what it does in a format that is newer than known (2.0): some of it may not be shown.",
  ]);
});

test("a folder that is gone says so", async () => {
  const running = testRun(fakeProgram("exit 0"), { folder: "/nonexistent/towpath" });
  await expect(running).rejects.toMatchObject({ code: "engine-terraform/work-folder" });
});

test("nothing is started when it is too late", async () => {
  const folder = temporaryFolder();
  const running = testRun(fakeProgram("touch started"), { folder, signal: AbortSignal.abort(new Error("stop")) });
  await expect(running).rejects.toThrow("stop");
  expect(readdirSync(folder)).toEqual([]);
});

test("no process of its own is left behind", async () => {
  const folder = temporaryFolder();
  const { result } = await testRun(fakeProgram("sleep 1000 & echo $!; exit 0"), { folder });
  const pid = Number(result.lines[0]);
  await expect.poll(() => processIdentity(pid)).toBe(undefined);
});
