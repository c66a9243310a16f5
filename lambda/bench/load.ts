import { existsSync, openSync, readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { compileFunction } from "node:vm";
import { processorMicroseconds } from "./figures.ts";
import type { Subject } from "./subjects/subjects.ts";

/** A subject, loaded into this process. */
export type Handler = (event: unknown) => Promise<unknown>;

/**
 * Loads a new instance of a subject with its own environment.
 *
 * @param write receives its log; by default it is discarded without a system call
 */
export function loadSubject({ directory, environment }: Subject, write = discard): Handler {
  const own = path.join(directory, "authorizer.js");
  // In the zip of this authorizer, index.js only passes this file on.
  const file = existsSync(own) ? own : path.join(directory, "index.js");
  const parameters = ["module", "exports", "require", "process"];
  const run = compileFunction(readFileSync(file, "utf8"), parameters, { filename: file });
  const module = { exports: {} as { handler: Handler } };
  const seen = Object.create(process, {
    env: { value: { ...process.env, ...environment } },
    stdout: { value: { write } },
  });
  run(module, module.exports, createRequire(file), seen);
  return module.exports.handler;
}

function discard(_line: string): boolean {
  return true;
}

/** Makes a log that costs a system call for each line, as on Lambda. */
export function createNullDevice(): (line: string) => boolean {
  const file = openSync("/dev/null", "w");
  return (line) => writeSync(file, line) > 0;
}

/**
 * Removes the garbage of the measurement before, and moves what the next one has prepared to the old generation, which
 * takes two collections. Lambda holds one event at a time. If a collection during a measurement had to copy a thousand of
 * them, the subject that causes it would pay 2 µs a decision for the benchmark's own objects.
 */
export function settleHeap(): void {
  globalThis.gc?.({ type: "minor" });
  globalThis.gc?.({ type: "minor" });
}

/** @throws Error if the subject refuses one */
export async function decideAll(handler: Handler, events: readonly unknown[]): Promise<void> {
  for (const event of events) {
    await handler(event);
  }
}

/** Microseconds of processor time for a decision. */
export function timeDecisions(handler: Handler, events: readonly unknown[]): Promise<number> {
  settleHeap();
  return processorMicroseconds(events.length, () => decideAll(handler, events));
}

/** @throws Error unless the subject allows this event */
export async function assertAllows(title: string, handler: Handler, event: unknown): Promise<void> {
  const answer = JSON.stringify(await handler(event));
  if (!answer.includes('"Effect":"Allow"')) {
    throw new Error(`${title} does not accept the token: ${answer}`);
  }
}
