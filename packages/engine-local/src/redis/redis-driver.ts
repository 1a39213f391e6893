import { Secret } from "@towpath/core";
import {
  type Context,
  type Driver,
  type DriverScope,
  generatePassword,
  type Observed,
  type OutputValue,
} from "@towpath/provisioning";
import { bucketId } from "../bucket/bucket-names.ts";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { makeFolder, makeServerFolder, readIfThere, writePrivateFile } from "../data-folder/private-files.ts";
import { refuseDamaged } from "../data-folder/record-file.ts";
import { LocalEngineError } from "../errors.ts";
import { LOOPBACK } from "../ports/loopback.ts";
import { newMarker } from "../processes/process-record.ts";
import {
  ensureServer,
  lookForMachineServer,
  type RunningServer,
  serverProcess,
  stopMachineServer,
} from "../programs/machine-server.ts";
import { oneAtATime } from "../programs/one-at-a-time.ts";
import { programFindings } from "../programs/program-findings.ts";
import { isAnsweringRedis, isRefused } from "./redis-admin.ts";
import { REDIS_LOCK, type RedisRecord, readRedis, redisPlaces, removeRedis, writeRedis } from "./redis-record.ts";
import { asRedisAdmin, inspectSettings, redisAdminPassword, redisManual, setSettings } from "./redis-server.ts";
import { inspectUsers, writeUsers } from "./redis-users.ts";
import { NOT_RECORDED, type RedisWant, redisWant } from "./redis-want.ts";

/** Where a store's server keeps its things. */
export type RedisHave = { readonly id: string };

type ObservedRedis = Observed<RedisWant, RedisHave>;

/** A server that someone starts at this moment is waited for, so long. */
const LOOK_LIMIT_MS = 5_000;

/** Key-value stores on a real Redis or Valkey of this machine: a server for each resource, with a user of its own. */
export function redisDriver(folders: LocalFolders): Driver<RedisWant, RedisHave> {
  /** Folders, the administrator's password and the record of a store, whichever of them are missing. */
  async function begin(scope: DriverScope, id: string, want: RedisWant): Promise<RedisRecord> {
    const places = redisPlaces(id, folders);
    await makeFolder(places.root, folders);
    await makeServerFolder(places.data, folders.serverUser);
    if ((await readIfThere(places.adminFile)) === undefined)
      await writePrivateFile(places.adminFile, generatePassword().reveal());
    const { service, environment, address, name } = scope;
    const fresh = { marker: newMarker(), username: userName(name), title: "Redis" };
    const record: RedisRecord = {
      ...((await readRedis(id, folders)) ?? fresh),
      ...{ id, service, environment, address, want, isInUse: true },
    };
    await writeRedis(record, folders);
    return record;
  }

  /** Makes it as it is wanted, running, whatever of it is there; a store that runs goes on running where that is possible. */
  async function converge(
    scope: DriverScope,
    id: string,
    want: RedisWant,
    password: Secret,
    context: Context,
  ): Promise<ObservedRedis> {
    return oneAtATime(REDIS_LOCK, folders, context, async () => {
      const record = await begin(scope, id, want);
      const { users } = redisPlaces(id, folders);
      const admin = await redisAdminPassword(id, folders);
      const serverContext = { ...context, folders };
      const manual = await redisManual(record, want, admin, serverContext);
      const isRunning = serverProcess(record) !== undefined;
      await writeUsers(users, record.username, { admin, user: password }, folders);
      let server = await ensureServer(record, manual, serverContext);
      if (isRunning && !(await bringInLine(server, record, want, password, admin, context))) {
        // Somebody took our own rights away: a start reads the users anew.
        await stopMachineServer({ ...record, ...server }, context);
        server = await ensureServer({ ...record, ...server }, manual, serverContext);
      }
      return observe((await readRedis(id, folders)) ?? record, server, password, context);
    });
  }

  /** What is there, without starting anything; what cannot be seen now is as it was asked for. */
  async function look(
    record: RedisRecord,
    recorded: RedisWant | undefined,
    password: Secret | undefined,
    context: Context,
  ): Promise<ObservedRedis | undefined> {
    const want = recorded ?? record.want;
    const admin = await readIfThere(redisPlaces(record.id, folders).adminFile);
    if (admin === undefined) return want && unseen(record, want, undefined);
    const answers = (port: number) => isAnsweringRedis(port, admin, context.signal);
    const server = await lookForMachineServer(record, { answers }, LOOK_LIMIT_MS, context);
    if (!server?.isAnswering || !record.isInUse) return want && unseen(record, want, server);
    try {
      return await observe(record, server, password, context);
    } catch (error) {
      if (!isRefused(error)) throw error;
      const message = `${record.title} does not know its administrator any more: somebody changed its users.`;
      return want && { ...unseen(record, want, server), message };
    }
  }

  return {
    want: redisWant,

    prepare: (context) => programFindings([{ kind: "redis", accepts: "any" }], { ...context, folders }),

    async read(scope, recorded, context) {
      const id = recorded?.have.id ?? bucketId(scope);
      const record = await readRedis(id, folders);
      if (!record) return refuseDamaged(redisPlaces(id, folders).record);
      const known = recorded ? await context.outputs(scope.address, "password") : undefined;
      const password = known instanceof Secret ? known : undefined;
      const seen = await look(record, recorded?.want, password, context);
      return seen && recorded && !password ? { ...seen, want: { ...seen.want, password: NOT_RECORDED } } : seen;
    },

    async find({ service, environment, address }, id) {
      if (!/^[A-Za-z0-9_-]+$/.test(id)) throw notAnId(id);
      const record = await readRedis(id, folders);
      if (!record?.want) return undefined;
      const isOwn = record.service === service && record.environment === environment && record.address === address;
      if (!isOwn) throw notOurs(record);
      return { want: record.want, have: { id } };
    },

    create: (scope, want, step) => converge(scope, bucketId(scope), want, generatePassword(), step),

    async update(scope, want, { have }, step) {
      const recorded = step.recordedOutputs["password"];
      return converge(scope, have.id, want, recorded instanceof Secret ? recorded : generatePassword(), step);
    },

    async delete(_scope, { have }, step) {
      await oneAtATime(REDIS_LOCK, folders, step, async () => {
        const record = await readRedis(have.id, folders);
        if (record) await stopMachineServer(record, step);
        await removeRedis(have.id, folders);
      });
    },

    /** Everything changes in place, while the store is used; another version is told of when the machine is looked at. */
    assess(want, { want: is }) {
      const isForgetful = is.persistence === "disk" && want.persistence === "none";
      if (!isForgetful) return { action: "update", risk: "none", reasons: [] };
      return { action: "update", risk: "data-loss", reasons: ["What it holds is lost from now on whenever it stops."] };
    },
  };

  async function observe(
    record: RedisRecord,
    { port, process }: RunningServer,
    password: Secret | undefined,
    { signal }: Context,
  ): Promise<ObservedRedis> {
    const admin = await redisAdminPassword(record.id, folders);
    const want = await asRedisAdmin(port, admin, signal, async (client) => ({
      ...(await inspectSettings(client)),
      ...(await inspectUsers(client, record.username, password)),
    }));
    return {
      want,
      have: { id: record.id },
      status: "ready",
      outputs: redisOutputs(record.username, port, password),
      details: {
        server: `${record.title} on ${LOOPBACK}:${port} (process ${process.pid})`,
        log: redisPlaces(record.id, folders).log,
      },
    };
  }

  /** A store that cannot be asked. */
  function unseen(record: RedisRecord, want: RedisWant, server: RunningServer | undefined): ObservedRedis {
    const isStopped = !server || !record.isInUse;
    const where = `(process ${server?.process.pid}) does not answer on ${LOOPBACK}:${record.port}`;
    return {
      want,
      have: { id: record.id },
      status: isStopped ? "stopped" : "failed",
      message: isStopped ? `${record.title} is stopped.` : `${record.title} ${where}.`,
      outputs: {},
      details: { server: isStopped ? "stopped" : "silent", log: redisPlaces(record.id, folders).log },
    };
  }
}

/** Changes a running store while it serves. False where it does not let us. */
async function bringInLine(
  { port }: RunningServer,
  record: RedisRecord,
  want: RedisWant,
  password: Secret,
  admin: string,
  context: Context,
): Promise<boolean> {
  try {
    return await asRedisAdmin(port, admin, context.signal, async (client) => {
      await setSettings(client, want, context);
      const seen = await inspectUsers(client, record.username, password);
      if (seen.access !== want.access || seen.password !== want.password) await client.aclLoad();
      return true;
    });
  } catch (error) {
    if (!isRefused(error)) throw error;
    return false;
  }
}

/** What a store gives to whoever uses it. What holds the password is there only when the password is known. */
function redisOutputs(
  username: string,
  port: number,
  password: Secret | undefined,
): Readonly<Record<string, OutputValue>> {
  const open = { host: LOOPBACK, port, username };
  if (!password) return open;
  const login = `${encodeURIComponent(username)}:${encodeURIComponent(password.reveal())}`;
  return { ...open, password, url: new Secret(`redis://${login}@${LOOPBACK}:${port}`) };
}

/** Redis takes every name without a space; the administrator's is taken. */
function userName(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
  return `${plain}-user`;
}

function notAnId(id: string): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/adopt-id",
    message: `${JSON.stringify(id)} names no store: it takes the name of a folder below the servers' folder redis.`,
    hint: "towpath doctor shows what there is.",
  });
}

function notOurs({ id, address, service, environment }: RedisRecord): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/adopt-refused",
    message: `The store ${id} belongs to ${address} of ${service}/${environment}.`,
    hint: "Take that resource out of its manifest and destroy it by name, or copy what it holds.",
  });
}
