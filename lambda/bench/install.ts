import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { repositoryPath } from "../build/archives.ts";

const PEERS = repositoryPath("lambda/bench");
const RUNTIMES = repositoryPath("lambda/bench/runtimes");

/** The Node releases that Lambda has, by their major number, each with its binary. */
export type NodeBinaries = Readonly<Record<"20" | "22" | "24", string>>;

/** Installs what the authorizer is held against, and what draws the plot. None of it runs an install script. */
export async function installPeers(): Promise<void> {
  await installInto(PEERS);
}

/** Installs the Node binaries, which npm packages bring. */
export async function installNodes(): Promise<NodeBinaries> {
  await installInto(RUNTIMES);
  const binaryOf = (major: string): string => path.join(RUNTIMES, `node_modules/node${major}/bin/node`);
  if (!existsSync(binaryOf("24"))) {
    await execa("npm", ["rebuild", "node20", "node22", "node24"], { cwd: RUNTIMES });
  }
  return { 20: binaryOf("20"), 22: binaryOf("22"), 24: binaryOf("24") };
}

/**
 * Installs Lambda's runtime client. Its native part is built here, which takes a minute, a C++ compiler, make and cmake;
 * Node's headers are those of the binaries.
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
    throw new Error("the package of Node 22 brought no binary for this platform");
  }
  return path.join(packages, platform);
}

/** `npm ci`, unless what the lock file says is there. */
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
