import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { generatePassword } from "@towpath/provisioning";
import { guarded, makeFolder, makeServerFolder, requireRoom, writePrivateFile } from "../data-folder/private-files.ts";
import { removeLeftBehind } from "../data-folder/remove-left-behind.ts";
import { LocalEngineError } from "../errors.ts";
import { LOOPBACK } from "../ports/loopback.ts";
import { newMarker } from "../processes/process-record.ts";
import type { ServerProgram } from "../programs/find-server-program.ts";
import type { ServerContext } from "../programs/machine-server.ts";
import type { ProgramResult } from "../programs/run-program.ts";
import { PRODUCTS } from "../programs/server-product.ts";
import { ADMIN, type MysqlInstance, mysqlInstance, writeInstance } from "./mysql-instance.ts";
import {
  bootstrapArguments,
  initializeArguments,
  installArguments,
  mariadbInstaller,
  runMysqlProgram,
} from "./mysql-programs.ts";
import { nativePassword } from "./native-password.ts";

/** An empty instance takes about 70 MB, and grows at once. */
const ROOM = 250_000_000;

/**
 * Makes an instance where there is none. It appears whole, under its name, by one rename; its administrator has a password
 * from its first moment, and there is no other user. Of MariaDB the empty tables are made once for each release, and copied.
 *
 * @throws {LocalEngineError} `engine-local/server-not-created`, `engine-local/disk-full`, `engine-local/folder-unwritable`
 */
export async function createInstance(
  instance: MysqlInstance,
  program: ServerProgram,
  context: ServerContext,
): Promise<void> {
  if (existsSync(instance.folder)) return;
  const { folders, signal } = context;
  const parent = dirname(instance.folder);
  await makeFolder(parent, folders);
  await removeLeftBehind(parent);
  await requireRoom(parent, ROOM);
  const template = program.product === "mariadb" ? await ensureTemplate(program, context) : undefined;

  const temporary = join(parent, `.${basename(instance.folder)}.${randomBytes(6).toString("hex")}`);
  const draft = mysqlInstance(instance.product, { servers: temporary });
  try {
    await guarded(temporary, async () => {
      await makeFolder(draft.tenants, { ...folders, servers: temporary });
      const nest = join(temporary, "nest"); // a folder that the server's account may write to, for as long as it fills it
      await makeServerFolder(nest, folders.serverUser);
      const data = join(nest, "data");
      const password = generatePassword().reveal();
      if (template !== undefined) await copyTemplate(template, data, password, program, context);
      else await initialize(nest, data, password, program, context);
      await rename(data, draft.data);
      await writePrivateFile(draft.adminFile, password);
      await writeInstance(draft, { marker: newMarker(), version: program.version });
    });
    signal.throwIfAborted();
    await rename(draft.folder, instance.folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Without a network, so that there is no moment in which another user or no password holds. */
async function copyTemplate(
  template: string,
  data: string,
  password: string,
  program: ServerProgram,
  context: ServerContext,
): Promise<void> {
  must(program, await runMysqlProgram("/bin/cp", ["-Rp", template, data], context));
  const account = `'${ADMIN}'@'${LOOPBACK}'`;
  const statements = [
    "FLUSH PRIVILEGES",
    "DELETE FROM mysql.global_priv WHERE User IN ('', 'root')",
    "DELETE FROM mysql.proxies_priv",
    "FLUSH PRIVILEGES",
    `CREATE USER ${account} IDENTIFIED VIA mysql_native_password USING '${nativePassword(password)}'`,
    `GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION`,
  ];
  const input = statements.map((statement) => `${statement};\n`).join("");
  const result = await runMysqlProgram(program.file, bootstrapArguments(data), context, input);
  must(program, result);
  if (/\bERROR: \d+|\[ERROR\]/.test(result.output)) must(program, { ...result, exitCode: undefined });
}

/** MySQL carries the statements out while it makes its tables; the file with the password is gone afterwards. */
async function initialize(
  nest: string,
  data: string,
  password: string,
  program: ServerProgram,
  context: ServerContext,
): Promise<void> {
  const file = join(nest, "statements.sql");
  const account = `'${ADMIN}'@'${LOOPBACK}'`;
  await writeFile(
    file,
    `RENAME USER 'root'@'localhost' TO ${account};\nALTER USER ${account} IDENTIFIED BY '${password}';\n`,
    { mode: 0o600 },
  );
  const user = context.folders.serverUser;
  if (user) await chown(file, user.uid, user.gid);
  try {
    must(program, await runMysqlProgram(program.file, initializeArguments(data, file), context));
  } finally {
    await rm(file, { force: true });
  }
}

/** What `mariadb-install-db` makes, kept in the cache for the next instance of the same release. */
async function ensureTemplate(program: ServerProgram, context: ServerContext): Promise<string> {
  const { folders } = context;
  const parent = join(folders.cache, "templates");
  const shape = createHash("sha256")
    .update(JSON.stringify([program.file, installArguments("")]))
    .digest("hex")
    .slice(0, 8);
  const template = join(parent, `${program.product}-${program.version}-${shape}`);
  const inner = join(template, "data");
  if (existsSync(inner)) return inner;

  await makeFolder(parent, folders);
  await removeLeftBehind(parent);
  await requireRoom(parent, ROOM);
  const temporary = join(parent, `.${basename(template)}.${randomBytes(6).toString("hex")}`);
  try {
    await makeServerFolder(temporary, folders.serverUser);
    const installer = mariadbInstaller(program, context);
    must(program, await runMysqlProgram(installer, installArguments(join(temporary, "data")), context));
    await rename(temporary, template).catch((error: unknown) => {
      if (!existsSync(inner)) throw error;
    });
    return inner;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function must(program: ServerProgram, { exitCode, output }: ProgramResult): void {
  if (exitCode === 0) return;
  const isFull = /No space left on device|Errcode: 28|OS errno 28/i.test(output);
  const isConfined = program.product === "mysql" && /Permission denied|errno: 13/i.test(output);
  const lines = output.trim().split("\n").slice(-8).join("\n  ");
  throw new LocalEngineError({
    code: isFull ? "engine-local/disk-full" : "engine-local/server-not-created",
    kind: "fault",
    message: `${PRODUCTS[program.product].title} ${program.version} (${program.file}) could not prepare its data:\n  ${lines}`,
    hint: isFull
      ? "Free some space and run the command again: nothing is left half made."
      : isConfined
        ? "Where AppArmor confines mysqld to /var/lib/mysql (as on Ubuntu), allow it our folder in /etc/apparmor.d/local/usr.sbin.mysqld, or install mariadb-server, which is not confined."
        : "Mend what it says above and run the command again; nothing is left half made.",
  });
}
