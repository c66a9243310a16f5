import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { AuthorizerResponse } from "../../../lambda/src/gateway/response.ts";
import { killOnCleanup } from "../support/killed-child.ts";
import { unpackBundle } from "../support/unpacked-bundle.ts";
import type { Clock } from "./clock.ts";

/** What the function answered to one event. */
export interface Answer {
  readonly response?: AuthorizerResponse;
  /** The message of the error that the handler threw. */
  readonly error?: string;
  /** Lines that the function has logged since the previous answer. */
  readonly lines: readonly string[];
}

/** An instance of the function: the committed bundle in a process of its own, with a clock that the run sets. */
export interface Instance {
  /** Passes one event to the function. One at a time, as Lambda does. */
  readonly invoke: (event: unknown) => Promise<Answer>;
  /** Stops the process until `thaw`, as Lambda does between invocations. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  readonly stop: () => Promise<void>;
}

/** Starts an instance with this value of AUTHORIZER_CONFIG. */
export async function startInstance(configuration: string, clock: Clock): Promise<Instance> {
  const directory = await unpackBundle();
  const child = fork(join(import.meta.dirname, "instance.cjs"), [join(directory.path, "index.js")], {
    env: { AUTHORIZER_CONFIG: configuration, CLOCK_OFFSET: String(clock.offset()) },
    execArgv: ["--throw-deprecation"],
  });
  const stop = killOnCleanup(child, () => directory.remove());
  await nextMessage(child);
  return {
    invoke: async (event) => {
      const answer = nextMessage(child);
      child.send({ event, offset: clock.offset() });
      return (await answer) as Answer;
    },
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    stop,
  };
}

/** Rejects if the process ends instead. */
function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`the function's process ended: ${code}`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message);
    });
  });
}
