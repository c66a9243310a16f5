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

/** The harness's report of one invocation. */
export interface Invocation {
  readonly response?: AuthorizerResponse;
  /** The message of the error that the handler threw. */
  readonly error?: string;
  /** Lines that the function has logged since the previous answer. */
  readonly lines: readonly string[];
  /** Node modules that the function has loaded, without those that every process loads. */
  readonly modules: readonly string[];
}

/** The committed bundle, running in a Node process of its own. */
export interface RunningBundle {
  /** The error of a failed initialization, or undefined. */
  readonly initError: string | undefined;
  readonly invoke: (event: unknown) => Promise<Invocation>;
  /** Stops the process for this time, as Lambda does between invocations. */
  readonly freeze: (milliseconds: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** As in harness.cjs: a second passes with each reading, so that no refusal is over the log's cap. */
function createHighResolutionTime(): () => readonly [seconds: number, nanoseconds: number] {
  let seconds = 0;
  return () => [++seconds, 0];
}

/** The files of the committed zip that Terraform deploys. */
export async function readBundle(): Promise<Record<string, Uint8Array>> {
  return unzipSync(await readFile(repositoryPath("lambda/dist/authorizer.zip")));
}

/** An instance of the function in this process. It reads this process's clock. */
export interface LoadedBundle {
  readonly handler: (event: unknown) => Promise<AuthorizerResponse>;
  /** Lines that the function has logged so far. */
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
      hrtime: { value: createHighResolutionTime() },
    });
    const module = { exports: {} as LoadedBundle };
    run(module, module.exports, createRequire(import.meta.url), environment);
    return { handler: module.exports.handler, lines };
  };
}

/**
 * Unpacks the zip and loads the function as Lambda does.
 *
 * @param configuration the value of AUTHORIZER_CONFIG
 * @param environment additional environment variables
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
    // Without this process's loaders: the bundle must run on Node alone and use no deprecated API.
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

/** Waits for the answer to the one pending request. Rejects if the process ends instead. */
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
