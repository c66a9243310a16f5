import assert from "node:assert/strict";
import { schemaFaultsOf } from "../../../lambda/tests/support/log-schema.ts";
import type { Emulator } from "../lab/emulator.ts";

/** One line of the function's log that explains a refusal. */
export interface LoggedRefusal {
  readonly outcome: string;
  readonly reason: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly stage_arn?: string;
  readonly lambda_request_id?: string;
  readonly satisfied_rules?: readonly number[];
}

/** Returns the refusals that the function has logged since the previous call. */
export type ReadRefusals = () => Promise<readonly LoggedRefusal[]>;

/**
 * Reads all lines that the authorizer has written so far, between those of Lambda.
 *
 * @throws AssertionError if a line does not fit the schema
 */
export async function readLines(emulator: Emulator, functionName: string): Promise<readonly string[]> {
  const lines = (await emulator.functionLog(functionName))
    .flatMap(({ message }) => message.split("\n"))
    .filter((line) => line.startsWith('{"schema_version"'));
  assert.deepEqual(schemaFaultsOf(lines), []);
  return lines;
}

/** Makes a reader of the refusals in a function's log. It skips the refusals that are already in the log. */
export async function followRefusals(emulator: Emulator, functionName: string): Promise<ReadRefusals> {
  const readAll = async (): Promise<readonly LoggedRefusal[]> =>
    (await readLines(emulator, functionName))
      .filter((line) => line.includes('"request refused"'))
      .map((line) => JSON.parse(line));
  let count = (await readAll()).length;
  return async () => {
    const all = await readAll();
    const since = all.slice(count);
    count = all.length;
    return since;
  };
}
