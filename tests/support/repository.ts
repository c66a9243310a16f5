import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The absolute path of the checkout. Tests write only to `.cache/` in it. */
export const repositoryRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The directory for downloads that later runs reuse; ignored by git. */
export const cacheDirectory = join(repositoryRoot, ".cache");
