import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";
import { type FakeFaults, fakeStack } from "./fixtures/fake-stack.ts";
import { withStacks } from "./stacks.ts";

interface Outcome {
  readonly events: readonly string[];
  readonly printed: string;
  readonly error: string | undefined;
}

/** Runs two stacks whose Terraform is a fake. */
async function run(
  faults: { first?: FakeFaults; second?: FakeFaults },
  use: () => Promise<void>,
  check: () => void = () => {},
): Promise<Outcome> {
  const events: string[] = [];
  const lines: string[] = [];
  const record = (event: string): void => void events.push(event);
  const stacks = [fakeStack("first", record, faults.first), fakeStack("second", record, faults.second)];
  const error = await withStacks(
    stacks,
    async () => {
      events.push("use");
      await use();
    },
    { check, print: (line) => lines.push(line) },
  ).then(
    () => undefined,
    (reason: Error) => reason.message,
  );
  return { events, printed: lines.join("\n"), error };
}

const works = async (): Promise<void> => {};
const ALL = ["apply first", "apply second", "use", "destroy second", "destroy first"];

describe("the stacks of a run", () => {
  test("are applied, used and destroyed, the last one first", async () => {
    expect(await run({}, works)).toMatchObject({ events: ALL, error: undefined });
  });

  test("are destroyed after a failing probe, and the run fails with its error", async () => {
    const fail = async (): Promise<void> => {
      throw new Error("planted");
    };
    expect(await run({}, fail)).toMatchObject({ events: ALL, error: "planted" });
  });

  test("are destroyed after a failing apply, with what it has created", async () => {
    expect(await run({ second: { apply: "quota" } }, works)).toMatchObject({
      events: ["apply first", "apply second", "destroy second", "destroy first"],
      error: "quota",
    });
  });

  test("are not created if a plan must not be applied", async () => {
    const refuse = (): void => {
      throw new Error("too expensive");
    };
    expect(await run({}, works, refuse)).toMatchObject({ events: [], error: "too expensive" });
  });

  test("are destroyed by a second attempt if AWS refuses the first", async () => {
    const { events, error } = await run({ first: { failingDestroys: 1 } }, works);
    expect([events, error]).toEqual([[...ALL, "destroy first"], undefined]);
  });

  test("that can't be destroyed are named with what is left and the command, and the other one is destroyed", async () => {
    const { events, printed, error } = await run({ second: { failingDestroys: 9 } }, works);
    expect(events.at(-1)).toBe("destroy first");
    expect(error).toBe("not everything was destroyed: see above");
    expect(printed).toContain("second was not destroyed: refused");
    expect(printed).toContain("left: aws_lambda_function.second");
    expect(printed).toContain("to destroy it: terraform -chdir=second destroy");
  });

  test("that are left are named too if the run has failed with another error", async () => {
    const fail = async (): Promise<void> => {
      throw new Error("planted");
    };
    const { printed, error } = await run({ first: { failingDestroys: 9 } }, fail);
    expect(error).toBe("planted");
    expect(printed).toContain("left: aws_lambda_function.first");
  });
});

describe("after Ctrl-C", () => {
  const script = join(repositoryRoot, "tests/aws/fixtures/interrupted.ts");
  const interrupted = async (duringApply: string): Promise<readonly string[]> => {
    const { stdout } = await execa(process.execPath, ["--import", "tsx", script, duringApply], {
      cwd: repositoryRoot,
      reject: false,
    });
    return stdout.split("\n").filter((line) => line.startsWith("event: "));
  };

  test("during the probes, both stacks are destroyed before the process ends", async () => {
    expect(await interrupted("use")).toEqual(ALL.map((event) => `event: ${event}`));
  });

  test("during the first apply, no second one begins", async () => {
    expect(await interrupted("apply")).toEqual(["event: apply first", "event: destroy first"]);
  });
});
