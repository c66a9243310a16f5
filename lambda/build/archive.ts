import { Zip, ZipPassThrough } from "fflate";

/**
 * Packs files into a zip whose bytes depend on nothing but the files: `terraform plan` compares its hash, and
 * anyone can build it again and compare. Zopfli, because its output is the same on every machine, which zlib's isn't,
 * and 7 % smaller than that of another encoder of which the same holds.
 *
 * @param files contents by name; packed in the order of their names
 */
export async function packArchive(files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  // Here, for it ends every process that loads it at the first rejection that nobody handles.
  const { deflateAsync } = await import("@gfx/zopfli");
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) {
      throw error;
    }
    chunks.push(chunk);
  });
  for (const name of Object.keys(files).sort()) {
    const contents = Uint8Array.from(files[name] ?? []);
    const entry = new Deflated(name, Uint8Array.from(await deflateAsync(contents, { numiterations: 50 })));
    zip.add(entry);
    entry.push(contents, true);
  }
  zip.end();
  return Buffer.concat(chunks);
}

/** A file whose compressed contents are known. */
class Deflated extends ZipPassThrough {
  override readonly compression = 8;
  // A zip holds local time: a UTC date would become other bytes in each time zone.
  override readonly mtime = new Date(1980, 0, 1);
  override readonly os = 3;
  override readonly attrs = 0o644 << 16;

  readonly #deflated: Uint8Array<ArrayBuffer>;

  constructor(name: string, deflated: Uint8Array<ArrayBuffer>) {
    super(name);
    this.#deflated = deflated;
  }

  protected override process(): void {
    this.ondata(null, this.#deflated, true);
  }
}
