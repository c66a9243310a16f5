import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { EnvHttpProxyAgent, request } from "undici";
import type { Environment } from "./process-environment.ts";
import { cacheDirectory } from "./repository.ts";
import { createTemporaryDirectory } from "./temporary-directory.ts";
import { registryHost } from "./terraform-program.ts";

/** The only provider of the module. */
export const PROVIDER = "hashicorp/aws";
const PROBE_TIMEOUT_MILLISECONDS = 4000;
const SEARCH_DEPTH = 3;

/** Where packages, images and people usually put a mirror of Terraform providers. */
const SEARCH_ROOTS = [
  "/opt",
  "/usr/local/share",
  "/usr/local/lib",
  "/usr/share",
  "/var/lib",
  "/srv",
  join(homedir(), ".terraform.d"),
  join(homedir(), ".local/share/terraform"),
  join(homedir(), "Library/Application Support/io.terraform"),
];

let decision: Promise<Environment> | undefined;

/**
 * Decides, once per process, how Terraform gets the AWS provider. The first one that is available wins: the directory
 * in JWT_AUTHORIZER_PROVIDER_MIRROR, the user's own CLI configuration, the registry (cached in `.cache/`), a mirror
 * found on this machine.
 *
 * @returns the variables to add to Terraform's environment
 * @throws Error with a one-line message if none of them works
 */
export function providerMirrorEnvironment(): Promise<Environment> {
  decision ??= decide();
  return decision;
}

async function decide(): Promise<Environment> {
  const named = process.env["JWT_AUTHORIZER_PROVIDER_MIRROR"];
  if (named !== undefined && named !== "") {
    if (!isDirectory(named)) throw new Error(`JWT_AUTHORIZER_PROVIDER_MIRROR is not a directory: ${named}`);
    return useMirror(named);
  }
  const own = userConfiguration();
  if (own !== undefined) return { TF_CLI_CONFIG_FILE: own };
  if (await registryAnswers()) return usePluginCache();
  const found = findMirror();
  if (found !== undefined) return useMirror(found);
  throw new Error(
    `Terraform cannot get the provider ${PROVIDER}: ${registryHost} does not answer and no mirror was found; ` +
      "set JWT_AUTHORIZER_PROVIDER_MIRROR to a directory made by `terraform providers mirror`",
  );
}

/** @returns the user's CLI configuration if it configures provider installation, such as a company's mirror */
function userConfiguration(): string | undefined {
  const candidates = [process.env["TF_CLI_CONFIG_FILE"], join(homedir(), ".terraformrc")];
  return candidates.find((file) => file !== undefined && mentionsProviderInstallation(file));
}

function mentionsProviderInstallation(file: string): boolean {
  try {
    return /^\s*provider_installation\s*\{/m.test(readFileSync(file, "utf8"));
  } catch {
    return false;
  }
}

/** @returns whether the registry of a host can be reached */
export async function registryAnswers(host: string = registryHost): Promise<boolean> {
  const dispatcher = new EnvHttpProxyAgent();
  try {
    const { statusCode, body } = await request(`https://${host}/.well-known/terraform.json`, {
      dispatcher,
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MILLISECONDS),
    });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  } finally {
    await dispatcher.destroy();
  }
}

function usePluginCache(): Environment {
  const directory = join(cacheDirectory, "terraform-plugins");
  mkdirSync(directory, { recursive: true });
  // Without the second variable, Terraform uses the cache only for providers in a lock file. Workspaces have none.
  return { TF_PLUGIN_CACHE_DIR: directory, TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "true" };
}

function useMirror(directory: string): Environment {
  const file = join(createTemporaryDirectory("rc").path, "terraform.tfrc");
  const provider = JSON.stringify(`${registryHost}/${PROVIDER}`);
  const configuration = `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(directory)}
    include = [${provider}]
  }
  direct {
    exclude = [${provider}]
  }
}
`;
  writeFileSync(file, configuration);
  return { TF_CLI_CONFIG_FILE: file };
}

/** @returns the directory that contains `HOST/hashicorp/aws` with a build for this platform */
export function findMirror(
  host: string = registryHost,
  roots: readonly string[] = SEARCH_ROOTS,
): string | undefined {
  for (const root of roots) {
    const found = searchBelow(root, SEARCH_DEPTH, host);
    if (found !== undefined) return found;
  }
  return undefined;
}

function searchBelow(directory: string, depth: number, host: string): string | undefined {
  if (hasProvider(join(directory, host, PROVIDER))) return directory;
  if (depth === 0) return undefined;
  for (const name of list(directory)) {
    const below = join(directory, name);
    const found = isDirectory(below) ? searchBelow(below, depth - 1, host) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A mirror contains either VERSION/OS_ARCH/ directories or terraform-provider-aws_VERSION_OS_ARCH.zip files. */
function hasProvider(directory: string): boolean {
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const platform = `${process.platform}_${architecture}`;
  return list(directory).some(
    (name) => name.endsWith(`_${platform}.zip`) || isDirectory(join(directory, name, platform)),
  );
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
