import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { answering, type Identity, serveTls } from "../tests/support/tls-server.ts";
import { type Contender, type ContenderOptions, contendersFor } from "./contenders.ts";
import { at, type Figures, measureInTurn } from "./figures.ts";
import { type RuntimeApi, startRuntimeApi } from "./runtime-api.ts";
import { createWorkload, eventOf, type Workload } from "./workload.ts";

/** How much to measure. */
export interface RuntimeClientOptions extends ContenderOptions {
  readonly rounds: number;
  /** Round trips of a subject in each round. */
  readonly invocations: number;
  readonly coldStarts: number;
}

/** Whole round trips, as Lambda sees them. */
export interface RuntimeClientFigures {
  /** Medians of new tokens. */
  readonly p50: Figures;
  readonly p99: Figures;
  /** Medians of a repeated token. */
  readonly repeatedP50: Figures;
  /** From the start of the process to its first response. */
  readonly cold: Figures;
  /** Resident memory at the end. */
  readonly memory: Figures;
}

/** The Runtime API of a subject and the process that it runs in. */
interface Running {
  readonly api: RuntimeApi;
  readonly process: ChildProcess;
}

/** Measures through Lambda's own runtime client, each subject in a process of its own. */
export async function measureRuntimeClient(
  options: RuntimeClientOptions,
  identity: Identity,
): Promise<RuntimeClientFigures> {
  const { rounds, invocations, coldStarts } = options;
  const workload = createWorkload("RS256");
  const server = await serveTls(identity, answering(workload.document));
  const running = new Map<string, Running>();
  try {
    const contenders = contendersFor(options, workload, `${server.url}/.well-known/jwks.json`);
    const cold = await measureInTurn(
      Object.fromEntries(contenders.map((each) => [each.title, () => timeColdStart(each, workload)])),
      coldStarts,
      1,
    );
    for (const each of contenders) {
      const started = await start(each);
      running.set(each.title, started);
      await started.api.invoke(eventOf(workload.mint()));
    }
    const repeated = eventOf(workload.mint());
    const [p50, p99, repeatedP50] = [rowsFor(contenders), rowsFor(contenders), rowsFor(contenders)];
    await measureInTurn(
      Object.fromEntries(
        [...running].map(([title, { api }]) => [
          title,
          async (round: number) => {
            const distinct = await roundTrips(api, invocations, () => eventOf(workload.mint()));
            const again = await roundTrips(api, invocations, () => repeated);
            // In the first rounds the compilers still optimize.
            if (round >= rounds / 3) {
              p50[title]?.push(at(distinct, 0.5));
              p99[title]?.push(at(distinct, 0.99));
              repeatedP50[title]?.push(at(again, 0.5));
            }
            return 0;
          },
        ]),
      ),
      rounds,
      0,
    );
    const memory = rowsFor(contenders);
    for (const [
      title,
      {
        process: { pid = 0 },
      },
    ] of running) {
      memory[title]?.push(await residentMegabytes(pid));
    }
    const base = contenders[0]?.title ?? "";
    return {
      p50: { base, unit: "ms", rows: p50 },
      p99: { base, unit: "ms", rows: p99 },
      repeatedP50: { base, unit: "ms", rows: repeatedP50 },
      cold: { base, unit: "ms", rows: cold },
      memory: { base, unit: "MB", rows: memory },
    };
  } finally {
    await Promise.all([...running.values()].map(stop));
    await server.close();
  }
}

async function start(contender: Contender): Promise<Running> {
  const api = await startRuntimeApi();
  return { api, process: startAt(contender, api) };
}

function startAt({ title, start }: Contender, api: RuntimeApi): ChildProcess {
  const child = start(api.address);
  child.once("exit", (code) => api.abandon(`${title} ended with ${code}`));
  return child;
}

async function timeColdStart(contender: Contender, workload: Workload): Promise<number> {
  const event = eventOf(workload.mint());
  const api = await startRuntimeApi();
  const began = performance.now();
  const answered = api.invoke(event);
  const running = { api, process: startAt(contender, api) };
  try {
    await answered;
    return performance.now() - began;
  } finally {
    await stop(running);
  }
}

/** Ends the process and what it has started. */
async function stop({ api, process: child }: Running): Promise<void> {
  const isRunning = child.exitCode === null && child.signalCode === null;
  if (isRunning && child.pid !== undefined) {
    const exit = once(child, "exit");
    process.kill(-child.pid, "SIGKILL");
    await exit;
  }
  await api.close();
}

async function roundTrips(api: RuntimeApi, count: number, eventFor: () => unknown): Promise<number[]> {
  const times: number[] = [];
  for (let number = 0; number < count; number++) {
    times.push(await api.invoke(eventFor()));
  }
  return times.sort((a, b) => a - b);
}

function rowsFor(contenders: readonly Contender[]): Record<string, number[]> {
  return Object.fromEntries(contenders.map(({ title }) => [title, []]));
}

/** Resident memory of a process group, from Linux. */
async function residentMegabytes(group: number): Promise<number> {
  let kilobytes = 0;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    // pid (name) state ppid pgrp
    if (stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2] === String(group)) {
      const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
      kilobytes += Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
    }
  }
  return kilobytes / 1024;
}
