import { type CommittedArchive, committedArchives } from "./archives.ts";
import { contractJson, modulesContractJson, modulesNearMissesJson } from "./contract.ts";
import { noticesText } from "./notices.ts";
import { versionSource } from "./version.ts";

const TEXTS: Readonly<Record<string, () => string | Promise<string>>> = {
  "contract.json": contractJson,
  "modules/contract.json": modulesContractJson,
  "modules/near-misses.json": modulesNearMissesJson,
  "lambda/src/version.ts": versionSource,
  "THIRD-PARTY-NOTICES.md": noticesText,
};

/** Every committed file that `npm run build` writes. The texts come first: the bundle contains `lambda/src/version.ts`. */
export const committedFiles: readonly CommittedArchive[] = [
  ...Object.entries(TEXTS).map(([path, text]) => ({
    path,
    build: async () => new TextEncoder().encode(await text()),
  })),
  ...committedArchives,
];
