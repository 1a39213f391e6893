import { readFileSync } from "node:fs";
import type { ServerKind } from "./server-product.ts";

/** A package manager's word for "install", and the package that brings a server of each kind. */
interface Packages {
  readonly command: string;
  readonly mysql: string;
  readonly redis: string;
}

const APT: Packages = { command: "apt install", mysql: "mariadb-server", redis: "redis-server" };
const DNF: Packages = { command: "dnf install", mysql: "mariadb-server", redis: "valkey" };
const BREW: Packages = { command: "brew install", mysql: "mariadb", redis: "redis" };
/** By `ID` and `ID_LIKE` of os-release(5). */
const SYSTEMS: Readonly<Record<string, Packages>> = {
  debian: APT,
  ubuntu: APT,
  fedora: DNF,
  rhel: { ...DNF, redis: "redis" },
  arch: { command: "pacman -S", mysql: "mariadb", redis: "valkey" },
  alpine: { command: "apk add", mysql: "mariadb", redis: "valkey" },
  suse: { command: "zypper install", mysql: "mariadb", redis: "valkey" },
  opensuse: { command: "zypper install", mysql: "mariadb", redis: "valkey" },
};

/** What of this machine says how things are installed on it. */
export interface InstallingSystem {
  readonly platform: string;
  /** The text of os-release(5); empty where there is none. */
  readonly osRelease: string;
  readonly isRoot: boolean;
}

/** The machine that this process runs on. */
export function thisSystem(): InstallingSystem {
  return { platform: process.platform, osRelease: readOsRelease(), isRoot: process.getuid?.() === 0 };
}

/**
 * The line that installs servers of these kinds on this system: `sudo apt install mariadb-server redis-server`. On a system
 * that is not known, what to look for.
 */
export function installLine(kinds: readonly ServerKind[], system: InstallingSystem): string {
  const packages = packagesOf(system);
  if (!packages)
    return `Install ${kinds.map((kind) => UNKNOWN[kind]).join(" and ")} with this system's package manager`;
  const sudo = system.isRoot || packages === BREW ? "" : "sudo ";
  return `${sudo}${packages.command} ${kinds.map((kind) => packages[kind]).join(" ")}`;
}

const UNKNOWN: Readonly<Record<ServerKind, string>> = { mysql: "MariaDB or MySQL", redis: "Redis or Valkey" };

function packagesOf({ platform, osRelease }: InstallingSystem): Packages | undefined {
  if (platform === "darwin") return BREW;
  const fields = new Map(
    osRelease.split("\n").flatMap((line) => {
      const [, name, value] = /^([A-Z_]+)="?([^"]*)"?$/.exec(line.trim()) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
  // RHEL and its kin changed from Redis to Valkey with release 10, and call themselves like Fedora too.
  const isOfRhel = `${fields.get("ID")} ${fields.get("ID_LIKE")}`.split(/\s+/).includes("rhel");
  if (isOfRhel) return Number.parseInt(fields.get("VERSION_ID") ?? "", 10) >= 10 ? DNF : SYSTEMS["rhel"];
  const names = [fields.get("ID") ?? "", ...(fields.get("ID_LIKE") ?? "").split(/\s+/)];
  return names.flatMap((name) => new Map(Object.entries(SYSTEMS)).get(name.replace(/-.*/, "")) ?? [])[0];
}

function readOsRelease(): string {
  for (const file of ["/etc/os-release", "/usr/lib/os-release"]) {
    try {
      return readFileSync(file, "utf8");
    } catch {
      // The other place, or none.
    }
  }
  return "";
}
