import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Secret } from "@towpath/core";
import { generatePassword, syncFolder } from "@towpath/provisioning";
import { guarded, makeFolder, makeServerFolder, requireRoom, writePrivateFile } from "../data-folder/private-files.ts";
import { removeLeftBehind } from "../data-folder/remove-left-behind.ts";
import { LocalEngineError } from "../errors.ts";
import type { ProgramResult } from "../programs/run-program.ts";
import type { InstallContext } from "../server-packages/install-server-package.ts";
import { POSTGRES_PACKAGES } from "../server-packages/server-package.ts";
import { type Cluster, clusterOf, exists, SUPERUSER } from "./cluster.ts";
import { type PostgresPrograms, runPostgresProgram } from "./postgres-programs.ts";
import { scramVerifier } from "./scram-verifier.ts";

/** An empty cluster takes about 40 MB, and its log of changes grows at once. */
const ROOM = 200_000_000;

/** Who may connect: over TCP on loopback with a password, superuser included. There is no socket to leave out. */
const ACCESS = "host all all 127.0.0.1/32 scram-sha-256\n";

/**
 * What differs from PostgreSQL's defaults. Durability does not: what was committed is on the disk. Many small services
 * share a server, so it takes many connections.
 */
const SETTINGS = `
# Towpath
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 300
timezone = 'UTC'
log_timezone = 'UTC'
`;

/**
 * Makes a cluster where there is none. It appears whole, under its name, by one rename; of two at once the first wins and
 * both go on with it. `initdb` runs once for each build of the server: later clusters are copies of what it made.
 *
 * @throws {LocalEngineError} `engine-local/postgres-not-created`, `engine-local/disk-full`, `engine-local/folder-unwritable`
 */
export async function createCluster(
  cluster: Cluster,
  programs: PostgresPrograms,
  context: InstallContext,
): Promise<void> {
  if (exists(cluster)) return;
  const { folders, signal } = context;
  const parent = dirname(cluster.folder);
  await makeFolder(parent, folders);
  await removeLeftBehind(parent);
  await requireRoom(parent, ROOM);
  const template = await ensureTemplate(cluster, programs, context);

  const temporary = join(parent, `.${basename(cluster.folder)}.${randomBytes(6).toString("hex")}`);
  const draft = clusterOf(cluster.major, { servers: temporary });
  const draftFolders = { ...folders, servers: temporary };
  try {
    await guarded(temporary, async () => {
      await makeFolder(draft.folder, draftFolders);
      await makeFolder(draft.tenants, draftFolders);
      const nest = join(temporary, "nest"); // a folder that the server's account may write to, for as long as it copies
      await makeServerFolder(nest, folders.serverUser);
      const copied = join(nest, "data");
      must(cluster, await runPostgresProgram("/bin/cp", ["-Rp", template, copied], context));
      must(cluster, await runPostgresProgram(programs.initdb, ["--sync-only", "-D", copied], context));
      const password = generatePassword();
      await secure(cluster, copied, programs, password, context);
      await rename(copied, draft.data);
      await writePrivateFile(draft.superuserFile, password.reveal());
    });
    signal.throwIfAborted();
    await rename(draft.folder, cluster.folder).catch((error: unknown) => {
      if (!exists(cluster)) throw error;
    });
    await syncFolder(parent);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** What `initdb` makes, kept beside the programs; its superuser's password is thrown away. */
async function ensureTemplate(cluster: Cluster, programs: PostgresPrograms, context: InstallContext): Promise<string> {
  const { folders } = context;
  const { name, version } = POSTGRES_PACKAGES[cluster.major];
  const parent = join(folders.cache, "templates");
  const shape = createHash("sha256")
    .update(SETTINGS + ACCESS)
    .digest("hex")
    .slice(0, 8);
  const template = join(parent, `${name}-${version}-${shape}`);
  const inner = join(template, "data");
  if (existsSync(inner)) return inner;

  await makeFolder(parent, folders);
  await removeLeftBehind(parent);
  const temporary = join(parent, `.${basename(template)}.${randomBytes(6).toString("hex")}`);
  const passwordFile = join(temporary, "password");
  try {
    await guarded(temporary, async () => {
      await mkdir(temporary, { mode: 0o700 });
      await writeFile(passwordFile, generatePassword().reveal(), { mode: 0o600 });
      if (folders.serverUser) {
        const { uid, gid } = folders.serverUser;
        await chown(passwordFile, uid, gid);
        await chown(temporary, uid, gid);
      }
    });
    const data = join(temporary, "data");
    const options = ["--no-sync", "--username", SUPERUSER, "--pwfile", passwordFile, "--auth", "scram-sha-256"];
    const locale = ["--no-locale", "--encoding", "UTF8"];
    must(cluster, await runPostgresProgram(programs.initdb, ["-D", data, ...options, ...locale], context));
    await rm(passwordFile);
    await guarded(data, async () => {
      await writeFile(join(data, "pg_hba.conf"), ACCESS);
      await writeFile(join(data, "postgresql.conf"), SETTINGS, { flag: "a" });
    });
    must(cluster, await runPostgresProgram(programs.initdb, ["--sync-only", "-D", data], context));
    await rename(temporary, template).catch((error: unknown) => {
      if (!existsSync(inner)) throw error;
    });
    return inner;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Without a server, so that there is no moment in which another password holds or others may connect. */
async function secure(
  cluster: Cluster,
  data: string,
  programs: PostgresPrograms,
  password: Secret,
  context: InstallContext,
): Promise<void> {
  const statements = [
    `ALTER ROLE ${SUPERUSER} PASSWORD '${await scramVerifier(password.reveal())}'`,
    "REVOKE CONNECT ON DATABASE postgres FROM PUBLIC",
    "REVOKE CONNECT ON DATABASE template1 FROM PUBLIC",
  ];
  const input = `${statements.join("\n")}\n`;
  const result = await runPostgresProgram(programs.postgres, ["--single", "-D", data, "postgres"], context, input);
  must(cluster, result);
  if (/\b(ERROR|FATAL|PANIC):/.test(result.output)) must(cluster, { ...result, exitCode: undefined });
}

function must(cluster: Cluster, result: ProgramResult): void {
  if (result.exitCode === 0) return;
  const { title, version } = POSTGRES_PACKAGES[cluster.major];
  const isNameless = result.output.includes("could not look up effective user ID");
  const isFull = result.output.includes("No space left on device");
  throw new LocalEngineError({
    code: isFull ? "engine-local/disk-full" : "engine-local/postgres-not-created",
    kind: "fault",
    message: `${title} ${version} could not prepare its data in ${cluster.folder}:\n  ${lastLines(result.output)}`,
    hint: isNameless
      ? "PostgreSQL needs an account with a name: add a line for this user to /etc/passwd."
      : "Mend what it says above and run the command again; nothing is left half made.",
  });
}

/** The last lines of a tool's output, for a message. */
export function lastLines(output: string, count = 6): string {
  return output.trim().split("\n").slice(-count).join("\n  ");
}
