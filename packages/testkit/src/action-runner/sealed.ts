/** The exit code of a sealed process that tried to get out. */
export const SEALED_EXIT_CODE = 99;

const PRELOAD = `
import childProcess from "node:child_process";
import dgram from "node:dgram";
import dns from "node:dns";
import { writeSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

const seal = (object, name) => {
  object[name] = (...given) => {
    writeSync(2, "sealed: " + name + " was called\\n");
    process.exit(${SEALED_EXIT_CODE});
  };
};
seal(net.Socket.prototype, "connect");
seal(net.Server.prototype, "listen");
seal(dgram, "createSocket");
seal(childProcess.ChildProcess.prototype, "spawn");
for (const name of ["spawnSync", "execFileSync", "execSync"]) seal(childProcess, name);
for (const object of [dns, dns.promises]) {
  for (const name of Object.keys(object)) if (/^(?:lookup|resolve|reverse)/.test(name)) seal(object, name);
}
syncBuiltinESMExports();
`;

/**
 * Arguments for Node with which a process ends at once, with {@link SEALED_EXIT_CODE}, when it connects, listens, looks a
 * name up or starts another process: what ends otherwise under them has used no network.
 */
export const sealedArguments: readonly string[] = ["--import", `data:text/javascript,${encodeURIComponent(PRELOAD)}`];
