import { type Zippable, zipSync } from "fflate";

/**
 * Packs files into a zip whose bytes depend on nothing but the files: `terraform plan` compares its hash, and
 * anyone can build it again and compare.
 *
 * @param files contents by name; packed in the order of their names
 */
export function packArchive(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const names = Object.keys(files).sort();
  const entries: Zippable = {};
  for (const name of names) {
    // A zip holds local time: a UTC date would become other bytes in each time zone.
    const options = { level: 9, mtime: new Date(1980, 0, 1), os: 3, attrs: 0o644 << 16 } as const;
    entries[name] = [files[name] ?? new Uint8Array(), options];
  }
  return zipSync(entries);
}
