import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { compileFunction } from "node:vm";
import { unzipSync } from "fflate";
import { repositoryPath } from "../../build/archives.ts";
import type { AuthorizerResponse } from "../../src/gateway/response.ts";

/** What the harness reports of one invocation. */
export interface Invocation {
  readonly response?: AuthorizerResponse;
  /** The message of the error that the handler threw. */
  readonly error?: string;
  /** What the function has written to its log since the answer before. */
  readonly lines: readonly string[];
  /** What the function has loaded of Node by then, beyond what every process has. */
  readonly modules: readonly string[];
}

/** The committed bundle, running in a Node process of its own. */
export interface RunningBundle {
  /** How initialization failed, or undefined if it didn't. */
  readonly initError: string | undefined;
  readonly invoke: (event: unknown) => Promise<Invocation>;
  /** Lets the process stand still for this time, as Lambda does between invocations. */
  readonly freeze: (milliseconds: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** The files of the committed zip that Terraform deploys. */
export async function readBundle(): Promise<Record<string, Uint8Array>> {
  return unzipSync(await readFile(repositoryPath("lambda/dist/authorizer.zip")));
}

/** The function in this process, as often as a test needs it; it reads this process's clock. */
export interface LoadedBundle {
  readonly handler: (event: unknown) => Promise<AuthorizerResponse>;
  /** What the function has written to its log so far. */
  readonly lines: readonly string[];
}

/**
 * Prepares the committed bundle to be loaded in this process.
 *
 * @returns a function that loads a new instance, given the value of AUTHORIZER_CONFIG
 */
export async function prepareBundle(): Promise<(configuration: string) => LoadedBundle> {
  const code = Buffer.from((await readBundle())["authorizer.js"] ?? "").toString();
  const run = compileFunction(code, ["module", "exports", "require", "process"]);
  return (configuration) => {
    const lines: string[] = [];
    const environment = Object.create(process, {
      env: { value: { AUTHORIZER_CONFIG: configuration } },
      stdout: { value: { write: (line: string) => lines.push(line) > 0 } },
    });
    const module = { exports: {} as LoadedBundle };
    run(module, module.exports, createRequire(import.meta.url), environment);
    return { handler: module.exports.handler, lines };
  };
}

/**
 * Unpacks the zip and loads the function as Lambda would.
 *
 * @param configuration the value of AUTHORIZER_CONFIG
 * @param environment what else is in the environment
 */
export async function runBundle(
  configuration: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningBundle> {
  const directory = await mkdtemp(path.join(tmpdir(), "authorizer-bundle-"));
  for (const [name, bytes] of Object.entries(await readBundle())) {
    await writeFile(path.join(directory, name), bytes);
  }
  const child = fork(repositoryPath("lambda/tests/bundle/harness.cjs"), [path.join(directory, "index.js")], {
    env: { ...environment, AUTHORIZER_CONFIG: configuration },
    // Not this process's loaders: the bundle has to run on Node alone, and to use nothing of it that will go.
    execArgv: ["--throw-deprecation"],
  });
  const started = await nextMessage<{ ready: boolean; error?: string }>(child);
  return {
    initError: started.error,
    invoke: (event) => {
      const answer = nextMessage<Invocation>(child);
      child.send(event as object);
      return answer;
    },
    freeze: async (milliseconds) => {
      child.kill("SIGSTOP");
      await setTimeout(milliseconds);
      child.kill("SIGCONT");
    },
    stop: async () => {
      if (child.exitCode === null && child.kill()) {
        await once(child, "exit");
      }
      await rm(directory, { recursive: true });
    },
  };
}

/** The process is asked one thing at a time. It rejects if the process ends instead. */
function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`the bundle's process ended: ${code}`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message as Message);
    });
  });
}
