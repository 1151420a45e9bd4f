/** Where things are: in the file, and in memory, which has coarser pages. */
const FILE_ALIGNMENT = 0x200;
const PAGE = 0x1000;

/**
 * A Windows library for x64 without any code: its one function is another library's under another name.
 * Microsoft's PE Format: an export whose address lies inside the export directory is a forwarder.
 *
 * @param target `library.Function`, without `.dll`
 */
export function forwardingLibrary(name: string, exported: string, target: string): Buffer {
  const exports = exportDirectory(name, exported, target);
  const headers = Buffer.concat([
    Buffer.from("MZ".padEnd(60, "\0")),
    numbers([4, 64]),
    Buffer.from("PE\0\0"),
    // x64, one section, no symbols; executable, large addresses, a library
    numbers([2, 0x8664], [2, 1], [4, 0], [4, 0], [4, 0], [2, 240], [2, 0x2022]),
    // PE32+; no code, no entry point
    numbers([2, 0x20b], [2, 0], [4, 0], [4, FILE_ALIGNMENT], [4, 0], [4, 0], [4, PAGE]),
    numbers([8, 0x180000000], [4, PAGE], [4, FILE_ALIGNMENT]),
    // Windows 6.0, two pages in memory, for the console
    numbers([2, 6], [2, 0], [2, 0], [2, 0], [2, 6], [2, 0], [4, 0]),
    numbers([4, 2 * PAGE], [4, FILE_ALIGNMENT], [4, 0], [2, 3], [2, 0x160]),
    numbers([8, 0x100000], [8, PAGE], [8, 0x100000], [8, PAGE], [4, 0], [4, 16]),
    // Of the sixteen directories only that of exports
    numbers([4, PAGE], [4, exports.length]),
    Buffer.alloc(15 * 8),
    Buffer.from(".rdata\0\0"),
    numbers([4, exports.length], [4, PAGE], [4, FILE_ALIGNMENT], [4, FILE_ALIGNMENT], [8, 0], [4, 0], [4, 0x40000040]),
  ]);
  return Buffer.concat([Buffer.concat([headers], FILE_ALIGNMENT), exports], 2 * FILE_ALIGNMENT);
}

function exportDirectory(name: string, exported: string, target: string): Buffer {
  const strings = [name, exported, target].map((text) => Buffer.from(`${text}\0`));
  const [atName = 0, atExported = 0, atTarget = 0] = strings.map((_, index) =>
    strings.slice(0, index).reduce((at, { length }) => at + length, PAGE + 50),
  );
  return Buffer.concat([
    numbers([4, 0], [4, 0], [4, 0], [4, atName], [4, 1], [4, 1], [4, 1]),
    numbers([4, PAGE + 40], [4, PAGE + 44], [4, PAGE + 48]),
    numbers([4, atTarget], [4, atExported], [2, 0]),
    ...strings,
  ]);
}

/** Little-endian, each with its size in bytes. */
const numbers = (...fields: [size: 2 | 4 | 8, value: number][]): Buffer =>
  Buffer.concat(
    fields.map(([size, value]) => {
      const bytes = Buffer.alloc(size);
      if (size === 8) bytes.writeBigUInt64LE(BigInt(value));
      else bytes.writeUIntLE(value, 0, size);
      return bytes;
    }),
  );
