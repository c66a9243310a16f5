import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout's root, absolute. Tests read it and write only below `.cache/` in it. */
export const repositoryRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where downloads that are worth keeping between runs go; ignored by git. */
export const cacheDirectory = join(repositoryRoot, ".cache");
