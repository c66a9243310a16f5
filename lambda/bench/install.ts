import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { repositoryPath } from "../build/archives.ts";

const PEERS = repositoryPath("lambda/bench");
const RUNTIMES = repositoryPath("lambda/bench/runtimes");

/** The binaries of the Node versions that Lambda has, by major version. */
export type NodeBinaries = Readonly<Record<"20" | "22" | "24", string>>;

/** Installs the peers and the packages that draw the plot, without their install scripts. */
export async function installPeers(): Promise<void> {
  await installInto(PEERS);
}

/** Installs the Node binaries from npm packages. */
export async function installNodes(): Promise<NodeBinaries> {
  await installInto(RUNTIMES);
  const binaryOf = (major: string): string => path.join(RUNTIMES, `node_modules/node${major}/bin/node`);
  if (!existsSync(binaryOf("24"))) {
    await execa("npm", ["rebuild", "node20", "node22", "node24"], { cwd: RUNTIMES });
  }
  return { 20: binaryOf("20"), 22: binaryOf("22"), 24: binaryOf("24") };
}

/**
 * Installs Lambda's runtime client. Building its native part takes a minute and needs a C++ compiler, make and cmake;
 * Node's headers come from the binaries.
 *
 * @returns the client's entry
 */
export async function installRuntimeClient(): Promise<string> {
  await installNodes();
  const directory = path.join(RUNTIMES, "node_modules/aws-lambda-ric");
  if (!existsSync(path.join(directory, "rapid-client.node"))) {
    const env = { npm_config_nodedir: await headersOfNode22() };
    await execa("npm", ["rebuild", "aws-lambda-ric"], { cwd: RUNTIMES, env });
  }
  return path.join(directory, "index.mjs");
}

async function headersOfNode22(): Promise<string> {
  const packages = path.join(RUNTIMES, "node_modules/node22/node_modules");
  const platform = (await readdir(packages)).find((name) => /^node-(?!bin-setup$)/.test(name));
  if (platform === undefined) {
    throw new Error("the npm package of Node 22 has no binary for this platform");
  }
  return path.join(packages, platform);
}

/** Runs `npm ci`, unless the packages of the lock file are installed already. */
async function installInto(directory: string): Promise<void> {
  const [wanted, installed] = await Promise.all([
    packagesIn(path.join(directory, "package-lock.json")),
    packagesIn(path.join(directory, "node_modules/.package-lock.json")),
  ]);
  if (wanted !== installed) {
    await execa("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: directory });
  }
}

async function packagesIn(lockFile: string): Promise<string | undefined> {
  if (!existsSync(lockFile)) {
    return undefined;
  }
  const { packages } = JSON.parse(await readFile(lockFile, "utf8"));
  const versions = Object.entries<{ version?: string; optional?: boolean }>(packages)
    .filter(([name, { optional }]) => name !== "" && optional !== true)
    .map(([name, { version }]) => `${name} ${version}`);
  return versions.sort().join("\n");
}
