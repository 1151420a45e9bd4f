/**
 * What runs executables for other systems and processors.
 * On Debian: apt-get install --no-install-recommends qemu-user-static libc6-arm64-cross wine64
 */

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newDirectory } from "../../support/directory.ts";
import { findProgram } from "../../support/needs.ts";
import { root, start } from "../../support/program.ts";
import { run } from "../../support/tools.ts";
import { forwardingLibrary } from "./library.ts";

export interface Emulator {
  /** As in the names of the releases. */
  platform: string;
  needs: Record<string, boolean>;
  /** Once before the first run. */
  prepare(): void;
  /** Runs the platform's executable to its end. */
  run(args: readonly string[], options: { input: string | Buffer; cwd?: string }): ReturnType<typeof start>;
  /** Runs a command line of the platform's own shell, where that says more than `run`. */
  shell?(line: string): ReturnType<typeof start>;
  stop(): void;
}

const executable = (platform: string, file: string) => join(root, "release", platform, "kong-client-ip", file);

const qemu = findProgram("qemu-aarch64-static", "qemu-aarch64");
/** Where Debian's package of the C library for another processor puts it. */
const SYSROOT = "/usr/aarch64-linux-gnu";
const arm64 = executable("linux-arm64", "kong-client-ip");

const linuxArm64: Emulator = {
  platform: "linux-arm64",
  needs: {
    "qemu-aarch64": qemu !== undefined,
    [`C library in ${SYSROOT}`]: existsSync(join(SYSROOT, "lib/ld-linux-aarch64.so.1")),
    "executable for linux-arm64": existsSync(arm64),
  },
  prepare() {},
  run: (args, options) => start([qemu ?? "", "-L", SYSROOT, arm64], args, options),
  stop() {},
};

const wine = findProgram("wine64", "wine");
const wineserver = findProgram("wineserver64", "wineserver");
const windows = executable("windows-x64", "kong-client-ip.exe");

const prefix = newDirectory();
const env = {
  WINEPREFIX: prefix,
  WINEDEBUG: "-all",
  // Neither .NET nor a browser is asked for, nor a menu made.
  WINEDLLOVERRIDES: "mscoree=;mshtml=;winemenubuilder.exe=",
};

/**
 * Its standard streams are pipes here: a file that Wine inherits from Linux has no name on Windows, so that nobody can
 * ask what it is (EBADF). Files that its own shell redirects to do have names.
 */
const windowsX64: Emulator = {
  platform: "windows-x64",
  needs: {
    Wine: wine !== undefined && wineserver !== undefined,
    "executable for windows-x64": existsSync(windows),
  },
  prepare() {
    start([wine ?? ""], ["cmd", "/c", "ver"], { env });
    // Bun takes random bytes from this library, which Wine has since version 9.
    const library = join(prefix, "drive_c/windows/system32/bcryptprimitives.dll");
    if (!existsSync(library)) {
      writeFileSync(library, forwardingLibrary("bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036"));
    }
  },
  run: (args, options) => start([wine ?? "", windows], args, { ...options, env }),
  shell: (line) => start([wine ?? ""], ["cmd", "/c", line], { env }),
  stop() {
    // The one of this directory alone.
    run(wineserver ?? "", ["--kill"], { env: { ...process.env, ...env } });
  },
};

export const EMULATORS: readonly Emulator[] = [linuxArm64, windowsX64];
