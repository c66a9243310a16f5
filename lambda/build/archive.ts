import { zipSync } from "fflate";

/** `os` and `attrs`: made on Unix, a file that only its owner may write. */
const SETTINGS = {
  level: 9,
  // A zip stores local time: a UTC date would give other bytes in each time zone.
  mtime: new Date(1980, 0, 1),
  os: 3,
  attrs: 0o644 << 16,
} as const;

/**
 * Packs files into a zip whose bytes depend only on the files: `terraform plan` compares its hash, and anyone can build
 * it again and compare. It uses fflate, because the output of zlib differs between machines.
 *
 * @param files contents by name; packed in the order of their names
 */
export function packArchive(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const byName = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(byName), SETTINGS);
}
