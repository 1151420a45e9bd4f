// Signs executables for macOS, on any system: `codesign --sign -` is on macOS alone.
import { createHash } from "node:crypto";

// Apple's <mach-o/loader.h> and xnu's osfmk/kern/cs_blobs.h. Load commands are little-endian, signatures big-endian.
const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;
const EMBEDDED_SIGNATURE = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
const VERSION = 0x20400;
const ADHOC = 0x2;
const MAIN_BINARY = 1n;
const SHA256 = { type: 2, size: 32 };
const PAGE = 12;

/**
 * An executable (Mach-O, 64 bit) with an ad-hoc signature in place of the one at its end. Bun signs what it makes for
 * arm64; for x64 it leaves the signature of the file that it adds to, which no longer fits.
 *
 * @param {Buffer} executable
 * @param {string} identifier
 * @returns {Buffer}
 */
export function signed(executable, identifier) {
  const commands = loadCommands(executable);
  const segment = (name) =>
    commands.find(({ type, at }) => type === LC_SEGMENT_64 && text(executable, at + 8, 16) === name)?.at;
  const signature = commands.find(({ type }) => type === LC_CODE_SIGNATURE)?.at;
  const [code, linkedit] = [segment("__TEXT"), segment("__LINKEDIT")];
  if (signature === undefined || code === undefined || linkedit === undefined)
    throw new Error("no executable that can be signed");
  const limit = executable.readUInt32LE(signature + 8);
  const result = Buffer.from(executable.subarray(0, limit));
  const pages = Math.ceil(limit / 2 ** PAGE);
  const size = 20 + 88 + identifier.length + 1 + pages * SHA256.size;
  // The signature belongs to the last segment, and the header is signed, too.
  const end = BigInt(limit + size) - result.readBigUInt64LE(linkedit + 40);
  result.writeUInt32LE(size, signature + 12);
  result.writeBigUInt64LE(((end + 0x3fffn) / 0x4000n) * 0x4000n, linkedit + 32);
  result.writeBigUInt64LE(end, linkedit + 48);
  const directory = codeDirectory(result, identifier, result.readBigUInt64LE(code + 48));
  return Buffer.concat([result, words(EMBEDDED_SIGNATURE, size, 1, 0, 20), directory]);
}

/** What the kernel checks each page of the code against when it loads it. */
function codeDirectory(code, identifier, codeSegment) {
  const hashes = [];
  for (let at = 0; at < code.length; at += 2 ** PAGE) {
    hashes.push(
      createHash("sha256")
        .update(code.subarray(at, at + 2 ** PAGE))
        .digest(),
    );
  }
  const name = Buffer.from(`${identifier}\0`);
  const hashesAt = 88 + name.length;
  const length = hashesAt + hashes.length * SHA256.size;
  const segment = Buffer.alloc(24);
  segment.writeBigUInt64BE(codeSegment, 8);
  segment.writeBigUInt64BE(MAIN_BINARY, 16);
  return Buffer.concat([
    words(CODE_DIRECTORY, length, VERSION, ADHOC, hashesAt, 88, 0, hashes.length, code.length),
    Buffer.of(SHA256.size, SHA256.type, 0, PAGE),
    Buffer.alloc(24),
    segment,
    name,
    ...hashes,
  ]);
}

function loadCommands(executable) {
  const commands = [];
  for (let at = 32, left = executable.readUInt32LE(16); left > 0; left--) {
    commands.push({ type: executable.readUInt32LE(at), at });
    at += executable.readUInt32LE(at + 4);
  }
  return commands;
}

const text = (bytes, at, length) => bytes.toString("latin1", at, at + length).replace(/\0+$/, "");

function words(...numbers) {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number, index * 4);
  return bytes;
}
