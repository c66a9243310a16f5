import { cp, mkdir, readdir } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import type { Environment } from "./process-environment.ts";
import { providerMirrorEnvironment } from "./provider-mirror.ts";
import { repositoryRoot } from "./repository.ts";
import { createTemporaryDirectory } from "./temporary-directory.ts";
import { type Interruption, type Terraform, terraformIn } from "./terraform.ts";
import { type AwsAccess, terraformEnvironment } from "./terraform-environment.ts";

/** A copy of the module in a temporary directory, where Terraform may write. */
export interface Workspace {
  /** The copy's root, absolute. */
  readonly path: string;
  /** Terraform's environment in this workspace, for commands that the `Terraform` interface does not have. */
  readonly environment: Environment;
  /** @param relative a root module below the workspace, such as `examples/complete` or `.` */
  directory(relative: string): Terraform;
  remove(): Promise<void>;
}

/** Where Terraform's AWS calls go, and where the copy is. Without `endpoint` and `aws`, tests can only plan. */
export interface WorkspaceOptions {
  /** The emulator that receives the AWS calls. */
  readonly endpoint?: string;
  /** The account that receives the AWS calls, instead of an emulator. */
  readonly aws?: AwsAccess;
  /** A directory for the copy, which `remove` then leaves as it is. Default: a temporary directory. */
  readonly path?: string;
  /** How Ctrl-C ends a command of Terraform. Default: at once. */
  readonly interruption?: Interruption;
}

/** Names that are not copied: files that Terraform creates, and files that it does not need. */
const SKIPPED = new Set([".terraform", ".terraform.lock.hcl", "node_modules", ".git", ".cache"]);
const STATE = /\.(tfstate(\..*)?|tfplan)$/;

/**
 * Copies the files that Terraform needs (root module, `contract.json`, `modules/`, `examples/`, the built bundle, test
 * configurations). No test writes into the checkout, and several tests can run at the same time.
 *
 * @throws Error if Terraform can't get the AWS provider
 */
export async function createWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const providerMirror = await providerMirrorEnvironment();
  const { path: home, remove } = createTemporaryDirectory("tf");
  const path = options.path ?? join(home, "module");
  // One letter: plugins put Unix sockets there, and a socket's path is limited to about 100 bytes.
  const temporaryDirectory = join(home, "t");
  await mkdir(path, { recursive: true });
  await mkdir(temporaryDirectory);
  await copyModule(path);
  const environment = terraformEnvironment({
    endpoint: options.endpoint,
    aws: options.aws,
    temporaryDirectory,
    providerMirror,
  });
  const { interruption } = options;
  return {
    path,
    environment,
    directory: (relative) => terraformIn(join(path, relative), environment, temporaryDirectory, interruption),
    remove,
  };
}

async function copyModule(target: string): Promise<void> {
  const rootFiles = (await readdir(repositoryRoot)).filter((name) => name.endsWith(".tf"));
  await Promise.all([
    ...rootFiles.map((name) => copy(name, target, isWanted)),
    copy("contract.json", target, isWanted),
    copy("modules", target, isWanted),
    copy("examples", target, isWanted),
    copy("lambda/dist", target, isWanted),
    copy("tests", target, isTestConfiguration),
  ]);
}

async function copy(relative: string, target: string, filter: (path: string) => boolean): Promise<void> {
  try {
    await cp(join(repositoryRoot, relative), join(target, relative), { recursive: true, filter });
  } catch (error) {
    // A checkout may not contain all of them yet. Terraform reports a missing file itself.
    if (!isMissing(error)) throw error;
  }
}

function isWanted(path: string): boolean {
  const name = basename(path);
  return !SKIPPED.has(name) && !STATE.test(name);
}

function isTestConfiguration(path: string): boolean {
  const extension = extname(path);
  const isOtherFile = extension !== "" && ![".tf", ".hcl", ".tfvars"].includes(extension);
  return isWanted(path) && !isOtherFile;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
