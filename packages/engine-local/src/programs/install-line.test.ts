import { expect, test } from "vitest";
import { installLine } from "./install-line.ts";

const both = ["mysql", "redis"] as const;
const linux = { platform: "linux", isRoot: false };

test.each([
  ['ID=debian\nVERSION_ID="12"', "sudo apt install mariadb-server redis-server"],
  ['ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"', "sudo apt install mariadb-server redis-server"],
  ["ID=linuxmint\nID_LIKE='ubuntu debian'".replaceAll("'", '"'), "sudo apt install mariadb-server redis-server"],
  ["ID=fedora\nVERSION_ID=43", "sudo dnf install mariadb-server valkey"],
  ['ID="rhel"\nID_LIKE="fedora"\nVERSION_ID="9.5"', "sudo dnf install mariadb-server redis"],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="10.0"', "sudo dnf install mariadb-server valkey"],
  ["ID=arch", "sudo pacman -S mariadb valkey"],
  ["ID=alpine\nVERSION_ID=3.22.1", "sudo apk add mariadb valkey"],
  ['ID="opensuse-leap"\nID_LIKE="suse opensuse"', "sudo zypper install mariadb valkey"],
])("%j", (osRelease, line) => {
  expect(installLine(both, { ...linux, osRelease })).toBe(line);
});

test("root needs no sudo, and only what is missing is named", () => {
  expect(installLine(["redis"], { platform: "linux", osRelease: "ID=debian", isRoot: true })).toBe(
    "apt install redis-server",
  );
});

test("macOS has Homebrew, which refuses sudo", () => {
  expect(installLine(both, { platform: "darwin", osRelease: "", isRoot: false })).toBe("brew install mariadb redis");
});

test.each(["", "ID=plan9", "ID=__proto__", "ID=constructor"])(
  "a system like %j gets names to look for",
  (osRelease) => {
    expect(installLine(both, { ...linux, osRelease })).toBe(
      "Install MariaDB or MySQL and Redis or Valkey with this system's package manager",
    );
  },
);
