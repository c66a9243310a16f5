import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readBundle } from "../../../lambda/tests/support/bundle.ts";
import { createTemporaryDirectory, type TemporaryDirectory } from "../../support/temporary-directory.ts";

/** Unpacks the committed zip into a directory of its own, from which a process can load it. */
export async function unpackBundle(): Promise<TemporaryDirectory> {
  const directory = createTemporaryDirectory("bundle");
  for (const [name, bytes] of Object.entries(await readBundle())) {
    await writeFile(join(directory.path, name), bytes);
  }
  return directory;
}
